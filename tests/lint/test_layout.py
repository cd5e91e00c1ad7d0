"""Every addon has the same shape, and the repository speaks of the product alone."""

import ast
import re
import subprocess

import pytest

from repository import (
    ROOT,
    addons,
    constant,
    keyword,
    manifest,
    model_classes,
    modules,
)

NEEDED = (
    "README.md",
    "__init__.py",
    "pyproject.toml",
    "static/description/icon.png",
    "tests/__init__.py",
)
# Registries and mirrors are configured on the machine, never named here.
REGISTRIES = re.compile(
    r"registry\.npm(?:js)|py(?:pi)\.org|python(?:hosted)|deb\.deb(?:ian)\.org|"
    r"npmmirror|jsdelivr|unpkg\.com|cdnjs"
)
HOMES = re.compile(r"/(root|home/\w+|srv|work)/")
# These files speak of such paths to explain or to test them.
SPEAK_OF_PATHS = {"tests/lint/test_layout.py", "script/lib/postgres.py"}


@pytest.mark.parametrize("addon", addons())
def test_addon_has_its_files(addon):
    missing = [name for name in NEEDED if not (ROOT / addon / name).exists()]
    assert not missing, f"{addon} lacks {missing}"


@pytest.mark.parametrize("addon", addons())
def test_manifest_is_ours(addon):
    data = manifest(addon)
    assert data["license"] == "LGPL-3"
    assert re.fullmatch(r"19\.0\.\d+\.\d+\.\d+", data["version"])
    listed = [*data.get("data", []), *data.get("demo", [])]
    missing = [name for name in listed if not (ROOT / addon / name).exists()]
    assert not missing, f"the manifest lists files that do not exist: {missing}"
    assert len(listed) == len(set(listed)), "the manifest lists a file twice"


@pytest.mark.parametrize("addon", addons())
def test_every_test_file_is_imported(addon):
    tests = ROOT / addon / "tests"
    tree = ast.parse((tests / "__init__.py").read_text())
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert {path.stem for path in tests.glob("test_*.py")} <= imported


def test_requirements_are_those_of_the_manifests():
    declared = {
        name
        for addon in addons()
        for name in manifest(addon).get("external_dependencies", {}).get("python", [])
    }
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pinned = {line.split("==")[0] for line in lines if line and line[0] != "#"}
    assert pinned == declared


def test_development_requirements_are_pinned():
    lines = (ROOT / "requirements-dev.txt").read_text().splitlines()
    words = [line for line in lines if line and not line.startswith("#")]
    loose = [word for word in words if not re.match(r"[\w.-]+==[\w.]+( ; .+)?$", word)]
    assert words and not loose


def test_no_registry_and_no_private_path_is_named():
    names = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).split(
        "\n"
    )
    found = []
    for name in filter(None, names):
        path = ROOT / name
        if name in SPEAK_OF_PATHS or not path.is_file():
            continue
        text = path.read_text(errors="replace")
        found += [f"{name}: {hit[0]}" for hit in REGISTRIES.finditer(text)]
        found += [f"{name}: {hit[0]}" for hit in HOMES.finditer(text)]
    assert not found, "\n".join(found)


def test_ci_runs_the_tests_and_nothing_else():
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    assert commands == ['exec "$(dirname "$0")/../script/test" "$@"']


def test_inverse_of_each_one2many_is_indexed():
    columns = {
        (model.name, name): call
        for model in model_classes()
        for name, call in model.fields.items()
    }
    missing = []
    for model in model_classes():
        for call in model.fields.values():
            words = [constant(word) for word in call.args]
            if ast.unparse(call.func) != "fields.One2many":
                continue
            comodel = words[0] if words else constant(keyword(call, "comodel_name"))
            inverse = words[1] if words[1:] else constant(keyword(call, "inverse_name"))
            column = columns.get((str(comodel), str(inverse)))
            is_link = column and ast.unparse(column.func) == "fields.Many2one"
            if is_link and not constant(keyword(column, "index")):
                missing.append(f"{comodel}.{inverse}")
    assert not missing, f"give these an index: {sorted(set(missing))}"


def test_no_test_of_an_addon_is_tagged_for_installation_time():
    untagged = [
        f"{module.path.relative_to(ROOT)}: {node.name}"
        for module in modules()
        if module.in_addon and module.path.name.startswith("test_")
        for node in module.tree.body
        if isinstance(node, ast.ClassDef)
        and any(
            item.name.startswith("test_")
            for item in node.body
            if isinstance(item, ast.FunctionDef)
        )
        and not any("post_install" in ast.unparse(d) for d in node.decorator_list)
    ]
    assert not untagged, f"tag with ('post_install', '-at_install'): {untagged}"
