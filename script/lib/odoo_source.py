"""Find Odoo 19, or fetch it into the cache.

Looked for in this order: the folder in ``ODOO_HOME``, an ``odoo`` package this
Python can import, the cache, and at last Debian's package ``odoo-19``.
"""

import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from lib import debian, node, paths
from lib.console import Problem, note, progress
from lib.locks import exclusive
from lib.processes import output

SERIES = (19, 0)
FRAMEWORK = "odoo/release.py"
IN_DEBIAN = "usr/lib/python3/dist-packages"
# Files of odoo-19 are links into these.
SIBLINGS = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
)
# Releases whose fonts-font-awesome is the 4.7 that Odoo uses.
FONT_AWESOME_SUITES = ("bullseye", "bookworm", "trixie")
# Debian leaves this file out, and the web client misses it on every page.
SEGMENTATION = "odoo/addons/mail/static/lib/selfie_segmentation"
SEGMENTATION_FILE = "selfie_segmentation.js"
SEGMENTATION_PACKAGE = "@mediapipe/selfie_segmentation@0.1.1675465747"


@dataclass(frozen=True)
class Source:
    """One Odoo: the folder to put on ``PYTHONPATH``, its addons, its version."""

    home: Path
    addons: tuple[Path, ...]
    version: str


def locate() -> Source:
    """Return Odoo 19 from wherever it is, fetching it if it is nowhere.

    :raise Problem: if there is none and none can be fetched
    """
    if named := os.environ.get("ODOO_HOME"):
        return _from_variable(Path(named).expanduser())
    home = _importable() or _cached() or _fetch()
    _complete(home)
    return _describe(home)


def _from_variable(folder: Path) -> Source:
    for home in (folder, folder.parent, folder / IN_DEBIAN):
        if (home / FRAMEWORK).exists() and _series(home) == SERIES:
            return _describe(home.resolve())
    raise Problem(
        f"ODOO_HOME={folder} holds no Odoo 19.0: it must be a checkout of Odoo 19.0 "
        "or a folder with its odoo package."
    )


def _series(home: Path) -> tuple[int, int]:
    text = (home / FRAMEWORK).read_text()
    found = re.search(r"^version_info = \((\d+), (\d+)", text, re.MULTILINE)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _describe(home: Path) -> Source:
    # A checkout keeps its addons beside the package, Debian keeps all inside; the
    # folder beside Debian's package has their Python files only.
    inside, beside = home / "odoo" / "addons", home / "addons"
    used = (inside,) if (inside / "crm").is_dir() else (inside, beside)
    if not (used[-1] / "crm").is_dir():
        raise Problem(f"Odoo in {home} has no addon crm: name a complete one.")
    stamp = (home / FRAMEWORK).stat().st_mtime_ns
    # of the package itself: what we start finds it through a link of ours
    package = (home / "odoo").resolve()
    return Source(home, used, paths.digest(f"{package.parent}{stamp}")[:12])


def _importable() -> Path | None:
    """Return a link to an ``odoo`` 19 installed for this machine's Python.

    A link to the package alone keeps its neighbours off our ``PYTHONPATH``.
    """
    code = "import odoo.release as r; print(r.__file__)"
    machine_python = getattr(sys, "_base_executable", sys.executable)
    found = output([machine_python, "-c", code], env=_plain_environment())
    if not found or _series(Path(found).parents[1]) != SERIES:
        return None
    package = Path(found).parent
    checkout = (package.parent / "addons" / "crm").is_dir()
    if checkout and not (package / "addons" / "crm").is_dir():
        return package.parent
    home = paths.cache() / f"odoo-link-{paths.digest(str(package))[:12]}"
    home.mkdir(exist_ok=True)
    link = home / "odoo"
    if not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(package)
    return home


def _plain_environment() -> dict[str, str]:
    """Return our environment without a virtual environment's traces."""
    return {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}


def _cached() -> Path | None:
    found = sorted(paths.cache().glob(f"odoo-19.*/{IN_DEBIAN}"))
    return found[-1] if found else None


def _fetch() -> Path:
    """Fetch Debian's package into the cache; a run beside ours waits for it."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise Problem(
            "Odoo 19 was not found and this machine has no apt-get to fetch it: "
            "point ODOO_HOME to a checkout of Odoo 19.0."
        )
    with exclusive(paths.cache() / "odoo.lock", "Odoo"):
        return _cached() or _unpack()


def _unpack() -> Path:
    cache = paths.cache()
    paths.require_space(cache, 2500, "Odoo")
    folder, target = cache / "odoo.fetching", cache / "odoo.unpacking"
    for leftover in (folder, target):
        shutil.rmtree(leftover, ignore_errors=True)
    try:
        suite = debian.codename()
        if suite not in FONT_AWESOME_SUITES:
            suite = FONT_AWESOME_SUITES[-1]
        archive = debian.Archive(folder, ("unstable", suite))
        progress("Reading Debian's package lists …")
        archive.update()
        progress("Downloading Odoo 19 (120 MB) …")
        name = archive.unpack("odoo-19", target)
        for sibling in SIBLINGS:
            archive.unpack(f"{sibling}/unstable", target)
        archive.unpack(f"fonts-font-awesome/{suite}", target)
        final = cache / f"odoo-{name.split('_')[1]}"
        target.rename(final)
        return final / IN_DEBIAN
    finally:
        for leftover in (folder, target):
            shutil.rmtree(leftover, ignore_errors=True)


def _complete(home: Path) -> None:
    """Add the file Debian leaves out, from its npm package."""
    folder = home / SEGMENTATION
    file = folder / SEGMENTATION_FILE
    if file.exists() or not os.access(folder.parent, os.W_OK):
        return
    with exclusive(paths.cache() / "odoo.lock", "Odoo"):
        if file.exists():
            return
        progress(f"Adding {SEGMENTATION_FILE}, which Debian leaves out …")
        try:
            source = node.file_of(SEGMENTATION_PACKAGE, SEGMENTATION_FILE)
        except Problem as problem:
            note(f"{problem} Until then pages log an error and browser tours fail.")
            return
        folder.mkdir(exist_ok=True)
        temporary = folder / f".{SEGMENTATION_FILE}"
        temporary.write_bytes(source)
        temporary.rename(file)
