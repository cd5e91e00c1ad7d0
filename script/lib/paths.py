"""Where things are: the repository, its addons, and the folders of the cache.

The cache is ``$XDG_CACHE_HOME/crm-plus`` (``~/.cache/crm-plus``). What can be
shared between checkouts (Odoo, virtual environments, Node tools) is keyed by
its version; what belongs to one checkout is below ``checkouts/`` and keyed by
the checkout's path.
"""

import hashlib
import os
import re
import shutil
from pathlib import Path

from lib.console import Problem

ROOT = Path(__file__).resolve().parents[2]
NO_CODE = {"__pycache__", "tests", "README.md"}


def cache() -> Path:
    """Return the folder for everything that can be made again."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    path = Path(base).expanduser() / "crm-plus"
    path.mkdir(parents=True, exist_ok=True)
    return path


def checkout_key() -> str:
    """Return a short name for this checkout, unique by its path."""
    return f"{ROOT.name}-{digest(str(ROOT))[:8]}"


def database(name: str) -> str:
    """Return the name of a database of this checkout.

    Checkouts may share a PostgreSQL server, and each must know its own.
    """
    return f"{name}_{digest(str(ROOT))[:8]}"


def state(kind: str) -> Path:
    """Return the folder of this checkout for ``server``, ``test`` or ``bench``."""
    path = cache() / "checkouts" / checkout_key() / kind
    path.mkdir(parents=True, exist_ok=True)
    return path


def addons() -> list[str]:
    """Return the names of the addons of this repository, sorted."""
    return sorted(manifest.parent.name for manifest in ROOT.glob("*/__manifest__.py"))


def digest(text: str) -> str:
    """Return a hexadecimal fingerprint of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def addon_fingerprint(name: str) -> str:
    """Return a fingerprint of what an installed database takes from an addon.

    Tests and documentation do not count: changing them needs no upgrade.
    """
    result = hashlib.sha256()
    folder = ROOT / name
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not NO_CODE.intersection(inside.parts):
            result.update(f"{inside}\0".encode())
            result.update(path.read_bytes())
    return result.hexdigest()[:16]


def require_space(path: Path, megabytes: int, purpose: str) -> None:
    """Refuse to begin what the disk has no room for.

    :raise Problem: if less than ``megabytes`` are free at ``path``
    """
    free = shutil.disk_usage(path).free // 2**20
    if free < megabytes:
        raise Problem(
            f"preparing {purpose} needs {megabytes} MB in {path} and {free} MB are "
            "free: free some space or point XDG_CACHE_HOME to a larger disk."
        )


def slug(text: str) -> str:
    """Return the text as a part of a file or database name.

    >>> slug("CRM Plus/Main")
    'crm_plus_main'
    """
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
