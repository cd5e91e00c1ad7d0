"""The virtual environment: built once for each set of pinned requirements."""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from lib import debian, packages, paths
from lib.console import STARTED, STARTED_VARIABLE, Problem, progress
from lib.locks import exclusive
from lib.processes import must, output

REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
COMPLETE = "complete"


def enter() -> None:
    """Start the command again in the virtual environment, unless we are in it.

    Returns only inside it.
    """
    folder = environment()
    if Path(sys.prefix) != folder:
        python = folder / "bin" / "python"
        started = {STARTED_VARIABLE: str(STARTED)}
        os.execve(python, [str(python), *sys.argv], {**os.environ, **started})


def environment() -> Path:
    """Return the virtual environment with all requirements, built if needed.

    :raise Problem: if it cannot be built
    """
    texts = [(paths.ROOT / name).read_text() for name in REQUIREMENTS]
    words = [word for name in REQUIREMENTS for word in ("-r", paths.ROOT / name)]
    return _build("venv", "".join(texts), words, "the Python packages", 1000)


def extra(name: str, requirement: str) -> Path:
    """Return a virtual environment with one more package, built if needed."""
    return _build(name, requirement, [requirement], requirement, 300)


def _build(
    name: str, key: str, words: Sequence[str | Path], what: str, megabytes: int
) -> Path:
    version = ".".join(map(str, sys.version_info[:3]))
    base = Path(sys.base_prefix).resolve()
    folder = paths.cache() / f"{name}-{version}-{paths.digest(f'{base} {key}')[:12]}"
    if (folder / COMPLETE).exists():
        return folder
    with exclusive(paths.cache() / f"{name}.lock", what):
        if (folder / COMPLETE).exists():
            return folder
        paths.require_space(paths.cache(), megabytes, what)
        shutil.rmtree(folder, ignore_errors=True)
        progress(f"Installing {what} …")
        try:
            pip = _create(folder)
            quiet = ["--quiet", "--no-input", "--disable-pip-version-check"]
            must([*pip, "install", *quiet, *words], f"{what} could not be installed")
            (folder / COMPLETE).touch()
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return folder


def _create(folder: Path) -> list[str | Path]:
    """Make an empty virtual environment.

    Debian keeps pip and ensurepip in packages of their own: where they are
    missing, pip comes from another place.

    :return: the words that call its pip
    """
    failure = "a virtual environment could not be made"
    base = getattr(sys, "_base_executable", sys.executable)
    python = folder / "bin" / "python"
    if output([base, "-c", "import ensurepip; print(ensurepip.version())"]):
        must([base, "-m", "venv", folder], failure)
        return [python, "-m", "pip"]
    must([base, "-m", "venv", "--without-pip", folder], failure)
    if _pip_can_serve_others(base):
        return [base, "-m", "pip", "--python", python]
    return [python, _pip_wheel() / "pip"]


def _pip_can_serve_others(python: str) -> bool:
    version = output([python, "-m", "pip", "--version"]).split()[1:2]
    return bool(version) and tuple(map(int, version[0].split(".")[:2])) >= (22, 3)


def _pip_wheel() -> Path:
    """Return pip as a wheel, which runs without being installed."""
    found = sorted(Path("/usr/share/python-wheels").glob("pip-*.whl"))
    if not found and not shutil.which("apt-get"):
        raise Problem("pip is missing. " + packages.how_to_get("python3-venv"))
    if not found:
        target = paths.cache() / "pip"
        if not target.exists():
            progress("Fetching pip …")
            _fetch_pip(target)
        found = sorted(target.glob("usr/share/python-wheels/pip-*.whl"))
    return found[-1]


def _fetch_pip(target: Path) -> None:
    cache = paths.cache()
    folder, unpacked = cache / "pip.fetching", cache / "pip.unpacking"
    try:
        archive = debian.Archive(folder, (debian.codename(),))
        archive.update()
        archive.unpack("python3-pip-whl", unpacked)
        unpacked.rename(target)
    finally:
        for leftover in (folder, unpacked):
            shutil.rmtree(leftover, ignore_errors=True)
