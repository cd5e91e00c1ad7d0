"""What the web client asks for when it opens a view, made from the view itself."""

from lxml import etree

from odoo.addons.mail.tools.discuss import Store

# What the chatter of a form asks for.
CHATTER = (
    "activities",
    "attachments",
    "contact_fields",
    "followers",
    "scheduledMessages",
    "suggestedRecipients",
)


def get_view(env, model, view_type, view_id=False):
    """The arch of a view and the descriptions of the fields of its models."""
    views = env[model].get_views([(view_id, view_type)])
    fields = {name: info["fields"] for name, info in views["models"].items()}
    return etree.fromstring(views["views"][view_type]["arch"]), fields


def get_specification(arch, model, fields):
    """Which fields to read and how deep, as the client's ``getFieldsSpec`` does."""
    specification = {}
    for node in _iter_own_fields(arch):
        name = node.get("name")
        info = fields[model].get(name)
        if info:
            specification[name] = _get_field_specification(node, info, fields)
    return specification


def _iter_own_fields(arch):
    """Field nodes of the view, without those of the views inside a field."""
    for child in arch:
        if child.tag == "field":
            yield child
        elif isinstance(child.tag, str):
            yield from _iter_own_fields(child)


def _get_field_specification(node, info, fields):
    if node.get("invisible") in ("1", "True"):
        return {}
    if info["type"] in ("many2one", "reference"):
        return {"fields": {"display_name": {}}}
    if info["type"] not in ("one2many", "many2many"):
        return {}
    relation = info["relation"]
    inner = next((child for child in node if child.tag in ("list", "kanban")), None)
    if inner is not None and relation in fields:
        nested = get_specification(inner, relation, fields)
        return {"fields": nested, "limit": 40}
    if (node.get("widget") or "").startswith("many2many_tags"):
        return {"fields": {"display_name": {}, "color": {}}}
    return {}


def open_pipeline(env, arch, specification, domain):
    """Load the pipeline as its kanban view does: columns with cards, then the bar."""
    leads = env["crm.lead"].with_context(
        default_type="opportunity", show_user_team_stages=1, read_group_expand=True
    )
    leads.web_read_group(
        domain,
        ["stage_id"],
        ["expected_revenue:sum", "recurring_revenue_monthly:sum", "color:sum"],
        auto_unfold=True,
        opening_info=[],
        unfold_read_specification=specification,
        unfold_read_default_limit=80,
        groupby_read_specification={},
    )
    bar = arch.find("progressbar")
    leads.read_progress_bar(
        domain,
        "stage_id",
        {
            "field": bar.get("field"),
            "colors": {"planned": "success", "today": "warning", "overdue": "danger"},
        },
    )


def open_form(env, specification, record):
    """Load a form with its chatter: the record, its thread, the last messages."""
    record.web_read(specification)
    thread = Store()
    thread.add(record, [], request_list=list(CHATTER), as_thread=True)
    thread.get_result()
    found = env["mail.message"]._message_fetch(None, thread=record)
    messages = Store()
    messages.add(found["messages"])
    messages.get_result()
