"""Everything a command needs to run Odoo, prepared and in one place."""

import configparser
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lib import node, odoo_source, paths, postgres, processes, python_env
from lib.console import Problem, note
from lib.databases import Databases

RTLCSS = "rtlcss@4.3.0"
# Settings of other Odoo installations that must not reach ours.
UNWANTED = ("ODOO_RC", "OPENERP_SERVER", "PGDATABASE", "PYTHONHOME", "PYTHONPATH")


@dataclass(frozen=True)
class Environment:
    """A prepared place to run Odoo in.

    :ivar state: folder of this checkout and purpose
    :ivar source: the Odoo in use
    :ivar variables: environment of every process
    :ivar databases: the databases of this place
    """

    state: Path
    source: odoo_source.Source
    variables: dict[str, str]
    databases: Databases

    @property
    def config(self) -> Path:
        """Return the path of Odoo's configuration file."""
        return self.state / "odoo.conf"

    @property
    def logs(self) -> Path:
        """Return the folder for log files."""
        folder = self.state / "logs"
        folder.mkdir(exist_ok=True)
        return folder

    def odoo(self, *words: str | Path, command: str = "") -> list[str]:
        """Return the command line of Odoo.

        :param words: its options
        :param command: one of its commands, ``server`` if none is named
        """
        python = self.variables["VIRTUAL_ENV"] + "/bin/python"
        head = [python, "-m", "odoo", *command.split(), "-c", str(self.config)]
        return [*head, *map(str, words)]

    def run_odoo(
        self,
        log: Path,
        *words: str | Path,
        command: str = "",
        on_line: Callable[[str], None] | None = None,
        stdin: Path | None = None,
    ) -> None:
        """Run Odoo to its end, its log into a file.

        :raise Problem: if Odoo fails; the log says why
        """
        status = processes.run(
            self.odoo(*words, command=command),
            env=self.variables,
            on_line=on_line,
            log=log,
            stdin=stdin,
        )
        if status:
            lines = log.read_text(errors="replace").splitlines()
            raise Problem(f"Odoo failed: {processes.reason(lines)} (see {log})")


@contextmanager
def prepared(kind: str) -> Iterator[Environment]:
    """Prepare Python, Odoo, PostgreSQL and the rest; stop what was started.

    Call it inside the virtual environment (:func:`lib.python_env.enter`).

    :param kind: ``server``, ``test`` or ``bench``
    """
    source = odoo_source.locate()
    state = paths.state(kind)
    venv = python_env.environment()
    variables = _variables(source, venv)
    with postgres.running(kind) as login:
        variables.update(login)
        _write_config(state, source.addons)
        databases = Databases(login, state / "data")
        databases.query("SELECT 1")
        yield Environment(state, source, variables, databases)


def _variables(source: odoo_source.Source, venv: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in UNWANTED}
    folders = [str(venv / "bin"), *_rtlcss(), os.environ.get("PATH", os.defpath)]
    return {
        **kept,
        "VIRTUAL_ENV": str(venv),
        "PATH": os.pathsep.join(folders),
        "PYTHONPATH": str(source.home),
        "PYTHONUNBUFFERED": "1",
    }


def _rtlcss() -> list[str]:
    """Return what to add to ``PATH`` for ``rtlcss`` (right-to-left pages)."""
    try:
        if shutil.which("rtlcss"):
            return []
        return [str(node.prefix("rtlcss", [RTLCSS])), *node.search_path()]
    except Problem as problem:
        note(f"{problem} Until then Persian pages keep the left-to-right layout.")
        return []


def _write_config(state: Path, addons: Sequence[Path]) -> None:
    config = configparser.ConfigParser(interpolation=None)
    (state / "data").mkdir(exist_ok=True)
    config["options"] = {
        "addons_path": ",".join(map(str, (*addons, paths.ROOT))),
        "data_dir": str(state / "data"),
        "http_interface": "127.0.0.1",
        "list_db": "False",
        "limit_time_real": "1200",
        "limit_time_cpu": "1200",
    }
    temporary = state / f"odoo.conf.{os.getpid()}"
    with open(temporary, "w") as file:
        config.write(file)
    temporary.rename(state / "odoo.conf")
