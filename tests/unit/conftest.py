"""Make ``<addon>.core`` importable without Odoo.

An addon's own ``__init__`` imports Odoo, so a bare namespace package of the
addon's name stands in for it: ``from crm_plus.core import …`` then works with
nothing but Python. The code behind the commands of ``script/`` is importable as
``lib``.
"""

import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "script"))

for manifest in ROOT.glob("*/__manifest__.py"):
    package = ModuleType(manifest.parent.name)
    package.__path__ = [str(manifest.parent)]
    sys.modules.setdefault(manifest.parent.name, package)
