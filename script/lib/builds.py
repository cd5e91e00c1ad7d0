"""Databases with our addons installed, made once and reused.

A database under construction has another name until it is complete, so that an
interrupted run leaves nothing half-made behind.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from lib import log_check, paths
from lib.console import progress
from lib.environment import Environment

LANGUAGES = ("fa", "zh_TW")
LOADING = re.compile(r"Loading module (\w+) \((\d+)/(\d+)\)")
ONCE = ("--no-http", "--stop-after-init")
STOCK = ("crm", "sale_management", "sale_crm", "calendar", "utm", "base_automation")


def build(
    env: Environment,
    name: str,
    modules: Iterable[str],
    *options: str,
    template: str = "",
    languages: bool = False,
    mark: dict,
) -> Path:
    """Make a database with addons installed.

    :param name: name of the database
    :param modules: what to install
    :param options: more options for Odoo
    :param template: database to start from, else an empty one
    :param languages: whether to load Persian and traditional Chinese as well
    :param mark: what the database is marked with
    :return: the log of the installation
    """
    unfinished = f"{name}_unfinished"
    if template:
        env.databases.copy(template, unfinished)
    else:
        env.databases.create(unfinished)
    log = env.logs / f"install-{name}.log"
    words = ["-d", unfinished, "-i", ",".join(modules), *options]
    try:
        env.run_odoo(log, *words, *ONCE, on_line=show_loading())
        if languages:
            load_languages(env, unfinished)
    except BaseException:
        env.databases.drop(unfinished)
        raise
    env.databases.drop(name)
    env.databases.rename(unfinished, name)
    env.databases.set_mark(name, **mark)
    return log


def load_languages(env: Environment, database: str) -> None:
    """Load our languages into a database.

    Not while installing: Odoo would make the first of them the default.
    """
    log = env.logs / f"languages-{database}.log"
    words = ["-d", database, "-l", *LANGUAGES]
    env.run_odoo(log, *words, command="i18n loadlang")


def generate_assets(env: Environment, database: str) -> None:
    """Generate what the pages of the web client load, for the browser tests."""
    log = env.logs / f"assets-{database}.log"
    script = paths.ROOT / "script" / "odoo_shell" / "generate_assets.py"
    env.run_odoo(log, "-d", database, "--no-http", command="shell", stdin=script)


def show_loading():
    """Return a listener that shows how far Odoo is with its modules."""
    shown = {"total": "", "percent": 0}

    def listen(line: str) -> None:
        if found := LOADING.search(line):
            if found[3] != shown["total"]:
                shown.update(total=found[3], percent=-20)
            percent = 100 * int(found[2]) // int(found[3])
            if percent >= shown["percent"] + 20:
                shown["percent"] = percent
                progress(f"  {percent:3d} % ({found[1]})")

    return listen


def fingerprints() -> dict[str, str]:
    """Return a fingerprint of each addon of this repository."""
    return {name: paths.addon_fingerprint(name) for name in paths.addons()}


def template(env: Environment) -> str:
    """Return the template database: all our addons, no demo data.

    It is made anew when an addon or Odoo has changed; what it grows from,
    stock Odoo alone, only when Odoo has.

    :raise Problem: if the installation fails
    """
    stock = stock_template(env)
    key = paths.digest(f"{env.source.version}{fingerprints()}")[:12]
    name = paths.database(f"template_{key}")
    if env.databases.mark(name) is None:
        progress("Installing the addons into a template database …")
        _drop_old(env, "template_")
        log = build(env, name, paths.addons(), template=stock, mark={"for": "tests"})
        found = log_check.findings_in(log)
        generate_assets(env, name)
        env.databases.set_mark(name, **{"for": "tests", "warnings": found})
    return name


def warnings(env: Environment, name: str) -> list[str]:
    """Return what a template's installation logged that it should not have."""
    return (env.databases.mark(name) or {}).get("warnings", [])


def stock_template(env: Environment) -> str:
    """Return a database with stock Odoo alone, no demo data."""
    name = paths.database(f"stock_{paths.digest(env.source.version)[:12]}")
    if env.databases.mark(name) is None:
        progress("Installing stock Odoo into a template database …")
        _drop_old(env, "stock_")
        build(env, name, STOCK, mark={"for": "tests"})
    return name


def _drop_old(env: Environment, kind: str) -> None:
    """Drop this checkout's databases of one kind, which are out of date."""
    for name in env.databases.marked():
        if name.startswith(kind) and name.endswith(paths.database("")):
            env.databases.drop(name)
