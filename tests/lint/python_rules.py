"""Rules for Python files that no linter on the market has.

A rule takes a file and yields (line, message) for each breach. Where a rule
asks for a reason, a comment on the statement's lines or the one before counts.
"""

import ast
from collections.abc import Callable, Iterator

from repository import Module, constant, keyword, models_of, parents

Findings = Iterator[tuple[int, str]]
Rule = Callable[[Module], Findings]
RULES: dict[str, Rule] = {}

FILE_LINES, FUNCTION_LINES, CLASS_METHODS = 400, 40, 25
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
}
FIELD_CLOCKS = {
    ("Datetime", "now"),
    ("Datetime", "today"),
    ("Date", "today"),
    ("Date", "context_today"),
}
LOOPED = {
    "create",
    "write",
    "search",
    "search_count",
    "search_read",
    "unlink",
    "_read_group",
}
VALUE_NAMES = {"vals", "values", "vals_list", "values_list"}
CHANGING = {"update", "setdefault", "pop", "append", "clear", "popitem"}
TRANSLATE = {"_", "_lt"}
SHOWN_KEYS = {"name", "title", "message", "help"}


def rule(function: Rule) -> Rule:
    """Register a rule under its function's name."""
    RULES[function.__name__] = function
    return function


@rule
def no_sql_constraints_list(module: Module) -> Findings:
    """Odoo 19 ignores ``_sql_constraints``; ``models.Constraint`` works."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name) and node.id == "_sql_constraints":
            yield node.lineno, "use models.Constraint"


@rule
def no_json_route(module: Module) -> Findings:
    """``type='json'`` is a deprecated name of ``jsonrpc``."""
    for node in _calls(module, "route"):
        if constant(keyword(node, "type")) == "json":
            yield node.lineno, "write type='jsonrpc'"


@rule
def no_sleep_in_tests(module: Module) -> Findings:
    """A test that sleeps is slow or flaky, mostly both."""
    if module.is_test and module.in_addon:
        for node in _calls(module, "sleep"):
            yield node.lineno, "wait for a condition instead"


@rule
def no_clock(module: Module) -> Findings:
    """Addons ask ``fields.Date``/``fields.Datetime``; cores are given the time."""
    if not module.in_addon or module.is_test:
        return
    for node in ast.walk(module.tree):
        pair = _pair(node)
        if pair in CLOCKS or module.is_core and pair in FIELD_CLOCKS:
            yield node.lineno, f"{'.'.join(pair)}() reads the clock"


@rule
def commit_in_scheduled_actions_only(module: Module) -> Findings:
    """Whoever commits elsewhere splits somebody else's transaction."""
    if not module.in_addon or module.is_test:
        return
    for node in (*_calls(module, "commit"), *_calls(module, "rollback")):
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        if owner is not None and ast.unparse(owner).split(".")[-1] in {"cr", "_cr"}:
            if not _function(node).startswith("_cron_"):
                yield node.lineno, "commit and rollback belong into _cron_ methods"


@rule
def reason_for_sudo_and_sql(module: Module) -> Findings:
    """Going around the access rules or the ORM needs a reason in a comment."""
    if not module.in_addon or module.is_test:
        return
    for name in ("sudo", "execute", "execute_query", "execute_query_dict"):
        for node in _calls(module, name):
            if not _has_comment(module, node):
                yield node.lineno, f"{name}() without a comment that says why"


@rule
def reason_for_orm_in_loops(module: Module) -> Findings:
    """A call a record is slow: batch it, or say what bounds the loop."""
    if not module.in_addon or module.is_test:
        return
    for name in sorted(LOOPED):
        for node in _calls(module, name):
            if _in_loop(node) and not _has_comment(module, node):
                yield node.lineno, f"{name}() in a loop without a comment that says why"


@rule
def no_change_of_given_values(module: Module) -> Findings:
    """The caller's dictionaries are his; change a copy."""
    if not module.in_addon or module.is_test or module.is_core:
        return
    for model in models_of(module):
        for method in model.methods:
            given = _given_values(method)
            for node in ast.walk(method):
                name = _changed_name(node)
                if name in given:
                    yield node.lineno, f"{name} belongs to the caller: copy it first"


@rule
def compute_methods_say_what_they_depend_on(module: Module) -> Findings:
    """A compute method without ``@api.depends`` goes stale; a stored clock lies."""
    for model in models_of(module):
        methods = {method.name: method for method in model.methods}
        for field in model.fields.values():
            method = methods.get(str(constant(keyword(field, "compute"))))
            if method is None:
                continue
            decorators = " ".join(map(ast.unparse, method.decorator_list))
            if "depends" not in decorators:
                yield method.lineno, f"{method.name} lacks @api.depends"
            kept = constant(keyword(field, "store")) and model.kind != "TransientModel"
            if kept and _reads_clock(method):
                yield method.lineno, f"{method.name} is stored and reads the clock"


@rule
def translate_plain_texts(module: Module) -> Findings:
    """Only a literal with named placeholders can be translated well."""
    for node in ast.walk(module.tree):
        if not (isinstance(node, ast.Call) and node.args and _is_translate(node.func)):
            continue
        text = constant(node.args[0])
        if isinstance(node.args[0], ast.JoinedStr | ast.BinOp | ast.Call):
            yield node.lineno, "translate a plain literal, with named placeholders"
        elif isinstance(text, str) and text.count("%s") + text.count("%d") > 1:
            yield node.lineno, "name the placeholders: %(name)s"
        if _formatted(node):
            yield node.lineno, "give the values to the translate call itself"


@rule
def translate_what_actions_show(module: Module) -> Findings:
    """Titles and messages in returned actions are read by people."""
    if not module.in_addon or module.is_test:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Dict) and _is_action(node):
            for key, value in _shown(node):
                yield value.lineno, f"the action's {key} is not translated"


@rule
def core_knows_no_odoo(module: Module) -> Findings:
    """Cores run without Odoo, and nobody imports Odoo's inner modules."""
    for node in ast.walk(module.tree):
        for name in _imported(node):
            if module.is_core and name.split(".")[0] == "odoo":
                yield node.lineno, f"{name} is imported by a core"
            if name.startswith(("odoo.orm", "odoo.osv")):
                yield node.lineno, f"{name} is not for addons"


@rule
def core_is_typed(module: Module) -> Findings:
    """Every function of a core says what it takes and gives."""
    if not module.is_core:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef):
            words = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            bare = [
                w.arg
                for w in words
                if not w.annotation and w.arg not in {"self", "cls"}
            ]
            if bare or node.returns is None:
                yield (
                    node.lineno,
                    f"{node.name} lacks types: {', '.join(bare) or 'return'}",
                )


@rule
def budgets(module: Module) -> Findings:
    """Long files, functions and classes are not read to the end."""
    if len(module.lines) > FILE_LINES:
        yield FILE_LINES, f"{len(module.lines)} lines, {FILE_LINES} at most"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield (
                    node.lineno,
                    f"{node.name} has {length} lines, {FUNCTION_LINES} at most",
                )
        if isinstance(node, ast.ClassDef) and not module.is_test:
            count = sum(isinstance(n, ast.FunctionDef) for n in node.body)
            if count > CLASS_METHODS:
                yield (
                    node.lineno,
                    f"{node.name} has {count} methods, {CLASS_METHODS} at most",
                )


@rule
def public_methods_are_an_interface(module: Module) -> Findings:
    """Anybody may call a public method over RPC: say what it does."""
    if not module.in_addon or module.is_test:
        return
    for model in models_of(module):
        for method in model.methods:
            decorators = " ".join(map(ast.unparse, method.decorator_list))
            if method.name.startswith("_") or "private" in decorators:
                continue
            taken = {word.arg for word in (*method.args.args, *method.args.kwonlyargs)}
            if clash := taken & {"ids", "context"}:
                yield method.lineno, f"{method.name} takes {clash}, which RPC uses"
            if not ast.get_docstring(method) and not _calls_super(method):
                yield method.lineno, f"{method.name} is public and has no docstring"


def _calls(module: Module, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Attribute) and called.attr == name:
                # x2many commands are values; sudo(False) takes rights away
                harmless = name == "sudo" and [*map(constant, node.args)] == [False]
                if getattr(called.value, "id", "") != "Command" and not harmless:
                    yield node
            elif isinstance(called, ast.Name) and called.id == name:
                yield node


def _pair(node: ast.AST) -> tuple[str, str]:
    """Return (owner, method) of a call such as ``x.owner.method()``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = node.func.value
        if isinstance(owner, ast.Attribute):
            return owner.attr, node.func.attr
        if isinstance(owner, ast.Name):
            return owner.id, node.func.attr
    return "", ""


def _function(node: ast.AST) -> str:
    names = [n.name for n in parents(node) if isinstance(n, ast.FunctionDef)]
    return names[0] if names else ""


def _has_comment(module: Module, node: ast.AST) -> bool:
    """Tell whether a comment stands at the node's statement or right before it."""
    simple = ast.Expr | ast.Assign | ast.AugAssign | ast.Return | ast.AnnAssign
    statement = next((n for n in parents(node) if isinstance(n, ast.stmt)), node)
    last = getattr(node, "end_lineno", node.lineno)
    if isinstance(statement, simple):
        last = statement.end_lineno or last
    around = module.lines[max(statement.lineno - 2, 0) : last]
    return any("# " in line for line in around)


def _in_loop(node: ast.AST) -> bool:
    loops = (
        ast.For
        | ast.While
        | ast.ListComp
        | ast.SetComp
        | ast.DictComp
        | ast.GeneratorExp
    )
    inner = node
    for outer in parents(node):
        if isinstance(outer, ast.FunctionDef | ast.Lambda):
            return False
        if isinstance(outer, loops) and not _is_source(outer, inner):
            return True
        inner = outer
    return False


def _is_source(loop: ast.AST, part: ast.AST) -> bool:
    """Tell whether a part of a loop is evaluated once, before the loop."""
    if isinstance(loop, ast.For):
        return part is loop.iter
    generators = getattr(loop, "generators", [])
    return (
        bool(generators)
        and part is generators[0]
        or isinstance(part, ast.comprehension)
    )


def _given_values(method: ast.FunctionDef) -> set[str]:
    """Return the names that hold dictionaries of the caller."""
    given = {word.arg for word in method.args.args} & VALUE_NAMES
    for node in ast.walk(method):
        if isinstance(node, ast.For) and isinstance(node.iter, ast.Name):
            if node.iter.id in given and isinstance(node.target, ast.Name):
                given.add(node.target.id)
    bound = {
        target.id
        for node in ast.walk(method)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return given - bound


def _changed_name(node: ast.AST) -> str:
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        return node.value.id if isinstance(node.value, ast.Name) else ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = node.func.value
        if node.func.attr in CHANGING and isinstance(owner, ast.Name):
            return owner.id
    return ""


def _reads_clock(method: ast.FunctionDef) -> bool:
    return any(_pair(node) in CLOCKS | FIELD_CLOCKS for node in ast.walk(method))


def _is_translate(called: ast.expr) -> bool:
    if isinstance(called, ast.Name):
        return called.id in TRANSLATE
    return isinstance(called, ast.Attribute) and called.attr in TRANSLATE


def _formatted(call: ast.Call) -> bool:
    """Tell whether the translated text is formatted afterwards."""
    outer = getattr(call, "parent", None)
    if isinstance(outer, ast.BinOp) and isinstance(outer.op, ast.Mod):
        return outer.left is call
    return isinstance(outer, ast.Attribute) and outer.attr == "format"


def _is_action(node: ast.Dict) -> bool:
    pairs = zip(node.keys, node.values, strict=True)
    return any(
        constant(key) == "type" and str(constant(value)).startswith("ir.actions.")
        for key, value in pairs
    )


def _shown(action: ast.Dict) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(action):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                text = constant(value)
                if (
                    constant(key) in SHOWN_KEYS
                    and isinstance(text, str)
                    and " " in text
                ):
                    yield str(constant(key)), value


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)][
            :1
        ]
    return []


def _calls_super(method: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == method.name
        and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "") == "super"
        for node in ast.walk(method)
    )
