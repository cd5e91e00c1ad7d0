"""What installing the addon does with the leads that are already there."""

from odoo.tools import SQL

# crm_lead has some thirty indexes. On a full page each update writes a new row
# version into all of them; room on the page lets PostgreSQL update in place. More
# room than this would cost more in reading than it saves in writing.
LEAD_FILLFACTOR = "fillfactor=85"

# One episode for each closed lead without one. Date, author and the stage before a
# win come from the tracked changes where the chatter has them.
BACKFILL_OUTCOMES = """
    INSERT INTO crm_plus_outcome (
           lead_id, lead_type, outcome, date_start, date, author_id,
           days_to_close, lost_reason_id, lost_reason_group_id, stage_id,
           user_id, team_id, company_id, partner_id, source_id, city,
           country_id, currency_id, expected_revenue,
           won_rate, lost_rate, dead_rate, junk_rate,
           create_uid, create_date, write_uid, write_date)
    SELECT lead.id, lead.type, lead.outcome, lead.create_date, closed.date,
           closed.author_id,
           round((greatest(extract(epoch FROM closed.date - lead.create_date), 0)
                 / 86400)::numeric, 2),
           CASE WHEN lead.outcome <> 'won' THEN lead.lost_reason_id END,
           CASE WHEN lead.outcome <> 'won' THEN reason.group_id END,
           CASE WHEN lead.outcome = 'won' THEN before.stage_id
                ELSE lead.stage_id END,
           lead.user_id, lead.team_id, lead.company_id, lead.partner_id,
           lead.source_id, lead.city, lead.country_id,
           coalesce(company.currency_id, %(currency)s), lead.expected_revenue,
           CASE lead.outcome WHEN 'won' THEN 100 ELSE 0 END,
           CASE lead.outcome WHEN 'lost' THEN 100 ELSE 0 END, 0, 0,
           %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
      FROM crm_lead lead
      LEFT JOIN crm_lost_reason reason ON reason.id = lead.lost_reason_id
      LEFT JOIN res_company company ON company.id = lead.company_id
      LEFT JOIN LATERAL (
           SELECT message.date, account.id AS author_id
             FROM mail_message message
             JOIN mail_tracking_value tracked
               ON tracked.mail_message_id = message.id
             LEFT JOIN res_users account
               ON account.partner_id = message.author_id
            WHERE message.model = 'crm.lead' AND message.res_id = lead.id
              AND tracked.field_id = %(won_status)s
            ORDER BY message.id DESC, account.id LIMIT 1) tracked ON TRUE
      LEFT JOIN LATERAL (
           SELECT stage.id AS stage_id
             FROM mail_message message
             JOIN mail_tracking_value moved ON moved.mail_message_id = message.id
             JOIN crm_stage stage ON stage.id = moved.old_value_integer
            WHERE message.model = 'crm.lead' AND message.res_id = lead.id
              AND moved.field_id = %(stage)s
              AND moved.new_value_integer = lead.stage_id
            ORDER BY message.id DESC LIMIT 1) before ON TRUE
     CROSS JOIN LATERAL (
           SELECT coalesce(tracked.date, lead.date_closed, lead.write_date) AS date,
                  tracked.author_id) closed
     WHERE lead.outcome IN ('won', 'lost')
       AND NOT EXISTS (SELECT FROM crm_plus_outcome known
                        WHERE known.lead_id = lead.id
                          AND known.restored_date IS NULL)
"""


def pre_init_hook(env):
    """Leave room for updates; prepare what is slow to compute lead by lead."""
    _set_lead_fillfactor(env)
    _prepare_outcome_columns(env)


def post_init_hook(env):
    """Fill history and episodes of existing leads."""
    _backfill_outcomes(env)
    env["crm.plus.lead.history"]._backfill()


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


def _prepare_outcome_columns(env):
    """Fill the outcome of existing leads in one statement, not lead by lead.

    Stock knows won and lost only; a lost lead and one that was archived at
    probability 0 look the same to it, so both count as lost here. Each will have
    the one episode of ``_backfill_outcomes``.
    """
    # raw SQL: the fields do not exist yet
    env.cr.execute(
        SQL(
            """ALTER TABLE crm_lead
               ADD COLUMN IF NOT EXISTS outcome varchar,
               ADD COLUMN IF NOT EXISTS outcome_count integer,
               ADD COLUMN IF NOT EXISTS outcome_restored_count integer"""
        )
    )
    # raw SQL: as above. The table is written anew with the values, where an update
    # would leave an old version of each closed lead for every later query to skip.
    env.cr.execute(
        SQL(
            """ALTER TABLE crm_lead
               ALTER COLUMN outcome TYPE varchar USING
                     CASE WHEN won_status IN ('won', 'lost') THEN won_status END,
               ALTER COLUMN outcome_count TYPE integer USING
                     CASE WHEN won_status IN ('won', 'lost') THEN 1 ELSE 0 END,
               ALTER COLUMN outcome_restored_count TYPE integer USING 0"""
        )
    )


def _backfill_outcomes(env):
    """Give each lead that is already closed its episode.

    Date, author and the stage before a win come from the tracked changes where
    the chatter has them, else from the closing date stock kept.
    """
    env.flush_all()
    # raw SQL: one statement for any number of leads
    env.cr.execute(
        SQL(
            BACKFILL_OUTCOMES,
            currency=env.company.currency_id.id,
            uid=env.uid,
            won_status=env["ir.model.fields"]._get("crm.lead", "won_status").id,
            stage=env["ir.model.fields"]._get("crm.lead", "stage_id").id,
        )
    )
    env["crm.plus.outcome"].invalidate_model()
