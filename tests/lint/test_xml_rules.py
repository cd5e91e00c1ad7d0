"""The rules for XML files hold, and each of them can fail."""

from collections import defaultdict

import pytest
from lxml import etree

from repository import ROOT, xml_files
from xml_rules import RULES

VIEW = """<odoo><record id="{id}" model="ir.ui.view"><field name="name">{name}</field>
<field name="model">crm.plus.call</field>{more}
<field name="arch" type="xml">{arch}</field></record></odoo>"""
ACTION = """<odoo>
<record id="crm_plus_call_action" model="ir.actions.act_window">
<field name="res_model">crm.plus.call</field><field name="view_mode">list,form</field>
{more}</record>
<menuitem id="crm_plus_call_menu" action="crm_plus_call_action"/></odoo>"""
HELP = '<field name="help" type="html"><p>Log a call</p></field>'
PARENT = '<field name="inherit_id" ref="crm.crm_lead_view_form"/>'


def view(identifier, name="", more="", arch="<form/>"):
    name = name or identifier.replace("_", ".")
    return VIEW.format(id=identifier, name=name, more=more, arch=arch)


BAD = [
    ("nothing_odoo_19_took_away", view("x", arch="<tree/>")),
    ("nothing_odoo_19_took_away", view("x", arch="<form attrs='{}'/>")),
    ("nothing_odoo_19_took_away", "<odoo><t t-esc='x'/></odoo>"),
    (
        "nothing_odoo_19_took_away",
        "<odoo><record id='ir_cron_x' model='ir.cron'>"
        "<field name='numbercall'>-1</field></record></odoo>",
    ),
    (
        "plain_groups_in_searches",
        view("x", arch="<search><group string='Group By'/></search>"),
    ),
    ("view_ids", view("view_call_form")),
    ("view_ids", view("crm_plus_call_view_form", name="call form")),
    ("view_ids", view("my_lead_form", "crm.lead.view.form.inherit.crm_plus", PARENT)),
    ("view_ids", view("crm_lead_view_form", "crm.lead.view.form.mine", PARENT)),
    ("record_ids", "<odoo><record id='callers' model='res.groups'/></odoo>"),
    ("record_ids", "<odoo><menuitem id='calls'/></odoo>"),
    ("actions_have_a_path_and_help", ACTION.format(more=HELP)),
    (
        "actions_have_a_path_and_help",
        ACTION.format(more="<field name='path'>calls</field>"),
    ),
]
GOOD = [
    ("nothing_odoo_19_took_away", view("x", arch="<list/>")),
    ("plain_groups_in_searches", view("x", arch="<search><group/></search>")),
    ("view_ids", view("crm_plus_call_view_form")),
    ("view_ids", view("crm_plus_call_view_form_short")),
    (
        "view_ids",
        view("crm_lead_view_form_calls", "crm.lead.view.form.inherit.crm_plus", PARENT),
    ),
    ("record_ids", "<odoo><record id='group_callers' model='res.groups'/></odoo>"),
    ("record_ids", "<odoo><record id='crm.other' model='ir.rule'/></odoo>"),
    (
        "actions_have_a_path_and_help",
        ACTION.format(more="<field name='path'>calls</field>" + HELP),
    ),
]


@pytest.mark.parametrize("name", RULES)
def test_repository_follows_rule(name):
    found = [
        f"{path.relative_to(ROOT)}:{line}: {message}"
        for path, root in xml_files()
        for line, message in RULES[name](root, path.relative_to(ROOT).parts[0])
    ]
    assert not found, f"{RULES[name].__doc__}\n" + "\n".join(found)


@pytest.mark.parametrize(("name", "text"), BAD)
def test_rule_finds_breach(name, text):
    assert list(RULES[name](etree.fromstring(text), "crm_plus"))


@pytest.mark.parametrize(("name", "text"), GOOD)
def test_rule_lets_good_code_pass(name, text):
    assert not list(RULES[name](etree.fromstring(text), "crm_plus"))


def test_every_rule_has_a_sample_that_breaks_it():
    assert {name for name, _text in BAD} == set(RULES)


def test_no_two_files_share_the_id_of_a_record():
    """The second of two records of one id replaces the first without a word."""
    places = defaultdict(list)
    for path, root in xml_files():
        for record in root.iter("record"):
            # demo data and groups are extended on purpose
            if record.get("model") != "res.groups" and path.parent.name != "demo":
                place = path.relative_to(ROOT)
                places[place.parts[0], record.get("id")].append(f"{place}")
    assert not {key: found for key, found in places.items() if len(found) > 1}
