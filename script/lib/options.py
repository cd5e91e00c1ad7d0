"""The command lines of the commands, read before anything is prepared."""

import argparse
import re
import socket
from dataclasses import dataclass
from itertools import takewhile

from lib import paths
from lib.console import Problem

CACHE = """
What is fetched or made is kept in $XDG_CACHE_HOME/crm-plus (~/.cache/crm-plus).
Odoo is taken from ODOO_HOME (a checkout of Odoo 19.0), an importable odoo
package, or Debian's package odoo-19; PostgreSQL from the PG* variables or the
installed binaries.
"""
SERVER = f"""
examples:
  script/server                 start on http://localhost:8069
  script/server --port 8080     start on another port
  script/server --fresh         throw the demo database away and make a new one

Ctrl-C stops everything that was started.
{CACHE}"""
TEST = f"""
steps, in this order:
{{steps}}

examples:
  script/test                       run everything
  script/test --only unit rules     run two steps
  script/test --only addons -k call run the addon tests named *call*
{CACHE}"""
STEPS = {
    "lint": "formatting, pylint-odoo and XML, through pre-commit",
    "unit": "the ORM-free cores and the commands' own code, without Odoo",
    "rules": "this repository's own rules (tests/lint)",
    "addons": "the tests of each addon",
    "tours": "the browser tours of each addon",
    "integration": "installing, removing, parallel users, faults of the commands",
    "stock": "Odoo's own suites with our addons installed",
}


@dataclass(frozen=True)
class ServerOptions:
    """What ``script/server`` is asked to do."""

    port: int
    database: str
    fresh: bool


@dataclass(frozen=True)
class TestOptions:
    """What ``script/test`` is asked to do."""

    steps: tuple[str, ...]
    keyword: str


@dataclass(frozen=True)
class LintOptions:
    """What ``script/lint`` is asked to do.

    :ivar tool: a single tool, for pre-commit; then ``files`` are its arguments
    """

    fix: bool
    tool: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class BenchOptions:
    """What ``script/bench`` is asked to do."""

    names: tuple[str, ...]
    rest: tuple[str, ...]


def server(arguments: list[str]) -> ServerOptions:
    """Read the command line of ``script/server``."""
    parser = _parser(
        "server",
        "Start Odoo 19 with every addon of this repository and demo data.",
        SERVER,
    )
    parser.add_argument("--port", type=_port, default=8069, help="default: 8069")
    parser.add_argument(
        "--database",
        type=_name,
        default=paths.database("crm_plus"),
        help="database to use; only one made by this command is ever touched",
    )
    parser.add_argument(
        "--fresh", action="store_true", help="make the database and demo data anew"
    )
    options = parser.parse_args(arguments)
    require_free(options.port)
    return ServerOptions(options.port, options.database, options.fresh)


def test(arguments: list[str]) -> TestOptions:
    """Read the command line of ``script/test``."""
    table = "\n".join(f"  {name:13}{what}" for name, what in STEPS.items())
    parser = _parser(
        "test",
        "Run every check of this repository and print one summary.",
        TEST.format(steps=table),
    )
    parser.add_argument(
        "--only", nargs="+", metavar="STEP", choices=STEPS, help="run these steps only"
    )
    parser.add_argument(
        "-k", dest="keyword", default="", help="run the tests that match, as in pytest"
    )
    options = parser.parse_args(arguments)
    chosen = options.only or STEPS
    return TestOptions(tuple(s for s in STEPS if s in chosen), options.keyword)


def lint(arguments: list[str]) -> LintOptions:
    """Read the command line of ``script/lint``."""
    parser = _parser(
        "lint",
        "Check formatting and code rules of the whole repository.",
        "The same checks run before each commit after: pre-commit install",
    )
    parser.add_argument("--fix", action="store_true", help="mend what can be mended")
    parser.add_argument("--tool", default="", help=argparse.SUPPRESS)
    parser.add_argument("files", nargs="*", help=argparse.SUPPRESS)
    options, rest = parser.parse_known_args(arguments)
    if rest and not options.tool:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    return LintOptions(options.fix, options.tool, (*rest, *options.files))


def bench(arguments: list[str]) -> BenchOptions:
    """Read the command line of ``script/bench``."""
    found = sorted(path.stem for path in (paths.ROOT / "benchmarks").glob("bench_*.py"))
    names = [name.removeprefix("bench_") for name in found]
    parser = _parser(
        "bench",
        "Run the benchmarks against stock Odoo and print their tables.",
        f"benchmarks: {', '.join(names) or 'none yet'}\n\nOptions after the names are "
        "passed on to each benchmark: script/bench NAME --help\nshows them. The "
        f"figures of the last full run are in docs/benchmarks.md.\n{CACHE}",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: all")
    wanted = list(takewhile(lambda word: not word.startswith("-"), arguments))
    rest = arguments[len(wanted) :]
    if not wanted and rest[:1] in (["-h"], ["--help"]):
        parser.parse_args(rest)
    if unknown := sorted({*wanted} - {*names}):
        parser.error(f"there is no benchmark {', '.join(unknown)}: {', '.join(names)}")
    return BenchOptions(tuple(wanted or names), tuple(rest))


def require_free(port: int) -> None:
    """Refuse a port that somebody else listens on.

    :raise Problem: if it is taken or not ours to take
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Problem(
                f"port {port} cannot be used ({(error.strerror or '').lower()}): "
                "choose another with --port."
            ) from error


def _parser(name: str, what: str, more: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        prog=f"script/{name}",
        description=what,
        epilog=more,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is no port number (1 to 65535)")
    return int(text)


def _name(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", text):
        raise argparse.ArgumentTypeError(
            "a name has lower-case letters, digits and _, begins with a letter "
            "and has 41 characters at most"
        )
    return text
