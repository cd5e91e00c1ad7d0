from odoo.tools import SQL

# crm_lead has some thirty indexes. On a full page each update writes a new row
# version into all of them; room on the page lets PostgreSQL update in place. Pages
# written from now on keep the room, old ones get it as they are vacuumed.
LEAD_FILLFACTOR = "fillfactor=70"


def post_init_hook(env):
    """Fill the history of existing leads and leave room for updates of leads."""
    env["crm.plus.lead.history"]._backfill()
    _set_lead_fillfactor(env)


def uninstall_hook(env):
    """Give the table of leads back as it was."""
    if LEAD_FILLFACTOR in _get_lead_storage(env):
        # Raw SQL: storage parameters have no ORM.
        env.cr.execute("ALTER TABLE crm_lead RESET (fillfactor)")


def _set_lead_fillfactor(env):
    """Lower the fillfactor, unless an administrator has chosen one."""
    if not any(option.startswith("fillfactor") for option in _get_lead_storage(env)):
        # Raw SQL: storage parameters have no ORM; takes no lock that readers mind.
        env.cr.execute(SQL("ALTER TABLE crm_lead SET (%s)", SQL(LEAD_FILLFACTOR)))


def _get_lead_storage(env):
    # Raw SQL: the catalogue has no ORM.
    rows = env.execute_query(
        SQL("SELECT reloptions FROM pg_class WHERE oid = 'crm_lead'::regclass")
    )
    return rows[0][0] or []
