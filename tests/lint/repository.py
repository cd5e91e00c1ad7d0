"""The repository as the rules see it: parsed files, each read once."""

import ast
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
MODEL_BASES = {"Model", "TransientModel", "AbstractModel"}


@dataclass(frozen=True)
class Module:
    """A Python file, parsed."""

    path: Path
    source: str

    @property
    def inside(self) -> tuple[str, ...]:
        """Return the parts of the path below the repository."""
        return self.path.relative_to(ROOT).parts

    @property
    def is_test(self) -> bool:
        """Tell whether the file is a part of the tests."""
        return "tests" in self.inside

    @property
    def is_core(self) -> bool:
        """Tell whether the file belongs to an ORM-free core."""
        return "core" in self.inside

    @property
    def in_addon(self) -> bool:
        """Tell whether the file belongs to an addon."""
        return self.inside[0] in addons()

    @property
    def lines(self) -> list[str]:
        """Return the lines of the file."""
        return self.source.splitlines()

    @property
    def tree(self) -> ast.Module:
        """Return the syntax tree, each node knowing its parent."""
        return _parse(self.source)


@dataclass(frozen=True)
class ModelClass:
    """A class that defines or extends an Odoo model."""

    module: Module
    node: ast.ClassDef

    @property
    def kind(self) -> str:
        """Return ``Model``, ``TransientModel`` or ``AbstractModel``."""
        bases = [
            base.attr for base in self.node.bases if isinstance(base, ast.Attribute)
        ]
        return next((base for base in bases if base in MODEL_BASES), "")

    @property
    def name(self) -> str:
        """Return the model's technical name, if the class says it."""
        for key in ("_name", "_inherit"):
            value = self.attributes.get(key)
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                return value.value
        return ""

    @property
    def is_new(self) -> bool:
        """Tell whether the class makes a model rather than extending one."""
        inherited = self.attributes.get("_inherit")
        names = (
            {
                node.value
                for node in ast.walk(inherited)
                if isinstance(node, ast.Constant)
            }
            if inherited
            else set()
        )
        return "_name" in self.attributes and self.name not in names

    @property
    def attributes(self) -> dict[str, ast.expr]:
        """Return what is assigned in the class body."""
        return {
            target.id: statement.value
            for statement in self.node.body
            if isinstance(statement, ast.Assign)
            for target in statement.targets
            if isinstance(target, ast.Name)
        }

    @property
    def fields(self) -> dict[str, ast.Call]:
        """Return the calls of ``fields.X(…)`` in the class body."""
        return {
            name: value
            for name, value in self.attributes.items()
            if isinstance(value, ast.Call)
            and isinstance(value.func, ast.Attribute)
            and isinstance(value.func.value, ast.Name)
            and value.func.value.id == "fields"
        }

    @property
    def methods(self) -> list[ast.FunctionDef]:
        """Return the methods."""
        return [node for node in self.node.body if isinstance(node, ast.FunctionDef)]


@cache
def addons() -> tuple[str, ...]:
    """Return the names of all addons."""
    return tuple(sorted(path.parent.name for path in ROOT.glob("*/__manifest__.py")))


@cache
def modules() -> tuple[Module, ...]:
    """Return all Python files of the repository."""
    folders = [*addons(), "tests", "benchmarks", "script"]
    found = [path for name in folders for path in sorted((ROOT / name).rglob("*.py"))]
    found += [ROOT / "script" / name for name in ("bench", "lint", "server", "test")]
    return tuple(Module(path, path.read_text()) for path in found)


@cache
def model_classes() -> tuple[ModelClass, ...]:
    """Return all model classes of the addons, their tests left out."""
    return tuple(
        model
        for module in modules()
        if module.in_addon and not module.is_test
        for model in models_of(module)
    )


def models_of(module: Module) -> list[ModelClass]:
    """Return the model classes of one file."""
    found = [
        ModelClass(module, node)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
    ]
    return [model for model in found if model.kind]


@cache
def xml_files() -> tuple[tuple[Path, etree._Element], ...]:
    """Return all XML files of the addons, parsed."""
    paths = [path for name in addons() for path in sorted((ROOT / name).rglob("*.xml"))]
    return tuple((path, etree.parse(str(path)).getroot()) for path in paths)


def manifest(addon: str) -> dict:
    """Return an addon's manifest."""
    return ast.literal_eval((ROOT / addon / "__manifest__.py").read_text())


def access_rows(addon: str) -> Iterator[dict[str, str]]:
    """Yield the access rows of an addon."""
    path = ROOT / addon / "security" / "ir.model.access.csv"
    if path.exists():
        with open(path, newline="") as file:
            yield from csv.DictReader(file)


def parents(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes around a node, the nearest first."""
    while node := getattr(node, "parent", None):  # type: ignore[assignment]
        yield node


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """Return the value of a keyword argument."""
    return next((word.value for word in call.keywords if word.arg == name), None)


def constant(node: ast.AST | None) -> object:
    """Return the value of a literal, None for anything else."""
    return node.value if isinstance(node, ast.Constant) else None


@cache
def _parse(source: str) -> ast.Module:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            child.parent = node  # type: ignore[attr-defined]
    return tree
