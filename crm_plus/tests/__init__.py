from . import test_composition
