"""Debian packages: install what is missing where we may, else name the command."""

import os
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lib import paths
from lib.console import Problem, note, progress
from lib.processes import must, output


@dataclass(frozen=True)
class Tool:
    """A program or font that comes as a Debian package."""

    package: str
    purpose: str
    programs: tuple[str, ...] = ()
    folder: str = ""

    def present(self) -> bool:
        """Tell whether the machine has it."""
        if self.folder:
            return Path(self.folder).is_dir()
        return any(shutil.which(program) for program in self.programs)


CHROMIUM = Tool(
    "chromium",
    "browser tours cannot run",
    ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable"),
)
WKHTMLTOPDF = Tool("wkhtmltopdf", "PDF reports cannot be printed", ("wkhtmltopdf",))
FONT_PERSIAN = Tool(
    "fonts-noto-core",
    "Persian text in PDF files and pictures may lack letters",
    folder="/usr/share/fonts/truetype/noto",
)
FONT_CHINESE = Tool(
    "fonts-noto-cjk",
    "Chinese text in PDF files and pictures may lack letters",
    folder="/usr/share/fonts/opentype/noto",
)


def offer(tools: Iterable[Tool]) -> None:
    """Install the missing tools where we may; else say what is lacking."""
    missing = [tool for tool in tools if not tool.present()]
    for tool in missing:
        tried = paths.cache() / f"tried-{tool.package}"
        if may_install() and not _is_recent(tried):
            try:
                install([tool.package])
            except Problem as problem:
                tried.touch()
                note(str(problem))
        if not tool.present():
            lack = f"{tool.package} is missing, so {tool.purpose}."
            note(f"{lack} {how_to_get(tool.package)}")


def _is_recent(tried: Path) -> bool:
    """Tell whether an attempt failed within the last day: no need to try again."""
    return tried.exists() and time.time() - tried.stat().st_mtime < 24 * 3600


def require(tool: Tool) -> None:
    """Install a tool that cannot be done without.

    :raise Problem: if it is missing and we may not install it
    """
    if not tool.present() and may_install():
        install([tool.package])
    if not tool.present():
        lack = f"{tool.package} is missing, so {tool.purpose}."
        raise Problem(f"{lack} {how_to_get(tool.package)}")


def how_to_get(package: str) -> str:
    """Return the command to type, as a sentence."""
    return f"To get it, type: sudo apt-get install {package}"


def may_install() -> bool:
    """Tell whether this user may install Debian packages without a question."""
    return bool(shutil.which("apt-get")) and _as_root() is not None


def install(names: list[str]) -> None:
    """Install Debian packages.

    :raise Problem: if they cannot be installed
    """
    prefix = _as_root()
    if prefix is None:
        raise Problem(how_to_get(" ".join(names)))
    progress(f"Installing {', '.join(names)} …")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    failure = f"{', '.join(names)} could not be installed"
    base = [*prefix, "apt-get", "-q", "-y"]
    must([*base, "update"], failure, env=env)
    must([*base, "install", "--no-install-recommends", *names], failure, env=env)


def _as_root() -> list[str] | None:
    """Return the words that make a command run as root, or None if nothing does."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and output(["sudo", "-n", "echo", "yes"]) == "yes":
        return ["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND"]
    return None
