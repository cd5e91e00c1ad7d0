"""The rules for Python files hold, and each of them can fail."""

import pytest

from python_rules import RULES
from repository import ROOT, Module, modules

MODEL = "class Thing(models.Model):\n    _name = 'crm.plus.thing'\n"
# rule, file, code that breaks it
BAD = [
    ("no_sql_constraints_list", "models/x.py", MODEL + "    _sql_constraints = []"),
    ("no_json_route", "controllers/x.py", "@route('/x', type='json')\ndef x(): ..."),
    ("no_sleep_in_tests", "tests/test_x.py", "time.sleep(1)"),
    ("no_clock", "models/x.py", "now = datetime.now()"),
    ("no_clock", "models/x.py", "now = datetime.datetime.now()"),
    ("no_clock", "core/x.py", "now = fields.Date.today()"),
    (
        "commit_in_scheduled_actions_only",
        "models/x.py",
        "def go(self):\n    self.env.cr.commit()",
    ),
    ("reason_for_sudo_and_sql", "models/x.py", "a = 1\nb = record.sudo().name"),
    ("reason_for_sudo_and_sql", "models/x.py", "a = 1\nself.env.cr.execute(q)"),
    ("reason_for_orm_in_loops", "models/x.py", "for r in rs:\n    r.write(v)"),
    ("reason_for_orm_in_loops", "models/x.py", "x = [r.search(d) for r in rs]"),
    (
        "no_change_of_given_values",
        "models/x.py",
        MODEL + "    def write(self, vals):\n        vals['a'] = 1",
    ),
    (
        "no_change_of_given_values",
        "models/x.py",
        MODEL + "    def create(self, vals_list):\n"
        "        for vals in vals_list:\n            vals.setdefault('a', 1)",
    ),
    (
        "compute_methods_say_what_they_depend_on",
        "models/x.py",
        MODEL + "    a = fields.Char(compute='_compute_a')\n"
        "    def _compute_a(self): ...",
    ),
    (
        "compute_methods_say_what_they_depend_on",
        "models/x.py",
        MODEL + "    a = fields.Date(compute='_compute_a', store=True)\n"
        "    @api.depends('b')\n    def _compute_a(self):\n"
        "        self.a = fields.Date.today()",
    ),
    ("translate_plain_texts", "models/x.py", "self.env._(f'a {b}')"),
    ("translate_plain_texts", "models/x.py", "_('a %s %s', b, c)"),
    ("translate_plain_texts", "models/x.py", "self.env._('a %s') % b"),
    ("translate_plain_texts", "models/x.py", "self.env._('a {}').format(b)"),
    (
        "translate_what_actions_show",
        "models/x.py",
        "x = {'type': 'ir.actions.act_window', 'name': 'My Calls'}",
    ),
    ("core_knows_no_odoo", "core/x.py", "from odoo import fields"),
    ("core_knows_no_odoo", "models/x.py", "from odoo.osv import expression"),
    ("core_is_typed", "core/x.py", "def add(a, b: int) -> int:\n    return a + b"),
    ("core_is_typed", "core/x.py", "def add(a: int):\n    return a"),
    ("budgets", "models/x.py", "a = 1\n" * 401),
    ("budgets", "models/x.py", "def go():\n" + "    a = 1\n" * 40),
    (
        "budgets",
        "models/x.py",
        "class A:\n" + "".join(f"    def a{n}(self): ...\n" for n in range(26)),
    ),
    (
        "public_methods_are_an_interface",
        "models/x.py",
        MODEL + "    def action_go(self):\n        return 1",
    ),
    (
        "public_methods_are_an_interface",
        "models/x.py",
        MODEL + "    def go(self, ids):\n        '''Go.'''",
    ),
]
# rule, file, code that looks alike and is right
GOOD = [
    ("no_clock", "models/x.py", "now = fields.Datetime.now()"),
    (
        "commit_in_scheduled_actions_only",
        "models/x.py",
        "def _cron_go(self):\n    self.env.cr.commit()",
    ),
    (
        "reason_for_sudo_and_sql",
        "models/x.py",
        "# sudo: sellers may not read the calendar of others\nb = record.sudo().name",
    ),
    (
        "reason_for_sudo_and_sql",
        "models/x.py",
        "b = record.sudo().name  # sudo: the name is no secret",
    ),
    ("reason_for_orm_in_loops", "models/x.py", "for r in rs.search(d):\n    r.x = 1"),
    (
        "reason_for_orm_in_loops",
        "models/x.py",
        "for company, rs in groups:\n    # one write a company\n    rs.write(v)",
    ),
    (
        "no_change_of_given_values",
        "models/x.py",
        MODEL + "    def write(self, vals):\n"
        "        vals = dict(vals)\n        vals['a'] = 1",
    ),
    (
        "compute_methods_say_what_they_depend_on",
        "models/x.py",
        MODEL + "    a = fields.Char(compute='_compute_a')\n"
        "    @api.depends('b')\n    def _compute_a(self): ...",
    ),
    ("translate_plain_texts", "models/x.py", "self.env._('a %(b)s', b=b)"),
    (
        "translate_what_actions_show",
        "models/x.py",
        "x = {'type': 'ir.actions.act_window', 'name': self.env._('My Calls')}",
    ),
    ("core_is_typed", "core/x.py", "def add(a: int) -> int:\n    return a"),
    ("budgets", "models/x.py", "a = 1\n" * 400),
    (
        "public_methods_are_an_interface",
        "models/x.py",
        MODEL + "    def action_go(self):\n        return super().action_go()",
    ),
]


def sample(path: str, code: str) -> Module:
    return Module(ROOT / "crm_plus" / path, code)


@pytest.mark.parametrize("name", RULES)
def test_repository_follows_rule(name):
    found = [
        f"{module.path.relative_to(ROOT)}:{line}: {message}"
        for module in modules()
        for line, message in RULES[name](module)
    ]
    assert not found, f"{RULES[name].__doc__}\n" + "\n".join(found)


@pytest.mark.parametrize(("name", "path", "code"), BAD)
def test_rule_finds_breach(name, path, code):
    assert list(RULES[name](sample(path, code)))


@pytest.mark.parametrize(("name", "path", "code"), GOOD)
def test_rule_lets_good_code_pass(name, path, code):
    assert not list(RULES[name](sample(path, code)))


def test_every_rule_has_a_sample_that_breaks_it():
    assert {name for name, _path, _code in BAD} == set(RULES)
