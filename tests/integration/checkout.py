"""A copy of the repository to run its commands in, as a user would."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import psutil

from lib import paths
from lib.locks import wait_until

# What our own surroundings set and a user's shell does not.
OURS = re.compile(r"^(PG|CRM_PLUS|ODOO|PYTHON|PYTEST|VIRTUAL_ENV|XDG_)")


class Checkout:
    """A copy of the working tree with a cache of its own.

    Odoo and the virtual environment are not fetched again: the cache has links
    to those in use.

    :param folder: where to make it
    :param env: the environment whose Odoo and Python it uses
    """

    def __init__(self, folder: Path, env) -> None:
        self.folder = folder
        self.root = folder / "crm-plus"
        self.cache = folder / "cache"
        self._copy_tree()
        (self.cache / "crm-plus").mkdir(parents=True)
        venv = Path(env.variables["VIRTUAL_ENV"])
        (self.cache / "crm-plus" / venv.name).symlink_to(venv)
        for path in paths.cache().glob("node-*"):
            if path.is_dir():
                (self.cache / "crm-plus" / path.name).symlink_to(path)
        kept = {key: value for key, value in os.environ.items() if not OURS.match(key)}
        self.env = {
            **kept,
            "XDG_CACHE_HOME": str(self.cache),
            "ODOO_HOME": str(env.source.home),
        }

    def _copy_tree(self) -> None:
        words = ["git", "ls-files", "-co", "--exclude-standard"]
        for name in subprocess.check_output(words, cwd=paths.ROOT, text=True).split(
            "\n"
        ):
            source, target = paths.ROOT / name, self.root / name
            if name and source.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target)

    def run(self, command: str, *words: str, **env: str) -> subprocess.CompletedProcess:
        """Run a command to its end and return its output and status."""
        return subprocess.run(
            [sys.executable, self.root / "script" / command, *words],
            env={**self.env, **env},
            cwd="/",
            capture_output=True,
            text=True,
            timeout=600,
        )

    def start(self, command: str, *words: str, **env: str) -> subprocess.Popen:
        """Start a command in a session of its own, its output into ``output``."""
        with open(self.output, "w") as sink:
            return subprocess.Popen(
                [sys.executable, self.root / "script" / command, *words],
                env={**self.env, **env},
                cwd="/",
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_hear_interrupts,
            )

    def run_python(self, code: str) -> str:
        """Run a few lines of Python beside the commands and return the output."""
        words = [sys.executable, "-c", code]
        place = self.root / "script"
        return subprocess.check_output(
            words, env=self.env, cwd=place, text=True
        ).strip()

    @property
    def output(self) -> Path:
        """Return the file with the output of the command started last."""
        return self.folder / "output"

    def said(self) -> str:
        """Return what the command started last has printed."""
        return self.output.read_text()

    def wait_for(
        self, text: str, child: subprocess.Popen, seconds: float = 600
    ) -> None:
        """Wait until a started command prints a text.

        :raise AssertionError: if it ends before or takes too long
        """
        wait_until(lambda: text in self.said() or child.poll() is not None, seconds)
        assert text in self.said(), self.said()

    def processes(self) -> list[str]:
        """Return the command lines of all processes that belong to this checkout."""
        found = []
        for process in psutil.process_iter():
            try:
                words = " ".join(process.cmdline())
            except psutil.Error:
                continue
            if str(self.folder) in words and process.pid != os.getpid():
                found.append(words)
        return found


def _hear_interrupts() -> None:
    """Let signals through that shells and ``nohup`` bar from the background."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    """Tell whether an Odoo shows its login page on a port."""
    try:
        address = f"http://127.0.0.1:{port}/web/login"
        with urllib.request.urlopen(address, timeout=60) as page:
            return b"login" in page.read()
    except OSError:
        return False
