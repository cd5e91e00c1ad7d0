"""The steps of ``script/test``, each on its own."""

import re
import runpy
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from lib import builds, command_lint, log_check, packages, paths, processes
from lib.console import Problem, progress, say
from lib.environment import Environment
from lib.results import Result

Thing = TypeVar("Thing")
NOTHING_COLLECTED = 5
# Parallel users collide on purpose there; PostgreSQL's refusal is what is tested.
CONFLICTS = ("odoo.sql_db: bad query",)
IMPORTS_ODOO = re.compile(r"^(from|import) odoo\b", re.MULTILINE)


class Lazy(Generic[Thing]):
    """Something made when it is first asked for."""

    def __init__(self, make: Callable[[], Thing]) -> None:
        self._make = make
        self._made: list[Thing] = []

    def __call__(self) -> Thing:
        if not self._made:
            self._made.append(self._make())
        return self._made[0]


def lint(environment: Lazy[Environment], result: Result, keyword: str) -> None:
    """Run all linters; each of them counts as one check."""

    def listen(line: str) -> None:
        say(line)
        result.passed += line.endswith("...Passed")
        if "..." in line and line.endswith("Failed"):
            result.fail(line.partition("...")[0])

    if command_lint.pre_commit(listen) and not result.failed:
        result.fail("pre-commit could not run")


def unit(environment: Lazy[Environment], result: Result, keyword: str) -> None:
    """Run the tests and doctests of all code that needs no Odoo."""
    folders = [paths.ROOT / name / "core" for name in paths.addons()]
    existing = [str(folder) for folder in folders if folder.is_dir()]
    words = ["--doctest-modules", "tests/unit", "script/lib", *existing]
    _pytest(result, words, keyword, command_lint.environment())


def rules(environment: Lazy[Environment], result: Result, keyword: str) -> None:
    """Run this repository's own rules."""
    _pytest(result, ["tests/lint"], keyword, command_lint.environment())


def addons(environment: Lazy[Environment], result: Result, keyword: str) -> None:
    """Run the tests of each addon, without the browser tours."""
    packages.require(packages.CHROMIUM)
    env = environment()
    for line in builds.warnings(env, builds.template(env)):
        result.fail(f"the log of the installation has {line}")
    for name in paths.addons():
        files = [f"{name}/tests", "--ignore-glob=*_tour.py"]
        _odoo_tests(env, result, name, files, keyword)


def tours(environment: Lazy[Environment], result: Result, keyword: str) -> None:
    """Run the browser tours of each addon."""
    packages.require(packages.CHROMIUM)
    for name in paths.addons():
        files = sorted((paths.ROOT / name / "tests").glob("*_tour.py"))
        if files:
            words = list(map(str, files))
            _odoo_tests(environment(), result, f"{name}_tours", words, keyword)


def integration(environment: Lazy[Environment], result: Result, keyword: str) -> None:
    """Run what belongs to no single addon, needs several databases or connections.

    Files that import Odoo run inside it. The others start our own commands, which
    wait for one processor each most of the time: two files run side by side.
    """
    env = environment()
    files = sorted((paths.ROOT / "tests" / "integration").glob("test_*.py"))
    inside = [path for path in files if IMPORTS_ODOO.search(path.read_text())]
    outside = [str(path) for path in files if path not in inside]
    if inside:
        words = list(map(str, inside))
        _odoo_tests(env, result, "integration", words, keyword, log_lines=CONFLICTS)
    builds.template(env)
    variables = {**env.variables, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    # -vv prints a line for each test: some of them take minutes
    side_by_side = ["-vv", "-p", "xdist", "-n", "2", "--dist", "loadfile"]
    _pytest(result, [*side_by_side, *outside], keyword, variables)


def stock(environment: Lazy[Environment], result: Result, keyword: str) -> None:
    """Run Odoo's own suites with all our addons installed."""
    packages.require(packages.CHROMIUM)
    env = environment()
    chosen = runpy.run_path(str(paths.ROOT / "tests" / "stock" / "suites.py"))
    words = [str(_in_odoo(env, name)) for name in chosen["SUITES"]]
    words += [f"--deselect={_in_odoo(env, name)}" for name in chosen["DESELECTED"]]
    _odoo_tests(
        env,
        result,
        "stock",
        words,
        keyword,
        skips=chosen["EXPECTED_SKIPS"],
        log_lines=tuple(chosen["EXPECTED_LOG_LINES"]),
    )


STEPS: dict[str, Callable[[Lazy[Environment], Result, str], None]] = {
    "lint": lint,
    "unit": unit,
    "rules": rules,
    "addons": addons,
    "tours": tours,
    "integration": integration,
    "stock": stock,
}


def _in_odoo(env: Environment, name: str) -> Path:
    """Return the path of something below one of Odoo's folders of addons."""
    addon = name.partition("/")[0]
    folders = [folder for folder in env.source.addons if (folder / addon).is_dir()]
    if not folders:
        raise Problem(f"the Odoo in use has no addon {addon}")
    return folders[0] / name


def _odoo_tests(
    env: Environment,
    result: Result,
    name: str,
    words: Sequence[str],
    keyword: str,
    skips: dict[str, str] | None = None,
    log_lines: Sequence[str] = (),
) -> None:
    """Run tests with pytest-odoo in a copy of the template database."""
    template = builds.template(env)
    database = paths.database(f"test_{name}")
    progress(f"Testing {name} …")
    env.databases.copy(template, database, **{"for": "tests"})
    log = env.logs / f"{database}.log"
    log.unlink(missing_ok=True)
    options = [
        f"--odoo-database={database}",
        f"--odoo-config={env.config}",
        "--odoo-http",
        "--odoo-log-level=warn",
        f"--odoo-extra=logfile={log}",
    ]
    try:
        _pytest(result, [*options, *words], keyword, env.variables, skips)
    finally:
        env.databases.drop(database)
    if log.exists():
        for line in log_check.findings_in(log, log_lines):
            result.fail(f"the server log has {line}")


def _pytest(
    result: Result,
    words: Sequence[str],
    keyword: str,
    variables,
    skips: dict[str, str] | None = None,
) -> None:
    """Run pytest in the repository and add what it reports."""
    junit = paths.state("test") / f"{result.step}.xml"
    junit.unlink(missing_ok=True)
    argv: list[str | Path] = ["python", "-m", "pytest", "-q", f"--junitxml={junit}"]
    argv += ["-k", keyword] if keyword else []
    before = result.failed
    status = processes.run([*argv, *words], env=variables, cwd=paths.ROOT, on_line=say)
    if junit.exists():
        result.read_junit(junit, skips or {})
    if status == NOTHING_COLLECTED and keyword:
        return
    if status and result.failed == before:
        result.fail(f"pytest ended with status {status}")
