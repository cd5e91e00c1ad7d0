"""Every model of ours says who may do what, and keeps companies apart."""

import re

import pytest
from lxml import etree

from repository import access_rows, addons, model_classes, xml_files

# Models that need no company of their own, and why.
WITHOUT_COMPANY: dict[str, str] = {
    "crm.plus.note": "Who reads a note reads its record, which applies its company.",
}
OUTSIDE = {"base.group_portal", "base.group_public"}
CHANGES = ("perm_write", "perm_create", "perm_unlink")


def own_models(*kinds):
    """Return the model classes that our addons add, of some kinds."""
    return [model for model in model_classes() if model.is_new and model.kind in kinds]


def external(model_name: str) -> str:
    return "model_" + model_name.replace(".", "_")


def rules() -> list[etree._Element]:
    return [
        record
        for _path, root in xml_files()
        for record in root.iter("record")
        if record.get("model") == "ir.rule"
    ]


def ref(record: etree._Element, name: str) -> str:
    node = record.find(f"field[@name='{name}']")
    return node.get("ref", "") if node is not None else ""


def text(record: etree._Element, name: str) -> str:
    node = record.find(f"field[@name='{name}']")
    return (
        " ".join([node.get("eval") or "", node.text or ""]) if node is not None else ""
    )


def breaches(row: dict[str, str], ruled: set[tuple[str, str]]) -> list[str]:
    """Return what is wrong with an access row.

    :param row: the row as the file has it
    :param ruled: the (model, group) pairs for which there is a record rule
    """
    group, model, found = row["group_id:id"], row["model_id:id"], []
    if not group:
        found.append("no group")
    if not row["id"].startswith("access_"):
        found.append("the id must be access_<model>_<group>")
    if group in OUTSIDE:
        if any(row[change] != "0" for change in CHANGES):
            found.append("portal and public change nothing")
        if row["perm_read"] != "0" and (model, group) not in ruled:
            found.append("portal and public read by a record rule only")
    return found


def ruled() -> set[tuple[str, str]]:
    """Return the (model, group) pairs for which there is a record rule."""
    return {
        (ref(rule, "model_id"), group)
        for rule in rules()
        for group in re.findall(r"ref\('([\w.]+)'\)", text(rule, "groups"))
    }


def row(**changes):
    return {
        "id": "access_x",
        "name": "x",
        "model_id:id": "model_x",
        "group_id:id": "base.group_user",
        "perm_read": "1",
        "perm_write": "0",
        "perm_create": "0",
        "perm_unlink": "0",
        **changes,
    }


def test_access_rows_are_sound():
    pairs = ruled()
    found = [
        f"{addon}: {line['id']}: {breach}"
        for addon in addons()
        for line in access_rows(addon)
        for breach in breaches(line, pairs)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "bad",
    [
        row(**{"group_id:id": ""}),
        row(id="my_access"),
        row(**{"group_id:id": "base.group_portal", "perm_write": "1"}),
        row(**{"group_id:id": "base.group_public"}),
    ],
)
def test_unsound_access_row_is_found(bad):
    assert breaches(bad, set())


def test_sound_access_row_passes():
    portal = row(**{"group_id:id": "base.group_portal"})
    assert not breaches(row(), set())
    assert not breaches(portal, {("model_x", "base.group_portal")})


def test_every_own_model_has_access_rows():
    given = {line["model_id:id"] for addon in addons() for line in access_rows(addon)}
    missing = [
        model.name
        for model in own_models("Model", "TransientModel")
        if external(model.name) not in given
    ]
    assert not missing, f"no access row: {missing}"


def test_every_own_model_belongs_to_a_company():
    missing = [
        model.name
        for model in own_models("Model")
        if "company_id" not in model.fields
        and "_auto" not in model.attributes
        and model.name not in WITHOUT_COMPANY
    ]
    assert not missing, f"no company_id: {missing}"


def test_every_model_with_a_company_has_a_global_company_rule():
    global_rules = {
        ref(rule, "model_id") for rule in rules() if not text(rule, "groups").strip()
    }
    missing = [
        model.name
        for model in own_models("Model")
        if "company_id" in model.fields and external(model.name) not in global_rules
    ]
    assert not missing, f"no global company rule: {missing}"
