"""``script/lint``: formatting and code rules, through pre-commit.

pre-commit calls this command back with ``--tool`` for each of its hooks, so
that a hook finds its program wherever it is called from.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from lib import node, paths, processes
from lib.console import Problem, say
from lib.options import LintOptions

PRETTIER = ("prettier@3.10.1", "@prettier/plugin-xml@3.4.2")
PRETTIER_XML = "@prettier/plugin-xml/src/plugin.js"
FIX = "CRM_PLUS_LINT_FIX"
# For each tool: what it is called with, and what instead when it may mend.
TOOLS: dict[str, tuple[list[str], list[str]]] = {
    "whitespace": (["trailing-whitespace-fixer"], []),
    "last-line": (["end-of-file-fixer"], []),
    "line-ending": (["mixed-line-ending", "--fix=lf"], []),
    "merge-conflict": (["check-merge-conflict", "--assume-in-merge"], []),
    "case-conflict": (["check-case-conflict"], []),
    "debug-statements": (["debug-statement-hook"], []),
    "executables": (["check-executables-have-shebangs"], []),
    "ruff": (["ruff", "check"], ["ruff", "check", "--fix"]),
    "ruff-format": (["ruff", "format", "--check", "--diff"], ["ruff", "format"]),
    "addons": (["oca-checks-odoo-module"], ["oca-checks-odoo-module", "--fix"]),
    "translations": (["oca-checks-po", "--disable=po-pretty-format"], []),
    "pylint": (["pylint", "--rcfile=.pylintrc-mandatory"], []),
    "pylint-advice": (["pylint", "--rcfile=.pylintrc", "--exit-zero"], []),
}


def main(options: LintOptions) -> int:
    """Run the command."""
    if options.tool:
        return _tool(options.tool, list(options.files))
    if options.fix:
        # A tool that mends a file reports a failure, so what counts is the next run.
        pre_commit(lambda line: None, fix=True)
    status = pre_commit(say)
    rules = [sys.executable, "-m", "pytest", "-q", "tests/lint"]
    return status | processes.run(rules, env=environment(), cwd=paths.ROOT, on_line=say)


def pre_commit(on_line: Callable[[str], None], *, fix: bool = False) -> int:
    """Run all hooks on all files.

    :param fix: whether the tools may change files
    :return: exit status of pre-commit
    :raise Problem: if this is no git checkout
    """
    if not (paths.ROOT / ".git").exists():
        raise Problem("the linters ask git for the files, and this is no checkout.")
    words = ["pre-commit", "run", "--all-files", "--color=never"]
    env = {**environment(), **({FIX: "1"} if fix else {})}
    return processes.run(words, env=env, cwd=paths.ROOT, on_line=on_line)


def environment() -> Mapping[str, str]:
    """Return the environment of the linters."""
    folders = [str(Path(sys.prefix) / "bin"), os.environ.get("PATH", os.defpath)]
    return {
        **os.environ,
        "PATH": os.pathsep.join(folders),
        "PRE_COMMIT_HOME": str(paths.cache() / "pre-commit"),
        # No plugin of an addon's test run; these tests need no Odoo.
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }


def _tool(name: str, files: list[str]) -> int:
    """Run one tool on some files, as a hook does."""
    fix = bool(os.environ.get(FIX))
    env = environment()
    if name == "prettier":
        words, env = _prettier(fix)
    elif name in TOOLS:
        check, mend = TOOLS[name]
        words = mend if fix and mend else check
    else:
        raise Problem(f"there is no tool {name}.")
    return subprocess.run([*words, *files], env=env, cwd=paths.ROOT).returncode


def _prettier(fix: bool) -> tuple[list[str], Mapping[str, str]]:
    programs = node.prefix("prettier", PRETTIER)
    plugin = programs.parent / PRETTIER_XML
    what = ["--write", "--list-different"] if fix else ["--check", "--log-level=warn"]
    env = {**node.environment(), "NODE_PATH": str(programs.parent)}
    return [str(programs / "prettier"), f"--plugin={plugin}", *what], env
