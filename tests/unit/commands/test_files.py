import ast
import fcntl
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from lib import launch, odoo_source, paths, processes
from lib.console import Problem
from lib.locks import Share, alone, wait_until

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def addon(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    folder = tmp_path / "shop"
    (folder / "tests").mkdir(parents=True)
    (folder / "__manifest__.py").write_text("{}")
    return folder


def test_fingerprint_changes_with_code_only(addon):
    before = paths.addon_fingerprint("shop")
    (addon / "tests" / "test_shop.py").write_text("pass")
    (addon / "README.md").write_text("Shop")
    assert paths.addon_fingerprint("shop") == before
    (addon / "models.py").write_text("pass")
    assert paths.addon_fingerprint("shop") != before


def test_folders_with_a_manifest_are_addons(addon):
    (addon.parent / "docs").mkdir()
    assert paths.addons() == ["shop"]


def test_full_disk_is_told_before_the_work_begins(tmp_path, monkeypatch):
    usage = Usage(10**9, 10**9, 5 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(Problem, match="Odoo needs 2500 MB in .* and 5 MB are free"):
        paths.require_space(tmp_path, 2500, "Odoo")


def test_last_user_of_a_share_is_told_so(tmp_path):
    first, second = Share(tmp_path / "lock"), Share(tmp_path / "lock")
    assert not first.leave()
    assert second.leave()


def test_lock_held_by_somebody_else_is_not_ours(tmp_path):
    with open(tmp_path / "lock", "a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with alone(tmp_path / "lock") as ours:
            assert not ours
    with alone(tmp_path / "lock") as ours:
        assert ours


def test_program_is_ended_with_its_children(tmp_path):
    script = "import subprocess, sys; subprocess.Popen(['sleep', '600']).wait()"
    child = processes.start([sys.executable, "-c", script])
    processes.end(child, patience=2)
    assert child.returncode is not None
    # what was told to end may take a moment until it has
    session = ["pgrep", "-s", str(child.pid)]
    assert wait_until(
        lambda: subprocess.run(session, capture_output=True).returncode, 10
    )


def test_missing_program_is_named():
    with pytest.raises(Problem, match="the program no-such-program is missing"):
        processes.run(["no-such-program"])


def test_launcher_can_be_read_by_old_pythons():
    source = Path(launch.__file__).read_text()
    ast.parse(source, feature_version=(3, 5))
    for node in ast.walk(ast.parse(source)):
        assert not isinstance(node, ast.JoinedStr | ast.AnnAssign)


def odoo(folder, version):
    (folder / "odoo" / "addons" / "crm").mkdir(parents=True)
    release = folder / "odoo" / "release.py"
    release.write_text(f"version_info = ({version}, 0, FINAL, 0, '')\n")
    return folder


def test_odoo_19_is_taken_from_the_variable(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(odoo(tmp_path, "19, 0")))
    found = odoo_source.locate()
    assert found.home == tmp_path
    assert found.addons == (tmp_path / "odoo" / "addons",)


@pytest.mark.parametrize("version", ["18, 0", "19, 1"])
def test_other_odoo_is_refused(tmp_path, monkeypatch, version):
    monkeypatch.setenv("ODOO_HOME", str(odoo(tmp_path, version)))
    with pytest.raises(Problem, match="holds no Odoo 19.0"):
        odoo_source.locate()
