"""Odoo's own suites that must pass with all our addons installed.

Read by ``script/test``. Whatever is left out stands here with its reason;
nothing else is.
"""

# Paths below Odoo's addons. The last ones are Odoo's own rules for addons, which look
# at ours as well: indexes, manifests, overrides, routes, tests that nobody imports. Its
# other rules take minutes over all of stock, and tests/lint has the like for ours.
SUITES = (
    "crm/tests",
    "sales_team/tests",
    "sale_crm/tests",
    "utm/tests",
    "test_lint/tests/test_index.py",
    "test_lint/tests/test_manifests.py",
    "test_lint/tests/test_override_signatures.py",
    "test_lint/tests/test_routes.py",
    "test_lint/tests/test_test_holes.py",
)

# Tests left out, by path::Class::test below Odoo's addons, and why.
DESELECTED: dict[str, str] = {}

# Tests that skip themselves, by part of their name, and why that is right.
EXPECTED_SKIPS: dict[str, str] = {}

# What stock's own tests write into the log, and why it is no fault of ours.
EXPECTED_LOG_LINES: dict[str, str] = {}
