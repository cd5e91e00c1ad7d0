"""Each addon can be installed with pip, and its texts are exported."""

import difflib
import shutil
import subprocess
import sys
import zipfile

import polib
import pytest

from lib import builds, paths

ADDONS = paths.addons()


@pytest.mark.parametrize("addon", ADDONS)
def test_addon_builds_a_wheel(addon, env, tmp_path):
    words = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run(
        [sys.executable, "-m", *words, "--wheel-dir", tmp_path, paths.ROOT / addon],
        env=env.variables,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name.startswith(f"odoo_addon_{addon}-19.0.")
    names = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.check_output(
        ["git", "ls-files", addon], cwd=paths.ROOT, text=True
    ).split()
    assert tracked
    missing = [name for name in tracked if f"odoo/addons/{name}" not in names]
    assert not [name for name in missing if not name.endswith("pyproject.toml")]


@pytest.mark.parametrize("addon", ADDONS)
def test_exported_texts_are_those_in_the_repository(addon, env, database):
    """To bring the files up to date, copy them from the folder the message names."""
    env.databases.copy(builds.template(env), database)
    builds.load_languages(env, database)
    folder = env.state / "i18n" / addon
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for language, name in (
        ("pot", f"{addon}.pot"),
        ("fa", "fa.po"),
        ("zh_TW", "zh_TW.po"),
    ):
        words = ["-d", database, "-l", language, "-o", folder / name, addon]
        env.run_odoo(folder / "export.log", *words, command="i18n export")
    ours = paths.ROOT / addon / "i18n" / f"{addon}.pot"
    assert ours.exists(), f"{ours} is missing; a fresh one is in {folder}"
    changes = list(difflib.unified_diff(_texts(ours), _texts(folder / ours.name), n=0))
    assert not changes, f"copy the files from {folder}:\n" + "\n".join(changes[:40])


def _texts(path):
    """Return the entries of a file as lines, without its header and dates."""
    entries = sorted(
        polib.pofile(str(path)), key=lambda entry: (entry.msgid, str(entry))
    )
    return "\n".join(map(str, entries)).splitlines()
