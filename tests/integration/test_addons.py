"""Each addon installs, upgrades and uninstalls cleanly, alone and with the others."""

from itertools import combinations

import pytest

from lib import builds, paths
from lib.log_check import findings_in

ADDONS = paths.addons()
# Each alone, each pair, and all together; a set in two sizes is tried once.
SETS = sorted(
    {*combinations(ADDONS, 1), *combinations(ADDONS, 2), tuple(ADDONS)}, key=len
)
WORKS = """
lead = env["crm.lead"].create({"name": "After", "type": "opportunity"})
lead.action_set_lost()
lead.action_unarchive()
lead.action_set_won()
assert lead.won_status == "won", lead.won_status
for model in ("crm.lead", "res.partner", "crm.team", "calendar.event"):
    env[model].get_views([(False, "form"), (False, "list"), (False, "search")])
print("STILL WORKS")
"""
SCHEMA = """
    SELECT table_name, column_name FROM information_schema.columns
     WHERE table_schema = 'public'
"""
CONSTRAINTS = "SELECT conname FROM pg_constraint"
INDEXES = "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"
# What cannot be true of demo data that tells a story.
CONTRADICTIONS = {
    "leads are closed otherwise than their last episode": """
        SELECT lead.name FROM crm_lead lead
          LEFT JOIN crm_plus_outcome episode
            ON episode.lead_id = lead.id AND episode.restored_date IS NULL
         WHERE episode.outcome IS DISTINCT FROM lead.outcome
            OR (lead.won_status IN ('won', 'lost') AND lead.outcome IS NULL)""",
    "leads have another number of episodes than they count": """
        SELECT lead.name FROM crm_lead lead
          LEFT JOIN crm_plus_outcome episode ON episode.lead_id = lead.id
         GROUP BY lead.id
        HAVING count(episode) <> lead.outcome_count
            OR count(episode.restored_date) <> lead.outcome_restored_count""",
    "episodes end before they begin": """
        SELECT lead_id FROM crm_plus_outcome
         WHERE date < date_start OR restored_date < date""",
    "histories end with something else than their lead": """
        SELECT lead.name FROM crm_lead lead
          LEFT JOIN crm_plus_lead_history history
            ON history.lead_id = lead.id AND history.valid_to IS NULL
         WHERE history.stage_id IS DISTINCT FROM lead.stage_id
            OR history.won_status IS DISTINCT FROM lead.won_status""",
    "leads were converted before there were any": """
        SELECT lead.name FROM crm_lead lead
          JOIN crm_plus_conversion conversion ON conversion.lead_id = lead.id
         WHERE conversion.date < lead.create_date""",
    "held calls lie in the future": """
        SELECT name FROM crm_plus_phone_call
         WHERE state = 'held' AND date_start > now() AT TIME ZONE 'UTC'""",
}
# Each is asked with the names of the addons that were uninstalled.
LEFTOVERS = {
    "records": "SELECT module, name FROM ir_model_data WHERE module = ANY(%s)",
    "models": """
        SELECT model FROM ir_model
         WHERE model LIKE 'crm.plus%%' AND %s IS NOT NULL""",
    "views": """
        SELECT name FROM ir_ui_view
         WHERE split_part(arch_fs, '/', 1) = ANY(%s)""",
    "parameters": """
        SELECT key FROM ir_config_parameter
         WHERE split_part(key, '.', 1) = ANY(%s)""",
    "server actions": """
        SELECT name FROM ir_act_server
         WHERE code LIKE '%%crm_plus%%' AND %s IS NOT NULL""",
}


def odoo(env, database, name, *words, command=""):
    """Run Odoo once and refuse any warning in its log."""
    log = env.logs / f"{database}-{name}.log"
    words = ["-d", database, *words, *([] if command else builds.ONCE)]
    env.run_odoo(log, *words, command=command)
    assert not findings_in(log), f"{name}: {findings_in(log)}"


def rows(env, database, statement, *values):
    return {row for row in env.databases.query(statement, values, database)}


def test_addon_installs_on_an_empty_database_and_upgrades(env, database):
    """Nothing but the addon and what it depends on; then everything is upgraded."""
    for addon in ADDONS:
        env.databases.create(database)
        odoo(env, database, f"install-{addon}", "-i", addon, "--skip-auto-install")
        odoo(env, database, f"upgrade-{addon}", "-u", addon)


@pytest.mark.parametrize("chosen", SETS, ids="+".join)
def test_addons_install_with_demo_data_and_upgrade(env, stock_demo, database, chosen):
    env.databases.copy(stock_demo, database)
    names = ",".join(chosen)
    odoo(env, database, "install", "-i", names, "--with-demo")
    odoo(env, database, "upgrade", "-u", names, "--with-demo")
    failed = "SELECT module_id FROM ir_demo_failure"
    assert not rows(env, database, failed), "demo data could not be loaded"
    if "crm_plus" in chosen:
        for what, statement in CONTRADICTIONS.items():
            wrong = rows(env, database, statement)
            assert not wrong, f"{what}: {sorted(wrong)}"


@pytest.mark.parametrize("chosen", SETS, ids="+".join)
def test_addons_uninstall_without_a_trace(env, stock, database, chosen):
    env.databases.copy(stock, database)
    before = [rows(env, database, what) for what in (SCHEMA, CONSTRAINTS, INDEXES)]
    odoo(env, database, "install", "-i", ",".join(chosen))
    odoo(env, database, "uninstall", *chosen, command="module uninstall")
    for known, what in zip(before, (SCHEMA, CONSTRAINTS, INDEXES), strict=True):
        left = rows(env, database, what) - known
        assert not left, f"left behind: {sorted(left)}"
    for what, statement in LEFTOVERS.items():
        assert not rows(env, database, statement, list(chosen)), f"{what} are left"
    odoo(env, database, "update", "-u", "crm")
    assert "STILL WORKS" in shell(env, database, WORKS)


def shell(env, database, code):
    """Run code in Odoo's shell and return its output."""
    script = env.state / f"{database}.py"
    script.write_text(code)
    log = env.logs / f"{database}-shell.log"
    try:
        env.run_odoo(log, "-d", database, "--no-http", command="shell", stdin=script)
    finally:
        script.unlink()
    return log.read_text()
