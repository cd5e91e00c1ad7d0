from . import test_composition
from . import test_lead_batch
from . import test_lead_history
from . import test_lead_history_access
from . import test_lead_history_concurrency
from . import test_lead_history_perf
from . import test_lead_history_backfill
from . import test_lead_history_reading
