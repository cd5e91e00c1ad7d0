"""Rules for views, actions, menus and other records in XML files.

A rule takes the root of a file and the addon's name and yields (line, message)
for each breach.
"""

import re
from collections.abc import Callable, Iterator

from lxml import etree

Element = etree._Element
Findings = Iterator[tuple[int, str]]
Rule = Callable[[Element, str], Findings]
RULES: dict[str, Rule] = {}

VIEW_TYPES = {
    "form", "list", "kanban", "search", "pivot", "graph", "calendar", "activity",
}  # fmt: skip
GONE_ATTRIBUTES = ("attrs", "states", "t-esc", "t-raw")
GONE_FIELDS = {
    "ir.cron": {"numbercall", "doall"},
    "res.groups": {"category_id", "users"},
    "res.users": {"groups_id"},
    "ir.ui.view": {"groups_id"},
    "ir.ui.menu": {"groups_id"},
    "ir.actions.act_window": {"groups_id"},
    "ir.actions.server": {"groups_id"},
}
ID_PATTERNS = {
    "res.groups": r"group_\w+",
    "res.groups.privilege": r"res_groups_privilege_\w+",
    "ir.rule": r"\w+_rule_\w+",
    "ir.cron": r"ir_cron_\w+",
    "mail.template": r"mail_template_\w+",
    "mail.message.subtype": r"mt_\w+",
    "mail.activity.type": r"mail_activity_type_\w+",
    "ir.actions.act_window": r"\w+_action(_\w+)?",
    "ir.actions.server": r"\w+_action(_\w+)?|action_server_\w+",
    "ir.actions.report": r"action_report_\w+",
}


def rule(function: Rule) -> Rule:
    """Register a rule under its function's name."""
    RULES[function.__name__] = function
    return function


@rule
def nothing_odoo_19_took_away(root: Element, addon: str) -> Findings:
    """Odoo 19 fails on these or ignores them."""
    for node in root.iter(etree.Element):
        for name in GONE_ATTRIBUTES:
            if name in node.attrib and "position" not in node.attrib:
                yield node.sourceline, f"{name}= is gone"
        if node.tag == "tree":
            yield node.sourceline, "<tree> is called <list>"
    for record in root.iter("record"):
        gone = GONE_FIELDS.get(record.get("model", ""), set())
        for field in record.iterchildren("field"):
            if field.get("name") in gone:
                yield field.sourceline, f"{field.get('name')} is gone"


@rule
def plain_groups_in_searches(root: Element, addon: str) -> Findings:
    """The schema of search views refuses these attributes of ``<group>``."""
    for search in root.iter("search"):
        for group in search.iter("group"):
            if "string" in group.attrib or "expand" in group.attrib:
                yield group.sourceline, "<group> in a search takes no string, no expand"


@rule
def view_ids(root: Element, addon: str) -> Findings:
    """A view is found by its id: ``<model>_view_<type>``, or as its parent's."""
    for record in root.iter("record"):
        if record.get("model") != "ir.ui.view":
            continue
        identifier, name = record.get("id", ""), _field(record, "name")
        parent = _reference(record, "inherit_id")
        prefix = f"{_field(record, 'model').replace('.', '_')}_view_"
        if parent:
            if not identifier.startswith((parent, prefix)):
                yield (
                    record.sourceline,
                    f"{identifier}: begin with {prefix} or {parent}",
                )
            if f".inherit.{addon}" not in name.replace("crm.plus", "crm_plus"):
                yield record.sourceline, f"{name}: must have .inherit.{addon}"
            continue
        kind = _view_type(record)
        expected = f"{prefix}{kind}"
        if kind and not re.fullmatch(rf"{expected}(_\w+)?", identifier):
            yield record.sourceline, f"{identifier}: must be {expected}"
        if kind and name != identifier.replace("_", "."):
            yield record.sourceline, f"name {name}: the id with dots"


@rule
def record_ids(root: Element, addon: str) -> Findings:
    """The id of a record says what it is."""
    for record in root.iter("record"):
        pattern = ID_PATTERNS.get(record.get("model", ""))
        identifier = record.get("id", "")
        # A record of another addon keeps the id it has there.
        if pattern and "." not in identifier and not re.fullmatch(pattern, identifier):
            yield record.sourceline, f"{identifier}: must look like {pattern}"
    for menu in root.iter("menuitem"):
        identifier = menu.get("id", "")
        if "." not in identifier and "_menu" not in identifier:
            yield menu.sourceline, f"{identifier}: must be <model>_menu…"


@rule
def actions_have_a_path_and_help(root: Element, addon: str) -> Findings:
    """What a menu opens has an address of its own; an empty list explains itself."""
    opened = {menu.get("action", "") for menu in root.iter("menuitem")}
    for record in root.iter("record"):
        if record.get("model") != "ir.actions.act_window":
            continue
        identifier = record.get("id", "")
        if identifier in opened and not _field(record, "path"):
            yield record.sourceline, f"{identifier}: a menu opens it, so give it a path"
        new = _field(record, "target") == "new"
        browses = re.search(r"list|kanban", _field(record, "view_mode") or "list")
        own = _field(record, "res_model").startswith("crm.plus.")
        if own and browses and not new and record.find("field[@name='help']") is None:
            yield record.sourceline, f"{identifier}: lacks help for an empty list"


def _field(record: Element, name: str) -> str:
    node = record.find(f"field[@name='{name}']")
    return (node.text or "").strip() if node is not None else ""


def _reference(record: Element, name: str) -> str:
    """Return the id a field refers to, without the addon's name."""
    node = record.find(f"field[@name='{name}']")
    return node.get("ref", "").split(".")[-1] if node is not None else ""


def _view_type(record: Element) -> str:
    arch = record.find("field[@name='arch']")
    tags = [child.tag for child in arch] if arch is not None else []
    return next((tag for tag in tags if tag in VIEW_TYPES), "")
