"""What goes wrong on a machine ends in one clear sentence, and nothing is lost."""

import os
import shutil
import socket
import stat
import subprocess
import sys

import pytest

from checkout import Checkout, free_port

COMMANDS = ("server", "test", "lint", "bench")


@pytest.fixture
def fresh(env, tmp_path_factory, playground):
    """Return a checkout that has to find or fetch Odoo anew."""
    folder = playground / f"fresh{len(list(playground.iterdir()))}"
    checkout = Checkout(folder, env)
    del checkout.env["ODOO_HOME"]
    yield checkout
    shutil.rmtree(folder)


def fake(checkout, name, script):
    """Put a program in front of the machine's own; return the ``PATH`` for it."""
    folder = checkout.folder / "bin"
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def one_sentence(done):
    """Assert that a command failed with one line and return the line."""
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1 and "Traceback" not in done.stderr, done.stderr
    return lines[0]


def left_in_cache(checkout):
    """Return what a failed fetch of Odoo has left in the cache."""
    found = (checkout.cache / "crm-plus").glob("odoo*")
    return [path.name for path in found if path.name != "odoo.lock"]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_explains_the_command(checkout, command):
    done = checkout.run(command, "--help")
    assert done.returncode == 0
    assert f"usage: script/{command}" in done.stdout and "--help" in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_help_needs_nothing_prepared(fresh, command):
    shutil.rmtree(fresh.cache / "crm-plus")
    assert fresh.run(command, "--help").returncode == 0
    assert not list(fresh.cache.glob("crm-plus/*"))


@pytest.mark.parametrize(
    "words", [["--port", "0"], ["--port", "x"], ["--database", "A;B"], ["--what"]]
)
def test_wrong_option_is_refused(checkout, words):
    done = checkout.run("server", *words)
    assert done.returncode == 2 and "Traceback" not in done.stderr


def test_taken_port_is_refused_before_anything_is_prepared(fresh):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = one_sentence(fresh.run("server", "--port", str(port)))
    assert line == (
        f"script/server: port {port} cannot be used (address already in use): "
        "choose another with --port."
    )
    assert not left_in_cache(fresh)


def test_wrong_odoo_home_is_refused(fresh, tmp_path):
    port = str(free_port())
    line = one_sentence(fresh.run("server", "--port", port, ODOO_HOME=str(tmp_path)))
    assert f"ODOO_HOME={tmp_path} holds no Odoo 19.0" in line


def test_unreachable_postgresql_is_named(checkout, tmp_path):
    port = str(free_port())
    done = checkout.run("server", "--port", port, PGHOST=str(tmp_path))
    assert "PostgreSQL cannot be reached" in one_sentence(done)


def test_unreadable_package_lists_are_told(fresh):
    path = fake(fresh, "apt-get", "echo 'E: Failed to fetch the list'; exit 100")
    line = one_sentence(fresh.run("server", "--port", str(free_port()), PATH=path))
    assert line.endswith("could not be read: Failed to fetch the list")
    assert not left_in_cache(fresh)


def test_download_with_a_wrong_checksum_is_thrown_away(fresh):
    script = 'case "$*" in *download*) echo half > odoo-19_1_all.deb; '
    script += "echo 'E: Failed to fetch odoo-19  Hash Sum mismatch'; exit 100;; esac"
    path = fake(fresh, "apt-get", script)
    done = fresh.run("server", "--port", str(free_port()), PATH=path)
    assert one_sentence(done).endswith(
        "package odoo-19 could not be downloaded: "
        "Failed to fetch odoo-19  Hash Sum mismatch"
    )
    assert not left_in_cache(fresh)


def test_broken_package_is_thrown_away(fresh):
    script = 'case "$*" in *download*) echo rubbish > odoo-19_1_all.deb;; esac'
    path = fake(fresh, "apt-get", script)
    done = fresh.run("server", "--port", str(free_port()), PATH=path)
    assert "the download of the Debian package odoo-19 is broken" in one_sentence(done)
    assert not left_in_cache(fresh)


def test_full_disk_while_unpacking_is_told(fresh):
    path = fake(
        fresh, "apt-get", 'case "$*" in *download*) echo x > o_1_all.deb;; esac'
    )
    fake(fresh, "dpkg-deb", "echo 'tar: x: No space left on device'; exit 2")
    done = fresh.run("server", "--port", str(free_port()), PATH=path)
    assert "the disk is full: free some space and start again" in one_sentence(done)
    assert not left_in_cache(fresh)


def test_broken_python_package_leaves_no_half_environment(fresh):
    for venv in (fresh.cache / "crm-plus").glob("venv-*"):
        venv.unlink()
    file = fresh.root / "requirements-dev.txt"
    file.write_text("no-such-package-of-anybody @ file:///nowhere/at/all.whl\n")
    line = one_sentence(fresh.run("server", "--port", str(free_port())))
    assert "the Python packages could not be installed" in line
    assert not list((fresh.cache / "crm-plus").glob("venv-*"))


def test_interrupted_download_leaves_nothing(fresh, started):
    path = fake(fresh, "apt-get", 'case "$*" in *download*) exec sleep 600;; esac')
    child = fresh.start("server", "--port", str(free_port()), PATH=path)
    started.append(child)
    fresh.wait_for("Downloading Odoo 19", child)
    child.terminate()
    assert child.wait(60) == 130
    assert not left_in_cache(fresh)
    assert not fresh.processes()


def test_tests_fail_without_a_browser(fresh, env):
    folder = fresh.folder / "bare"
    folder.mkdir()
    for name in ("git", "sh", "env", "uname", "id"):
        (folder / name).symlink_to(shutil.which(name))
    done = fresh.run("test", "--only", "tours", PATH=str(folder))
    assert done.returncode == 1
    assert "chromium is missing, so browser tours cannot run" in done.stdout
    assert "sudo apt-get install chromium" in done.stdout
    assert done.stdout.strip().endswith("0 passed, 1 failed, 0 skipped")


def test_two_first_runs_at_once_install_once(fresh):
    script = 'echo "$@" >> "$CALLS"; sleep 1; mkdir -p node_modules/.bin'
    calls = fresh.folder / "calls"
    path = fake(fresh, "npm", script)
    fake(fresh, "node", "echo v20.0.0")
    code = "from lib import node; print(node.prefix('shared', ['thing@1.0.0']))"
    env = {**fresh.env, "PATH": path, "CALLS": str(calls)}
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            env=env,
            cwd=fresh.root / "script",
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [run.communicate(timeout=60)[0].splitlines()[-1] for run in runs]
    assert said[0] == said[1] and os.path.isdir(said[0])
    assert len(calls.read_text().splitlines()) == 1
