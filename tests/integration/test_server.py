"""``script/server`` from a user's side: first start, later starts, stopping."""

import os
import shutil
import signal
from contextlib import closing

import psycopg2
import pytest

from checkout import Checkout, answers, free_port
from lib.log_check import findings_in

DATABASE = "shop"
READY = "CRM Plus is on http://localhost:"


@pytest.fixture(scope="module")
def installed(checkout):
    """Start the server for the first time, then stop it; return its output."""
    child = checkout.start("server", "--port", str(free_port()), "--database", DATABASE)
    try:
        checkout.wait_for(READY, child)
        output = checkout.said()
    finally:
        child.send_signal(signal.SIGINT)
        child.wait(60)
    return output


def start(checkout, started, *words, database=DATABASE):
    """Start the server, wait until it is up, return it and its port."""
    port = free_port()
    options = ["--port", str(port), "--database", database, *words]
    started.append(checkout.start("server", *options))
    checkout.wait_for(f"{READY}{port}", started[-1])
    return started[-1], port


def state(checkout):
    return next((checkout.cache / "crm-plus" / "checkouts").iterdir()) / "server"


def cluster(checkout):
    return next((checkout.cache / "crm-plus").glob("*-postgresql-server"))


def query(checkout, statement, database=DATABASE):
    socket = cluster(checkout) / "socket"
    login = {"host": str(socket), "user": "odoo", "dbname": database}
    with closing(psycopg2.connect(**login)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else None


def test_first_start_shows_progress_address_and_logins(installed):
    assert "Installing the addons with demo data" in installed
    assert READY in installed
    for login in ("admin", "sara", "omid", "lin", "auditor", "portal"):
        assert f"  {login:10}{login:10}" in installed


def test_first_start_logs_no_warning(installed, checkout):
    log = state(checkout) / "logs" / f"install-{DATABASE}.log"
    assert not findings_in(log)


def test_stopping_leaves_nothing_running(installed, checkout):
    assert not checkout.processes()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_any_way_of_stopping_leaves_nothing_running(
    installed, checkout, started, number
):
    child, port = start(checkout, started)
    assert answers(port)
    child.send_signal(number)
    assert child.wait(60) == 130
    assert not checkout.processes()
    assert not answers(port)
    assert "Traceback" not in checkout.said()


def test_interrupt_for_the_whole_terminal_leaves_nothing_running(
    installed, checkout, started
):
    child, _port = start(checkout, started)
    os.killpg(child.pid, signal.SIGINT)
    assert child.wait(60) == 130
    assert not checkout.processes()


def test_second_start_installs_nothing_and_keeps_data(installed, checkout, started):
    child, _port = start(checkout, started)
    query(checkout, "UPDATE res_company SET name = 'Kept' WHERE id = 1")
    child.send_signal(signal.SIGINT)
    child.wait(60)
    start(checkout, started)
    said = checkout.said()
    assert "Installing" not in said and "Upgrading" not in said
    assert query(checkout, "SELECT name FROM res_company WHERE id = 1") == [("Kept",)]


def test_changed_addon_is_upgraded_and_data_kept(installed, checkout, started):
    file = checkout.root / "crm_plus" / "static" / "description" / "icon.svg"
    file.write_text(file.read_text() + "\n")
    start(checkout, started)
    assert "Upgrading crm_plus" in checkout.said()
    rows = query(checkout, "SELECT count(*) FROM crm_lead")
    assert rows[0][0] > 10


def test_database_in_use_is_refused(installed, checkout, started):
    start(checkout, started)
    second = checkout.run("server", "--port", str(free_port()), "--database", DATABASE)
    assert second.returncode == 1
    assert "another script/server of this checkout uses" in second.stderr


def test_taken_port_is_refused(installed, checkout, started):
    child, port = start(checkout, started)
    second = checkout.run("server", "--port", str(port), "--database", "other")
    assert second.returncode == 1
    assert second.stderr.strip() == (
        f"script/server: port {port} cannot be used (address already in use): "
        "choose another with --port."
    )
    assert child.poll() is None and answers(port)


def test_foreign_database_is_left_alone(installed, checkout, started):
    start(checkout, started)
    query(checkout, "CREATE DATABASE precious")
    query(checkout, "CREATE TABLE thing AS SELECT 1 AS x", "precious")
    for words in ([], ["--fresh"]):
        port = str(free_port())
        second = checkout.run(
            "server", "--port", port, "--database", "precious", *words
        )
        assert second.returncode == 1
        assert "was not made by this command, so it is left alone" in second.stderr
        assert len(second.stderr.strip().splitlines()) == 1
    assert query(checkout, "SELECT x FROM thing", "precious") == [(1,)]


def test_interrupted_installation_leaves_no_database(installed, checkout, started):
    options = ["--port", str(free_port()), "--database", "half"]
    child = checkout.start("server", *options)
    started.append(child)
    checkout.wait_for("% (base)", child)
    child.send_signal(signal.SIGINT)
    assert child.wait(60) == 130
    assert not checkout.processes()
    start(checkout, started)
    names = query(checkout, "SELECT datname FROM pg_database")
    assert not [name for (name,) in names if name.startswith("half")]


def test_two_checkouts_do_not_disturb_each_other(
    installed, checkout, env, playground, started
):
    other = Checkout(playground / "b", env)
    _move_in(checkout, other)
    first, first_port = start(checkout, started)
    second, second_port = start(other, started)
    assert answers(first_port) and answers(second_port)
    query(other, "UPDATE res_company SET name = 'Other' WHERE id = 1")
    second.send_signal(signal.SIGINT)
    assert second.wait(60) == 130
    assert not other.processes()
    assert first.poll() is None and answers(first_port)
    rows = query(checkout, "SELECT name FROM res_company WHERE id = 1")
    assert rows != [("Other",)]


def _move_in(checkout, other):
    """Give another checkout a copy of the databases, instead of installing again."""
    assert other.run("server", "--help").returncode == 0
    key = other.run_python("from lib import paths; print(paths.checkout_key())")
    cache = other.cache / "crm-plus"
    shutil.copytree(state(checkout), cache / "checkouts" / key / "server")
    target = cache / f"{key}-postgresql-server"
    shutil.copytree(cluster(checkout), target, ignore=shutil.ignore_patterns("socket"))
    owner = cluster(checkout).stat()
    for path in (target, *target.rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid)
