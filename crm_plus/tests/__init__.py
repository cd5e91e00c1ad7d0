from . import test_composition
from . import test_lead_history
