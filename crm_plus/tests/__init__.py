from . import test_composition
from . import test_team_choice
from . import test_team_kind
from . import test_team_tour
