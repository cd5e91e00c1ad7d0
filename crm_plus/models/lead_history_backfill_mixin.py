from odoo import api, models
from odoo.tools import SQL

from .lead_history_sql import RECORDED_LEAD_FIELDS, get_columns

# Each recorded column: the tracked lead field that tells its former values, the
# expression of the former value in ``mail_tracking_value v``, and the value it has
# today. Company, chance and closing date are not tracked.
TRACKED_COLUMNS = {
    "type": ("type", "label.value", "l.type"),
    "stage_id": ("stage_id", "NULLIF(v.old_value_integer, 0)", "l.stage_id"),
    "team_id": ("team_id", "NULLIF(v.old_value_integer, 0)", "l.team_id"),
    "user_id": ("user_id", "NULLIF(v.old_value_integer, 0)", "l.user_id"),
    "won_status": (
        "won_status",
        "label.value",
        "COALESCE(l.won_status, 'pending')",
    ),
    "is_archived": (
        "active",
        "COALESCE(v.old_value_integer, 0) = 0",
        "(l.active IS NOT TRUE)",
    ),
    "expected_revenue": (
        "expected_revenue",
        "COALESCE(v.old_value_float, 0)::numeric",
        "COALESCE(l.expected_revenue, 0)",
    ),
    "recurring_revenue_monthly": (
        "recurring_revenue",
        "COALESCE(v.old_value_float, 0)::numeric",
        "COALESCE(l.recurring_revenue, 0)",
    ),
}

# Dates that stock keeps on the lead tell of a change that was not tracked: when
# tracking was switched off, or of a field that older versions did not track. The
# value before is unknown, unless it follows from the nature of the change.
# column: (date, former value, condition)
DATED_COLUMNS = {
    "stage_id": ("l.date_last_stage_update", "NULL::integer", "TRUE"),
    "user_id": ("l.date_open", "NULL::integer", "l.user_id IS NOT NULL"),
    "type": ("l.date_conversion", "'lead'", "l.type = 'opportunity'"),
    "won_status": ("l.date_closed", "'pending'", "l.won_status IN ('won', 'lost')"),
    "is_archived": ("l.date_closed", "FALSE", "l.won_status = 'lost'"),
}

BACKFILL_QUERY = """
    WITH missing AS (
        SELECT l.id, l.type, l.stage_id, l.team_id, l.user_id, l.won_status, l.active,
               l.expected_revenue, l.recurring_revenue, l.company_id, l.date_deadline,
               l.date_last_stage_update, l.date_open, l.date_conversion, l.date_closed,
               l.create_uid, l.write_uid,
               LEAST(COALESCE(l.create_date, l.write_date, %(now)s), %(now)s) AS born
          FROM crm_lead l
         WHERE NOT EXISTS (
                   SELECT FROM crm_plus_lead_history h WHERE h.lead_id = l.id)
    ),
    label AS (
        SELECT DISTINCT ON (f.name, n.value) f.name AS field, n.value AS label, s.value
          FROM ir_model_fields_selection s
          JOIN ir_model_fields f ON f.id = s.field_id AND f.model = 'crm.lead'
    CROSS JOIN LATERAL jsonb_each_text(s.name) n
         WHERE f.name IN ('type', 'won_status')
      ORDER BY f.name, n.value, s.sequence
    ),
    tracked AS (
        SELECT l.id AS lead_id, v.create_date AS moment, v.create_uid, v.id,
               f.name AS field, %(former_values)s
          FROM missing l
          JOIN mail_message m ON m.model = 'crm.lead' AND m.res_id = l.id
          JOIN mail_tracking_value v ON v.mail_message_id = m.id
          JOIN ir_model_fields f ON f.id = v.field_id AND f.model = 'crm.lead'
     LEFT JOIN label ON label.field = f.name AND label.label = v.old_value_char
         WHERE f.name IN %(fields)s
           AND v.create_date > l.born AND v.create_date <= %(now)s
           AND (f.name NOT IN ('type', 'won_status') OR label.value IS NOT NULL)
    ),
    change AS (%(changes)s),
    step AS (
        SELECT lead_id, moment, MIN(create_uid) AS author, %(step_values)s
          FROM change GROUP BY lead_id, moment
    ),
    state AS (
        SELECT l.id AS lead_id, step.moment, step.author, l.date_deadline,
               l.company_id, %(state_values)s
          FROM missing l JOIN step ON step.lead_id = l.id
        WINDOW later AS (
            PARTITION BY l.id ORDER BY step.moment
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
    ),
    edge AS (
        SELECT *, ROW_NUMBER() OVER lead = 1
                  OR ROW(%(compared)s) IS DISTINCT FROM ROW(%(former)s) AS is_edge
          FROM state
        WINDOW lead AS (PARTITION BY lead_id ORDER BY moment)
    ),
    span AS (
        SELECT *, LEAD(moment) OVER (PARTITION BY lead_id ORDER BY moment) AS ends
          FROM edge WHERE is_edge
    )
    INSERT INTO crm_plus_lead_history (
        lead_id, valid_from, valid_to, changed_by_id, is_reconstructed, %(columns)s)
    SELECT s.lead_id, s.moment, s.ends, author.id, TRUE,
           s.type, stage.id, team.id, users.id, s.company_id, s.won_status,
           s.is_archived, s.expected_revenue,
           CASE WHEN s.ends IS NULL THEN COALESCE(l.recurring_revenue_monthly, 0)
                ELSE s.recurring_revenue_monthly
                     / COALESCE(NULLIF(plan.number_of_months, 0), 1) END,
           CASE WHEN s.ends IS NULL THEN COALESCE(l.probability, 0)
                WHEN s.won_status = 'won' THEN 100
                WHEN s.won_status = 'lost' THEN 0 END,
           s.date_deadline
      FROM span s
      JOIN crm_lead l ON l.id = s.lead_id
 LEFT JOIN crm_stage stage ON stage.id = s.stage_id
 LEFT JOIN crm_team team ON team.id = s.team_id
 LEFT JOIN res_users users ON users.id = s.user_id
 LEFT JOIN res_users author ON author.id = s.author
 LEFT JOIN crm_recurring_plan plan ON plan.id = l.recurring_plan
"""


class CrmPlusLeadHistoryBackfillMixin(models.AbstractModel):
    """The history of leads that existed before CRM Plus did.

    Odoo's own messages hold the former value of each tracked field. From them the
    intervals are put together backwards: the value of a column during an interval
    is the former value of the next change after it began, or today's value where
    nothing changed since. Where a date on the lead tells of a change that no message
    tells of, the value before it is left empty. Chances were never tracked: those of
    closed intervals are 100, 0 or empty. Company and closing date were not tracked
    either and are taken as they are today.
    """

    _name = "crm.plus.lead.history.backfill.mixin"
    _description = "Pipeline History Backfill"

    @api.model
    def _backfill(self):
        """Give each lead without history its intervals; safe to run again."""
        self.env["crm.lead"].flush_model(RECORDED_LEAD_FIELDS)
        self.env["mail.tracking.value"].flush_model()
        # Raw SQL: the planner has to know tables that an import has perhaps just
        # filled, else it goes through them once a lead.
        self.env.cr.execute("ANALYZE crm_lead, mail_message, mail_tracking_value")
        # Raw SQL: compiling a statement that runs once takes longer than running it.
        self.env.cr.execute("SET LOCAL jit = off")
        # Raw SQL: one set-based statement, however many leads there are.
        self.env.cr.execute(self._get_backfill_query())
        self.invalidate_model(flush=False)

    @api.model
    def _get_backfill_query(self):
        names = list(TRACKED_COLUMNS)
        compared = [*names, "company_id", "date_deadline"]
        return SQL(
            BACKFILL_QUERY,
            now=SQL("%s::timestamp", self.env.cr.now()),
            fields=tuple(field for field, _former, _today in TRACKED_COLUMNS.values()),
            former_values=self._get_former_values(),
            changes=self._get_changes(),
            step_values=SQL(", ").join(self._get_step_value(name) for name in names),
            state_values=SQL(", ").join(self._get_state_value(name) for name in names),
            compared=get_columns(names=compared),
            former=SQL(", ").join(
                SQL("LAG(%s) OVER lead", SQL.identifier(name)) for name in compared
            ),
            columns=get_columns(),
        )

    @api.model
    def _get_former_values(self):
        """One column for each kind of former value, filled where it applies."""
        return SQL(", ").join(
            SQL(
                "f.name = %s AS %s, CASE WHEN f.name = %s THEN %s END AS %s",
                field,
                SQL.identifier(f"has_{name}"),
                field,
                SQL(former),
                SQL.identifier(name),
            )
            for name, (field, former, _today) in TRACKED_COLUMNS.items()
        )

    @api.model
    def _get_changes(self):
        """Unite births, tracked changes and changes that only a date tells of."""
        births = [
            SQL("FALSE AS %s, NULL AS %s", SQL.identifier(f"has_{name}"), column)
            for name in TRACKED_COLUMNS
            for column in [SQL.identifier(name)]
        ]
        columns = SQL(", ").join(
            SQL("%s, %s", SQL.identifier(f"has_{name}"), SQL.identifier(name))
            for name in TRACKED_COLUMNS
        )
        return SQL(" UNION ALL ").join(
            [
                SQL("SELECT lead_id, moment, create_uid, id, %s FROM tracked", columns),
                SQL(
                    "SELECT id, born, create_uid, 0, %s FROM missing",
                    SQL(", ").join(births),
                ),
                *(self._get_dated_changes(name) for name in DATED_COLUMNS),
            ]
        )

    @api.model
    def _get_dated_changes(self, dated_name):
        """The changes of a column that no message tells of, but a date.

        Stock takes some of its dates from another clock, or to the second only: a
        tracked change of the minute before is the same event and lends its time.
        """
        date, former, condition = map(SQL, DATED_COLUMNS[dated_name])
        values = SQL(", ").join(
            SQL("TRUE, %s", former) if name == dated_name else SQL("FALSE, NULL")
            for name in TRACKED_COLUMNS
        )
        return SQL(
            """
            SELECT l.id,
                   COALESCE(MAX(t.moment) FILTER (
                       WHERE t.moment > %(date)s - INTERVAL '1 minute'
                         AND t.moment < %(date)s + INTERVAL '1 second'), %(date)s),
                   l.write_uid, 0, %(values)s
              FROM missing l LEFT JOIN tracked t ON t.lead_id = l.id
             WHERE %(condition)s
               AND %(date)s > l.born + INTERVAL '1 second' AND %(date)s <= %(now)s
          GROUP BY l.id, %(date)s, l.write_uid
            HAVING COUNT(*) FILTER (
                       WHERE t.field = %(field)s
                         AND t.moment > %(date)s - INTERVAL '1 minute') = 0
            """,
            date=date,
            values=values,
            condition=condition,
            now=SQL("%s::timestamp", self.env.cr.now()),
            field=TRACKED_COLUMNS[dated_name][0],
        )

    @api.model
    def _get_step_value(self, name):
        """The former value of a column at one instant: the oldest one counts."""
        return SQL(
            "BOOL_OR(%(has)s) AS %(has)s,"
            " (ARRAY_AGG(%(name)s ORDER BY id) FILTER (WHERE %(has)s))[1] AS %(name)s",
            has=SQL.identifier(f"has_{name}"),
            name=SQL.identifier(name),
        )

    @api.model
    def _get_state_value(self, name):
        """The value of a column from one instant on: what the next change replaced."""
        return SQL(
            "CASE WHEN BOOL_OR(step.%(has)s) OVER later"
            " THEN (ARRAY_AGG(step.%(name)s) FILTER (WHERE step.%(has)s) OVER later)[1]"
            " ELSE %(today)s END AS %(name)s",
            has=SQL.identifier(f"has_{name}"),
            name=SQL.identifier(name),
            today=SQL(TRACKED_COLUMNS[name][2]),
        )
