from . import test_access
from . import test_access_tour
from . import test_composition
from . import test_note
from . import test_note_access
from . import test_note_perf
from . import test_note_survival
from . import test_note_write_access
