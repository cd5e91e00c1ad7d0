"""Odoo's own suites that must pass with all our addons installed.

Read by ``script/test``. Whatever is left out stands here with its reason;
nothing else is.
"""

# Addons whose whole test folder runs.
SUITES = ("crm", "sales_team", "sale_crm")

# Tests left out, by path::Class::test below Odoo's addons, and why.
DESELECTED: dict[str, str] = {}

# Tests that skip themselves, by part of their name, and why that is right.
EXPECTED_SKIPS: dict[str, str] = {}

# What stock's own tests write into the log, and why it is no fault of ours.
EXPECTED_LOG_LINES: dict[str, str] = {}
