from . import test_composition
from . import test_conversion
from . import test_conversion_approval
from . import test_conversion_gate
from . import test_conversion_match
