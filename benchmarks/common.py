"""What every benchmark needs: two databases, fair measurements, a table.

A benchmark runs the same operations on a database with stock Odoo and on a copy of
it with our addons, in turns (A B A B …), in one process. Each run is a transaction
that is flushed with its precommit hooks, as a commit would, and then rolled back.

PostgreSQL is found through the usual ``PG*`` variables, Odoo through ``PYTHONPATH``.
"""

import argparse
import gc
import logging
import os
import platform
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import psycopg2
from psycopg2 import sql

import odoo
import odoo.modules
from odoo.api import Environment
from odoo.modules.registry import Registry
from odoo.release import version as odoo_version
from odoo.tools import config

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "docs" / "benchmarks.md"
MARK = "CRM Plus benchmark: may be dropped at any time"
STOCK, PLUS = "stock", "plus"


def progress(text):
    """Tell what is going on; the table alone goes to standard output."""
    print(text, file=sys.stderr, flush=True)


def get_parser(description):
    """The arguments that all benchmarks share."""
    parser = argparse.ArgumentParser(description=description)
    add = parser.add_argument
    number = {"type": int, "metavar": "N"}
    switch = {"action": "store_true"}
    add("--leads", default=100_000, **number, help="leads in all (%(default)s)")
    add("--batch", default=1000, **number, help="leads an operation (%(default)s)")
    add("--runs", default=5, **number, help="runs of each side (%(default)s)")
    add("--only", metavar="WORD", help="only operations whose name contains WORD")
    add(
        "--template",
        metavar="DATABASE",
        default=os.environ.get("CRM_PLUS_BENCH_TEMPLATE"),
        help="stock crm and sale_management to copy instead of installing them "
        "($CRM_PLUS_BENCH_TEMPLATE)",
    )
    add("--prefix", default="crm_plus_bench", help="of databases (%(default)s)")
    add(
        "--addons-path",
        metavar="FOLDERS",
        default=str(ROOT),
        help="of the addons under test (this repository)",
    )
    add("--reuse", **switch, help="measure the databases that --keep kept")
    add("--keep", **switch, help="do not drop the databases at the end")
    add("--no-report", **switch, help="do not write docs/benchmarks.md")
    add("--strict", **switch, help="fail when a goal is missed")
    return parser


class Server:
    """The databases of one benchmark on one PostgreSQL server."""

    def __init__(self, options, addons):
        self.options = options
        self.addons = addons
        self.names = {
            side: f"{options.prefix}_{side}" for side in (STOCK, PLUS, "template")
        }
        addons_path = f"{Path(odoo.__path__[0]) / 'addons'},{options.addons_path}"
        config.parse_config(["--addons-path", addons_path, "--log-level", "error"])
        odoo.modules.initialize_sys_path()
        logging.getLogger("odoo").setLevel(logging.ERROR)

    @contextmanager
    def _maintenance(self, database="postgres"):
        connection = psycopg2.connect(dbname=database)
        connection.autocommit = True
        try:
            with connection.cursor() as cr:
                yield cr
        finally:
            connection.close()

    def _is_ours(self, cr, name):
        cr.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = %s",
            [name],
        )
        row = cr.fetchone()
        if row and row[0] != MARK:
            raise SystemExit(f"Database {name} is not a benchmark's: not touched.")
        return bool(row)

    def drop(self, *sides):
        """Drop databases of earlier runs, and nothing that is not a benchmark's."""
        with self._maintenance() as cr:
            for name in (self.names[side] for side in sides):
                if self._is_ours(cr, name):
                    odoo.sql_db.close_db(name)
                    cr.execute(
                        sql.SQL("DROP DATABASE {} WITH (FORCE)").format(
                            sql.Identifier(name)
                        )
                    )

    def copy(self, source, side):
        """Create the database of ``side`` as a copy of another database."""
        name = self.names[side]
        with self._maintenance() as cr:
            identifiers = map(sql.Identifier, (name, source))
            cr.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*identifiers))
            comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
            cr.execute(comment.format(sql.Identifier(name), sql.Literal(MARK)))

    def install(self, side, modules):
        """Install modules in a process of its own, as an administrator does."""
        command = [
            *(sys.executable, "-m", "odoo", "-d", self.names[side]),
            *("-i", ",".join(modules), "--stop-after-init", "--no-http"),
            *("--addons-path", ",".join(config["addons_path"])),
            *("--log-level", "warn"),
        ]
        subprocess.run(command, check=True)

    def prepare(self, generate):
        """Make both databases: stock, filled by ``generate(env)``, and ours on top.

        Ours is installed on the filled database: that is the hard case, with pages
        that are full already and a history to reconstruct.
        """
        if self.options.reuse:
            return
        self.drop(STOCK, PLUS, "template")
        if self.options.template:
            self.copy(self.options.template, STOCK)
        else:
            progress("Installing stock crm and sale_management …")
            self.copy("template0", STOCK)
            self.install(STOCK, ["crm", "sale_management"])
        start = time.perf_counter()
        with self.transaction(STOCK, commit=True) as env:
            generate(env)
        progress(f"Generated in {time.perf_counter() - start:.0f} s")
        odoo.sql_db.close_db(self.names[STOCK])
        Registry.delete(self.names[STOCK])
        self.vacuum(STOCK)
        self.copy(self.names[STOCK], PLUS)
        start = time.perf_counter()
        self.install(PLUS, self.addons)
        progress(
            f"Installed {', '.join(self.addons)} in {time.perf_counter() - start:.0f} s"
        )
        for side in (STOCK, PLUS):
            self.vacuum(side)

    def vacuum(self, side):
        """Clear what rolled-back runs left, so that no run pays for another."""
        with self._maintenance(self.names[side]) as cr:
            cr.execute("VACUUM (ANALYZE)")

    @contextmanager
    def transaction(self, side, login=None, commit=False):
        """An environment in a transaction that is rolled back at the end."""
        cr = Registry(self.names[side]).cursor()
        try:
            env = Environment(cr, odoo.SUPERUSER_ID, {})
            if login:
                user = env["res.users"].search([("login", "=", login)])
                context = {"lang": "en_US", "tz": "UTC", "uid": user.id}
                env = Environment(cr, user.id, context)
            yield env
            if commit:
                cr.commit()
        finally:
            cr.rollback()
            cr.close()

    def describe(self):
        """One line on the machine and the versions."""
        with self._maintenance(self.names[PLUS]) as cr:
            cr.execute(
                "SELECT current_setting('server_version'), current_setting('fsync'),"
                " current_setting('shared_buffers'), pg_size_pretty(pg_database_size("
                "current_database()))"
            )
            postgres, fsync, buffers, size = cr.fetchone()
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        return (
            f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, Python "
            f"{platform.python_version()}, PostgreSQL {postgres.split()[0]} (fsync "
            f"{fsync}, shared_buffers {buffers}), Odoo {odoo_version}; database of "
            f"{size} with {self.options.leads:,} leads"
        )


@dataclass
class Operation:
    """One thing to measure.

    :param name: row of the table
    :param prepare: ``env -> subject``, not measured
    :param run: ``(env, subject) -> None``, measured
    :param login: who does it
    :param repeat: how many times in a run; what takes milliseconds needs some
    :param time_goal: our time may be this many times stock's
    :param query_goal: our queries may be this many times stock's
    """

    name: str
    prepare: object
    run: object
    login: str = "bench_manager"
    time_goal: float = None
    query_goal: float = None
    repeat: int = 1
    sides: tuple = (STOCK, PLUS)
    times: dict = field(default_factory=lambda: {STOCK: [], PLUS: []})
    queries: dict = field(default_factory=lambda: {STOCK: [], PLUS: []})

    def measure(self, server, side, keep=True):
        """Run once on one side."""
        with server.transaction(side, self.login) as env:
            subject = self.prepare(env)
            env.cr.flush()
            gc.collect()
            queries, start = env.cr.sql_log_count, time.perf_counter()
            for _repetition in range(self.repeat):
                env.invalidate_all()
                self.run(env, subject)
                env.cr.flush()
            if keep:
                elapsed = time.perf_counter() - start
                self.times[side].append(elapsed / self.repeat)
                executed = env.cr.sql_log_count - queries
                self.queries[side].append(executed / self.repeat)

    def median(self, values, side):
        return statistics.median(values[side]) if values[side] else None

    @property
    def time_ratio(self):
        stock, plus = (self.median(self.times, side) for side in (STOCK, PLUS))
        return plus / stock if stock and plus else None

    @property
    def query_ratio(self):
        stock, plus = (self.median(self.queries, side) for side in (STOCK, PLUS))
        return plus / stock if stock and plus else None

    @property
    def is_met(self):
        """Whether all goals are met; ``None`` when there are none."""
        goals = [
            ratio <= goal
            for ratio, goal in (
                (self.time_ratio, self.time_goal),
                (self.query_ratio, self.query_goal),
            )
            if goal
        ]
        return all(goals) if goals else None


def measure(server, operations, runs):
    """Measure the operations, the two sides in turns."""
    for operation in operations:
        progress(f"{operation.name} …")
        for run in range(runs + 1):
            for side in operation.sides:
                operation.measure(server, side, keep=run > 0)  # the first warms up
        for side in operation.sides:
            server.vacuum(side)


def get_table(operations):
    """The results as a Markdown table."""
    lines = [
        "| operation | stock s | stock q | ours s | ours q | time ratio | query ratio "
        "| goal | |",
        "|---|--:|--:|--:|--:|--:|--:|---|---|",
    ]
    for operation in operations:
        cells = [operation.name]
        for side in (STOCK, PLUS):
            cells.append(_format(operation.median(operation.times, side), ".3f"))
            cells.append(_format(operation.median(operation.queries, side), ".0f"))
        cells.append(_format(operation.time_ratio, ".2f"))
        cells.append(_format(operation.query_ratio, ".2f"))
        goals = []
        if operation.time_goal:
            goals.append(f"time ≤ {operation.time_goal:.2f}")
        if operation.query_goal:
            goals.append(f"queries ≤ {operation.query_goal:.2f}")
        cells.append(", ".join(goals))
        cells.append({None: "", True: "met", False: "**missed**"}[operation.is_met])
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _format(value, spec):
    return "–" if value is None else format(value, spec)


def write_report(name, title, body):
    """Put the results of one benchmark into docs/benchmarks.md, others stay."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    section = f"{begin}\n## {title}\n\n{body}\n{end}"
    text = REPORT.read_text() if REPORT.exists() else INTRODUCTION
    if begin in text:
        before, rest = text.split(begin, 1)
        text = before + section + rest.split(end, 1)[1]
    else:
        text = f"{text.rstrip()}\n\n{section}\n"
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(text)
    progress(f"Wrote {REPORT}")


INTRODUCTION = """# Benchmarks

Side by side with stock Odoo, in one process, in turns. Written by `script/bench`;
run it to see the figures of your own machine. Times are medians in seconds, q is the
number of SQL queries. Each run is flushed with its precommit hooks (messages, history,
outcomes), as a commit would, and rolled back.
"""


def get_today():
    return date.today().isoformat()
