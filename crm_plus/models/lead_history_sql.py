"""The SQL of the pipeline history: values stay in the database from end to end."""

from odoo.tools import SQL

# What an interval remembers: its column and the expression that reads it from
# the lead. Stock reads an empty amount as zero and an empty outcome as pending;
# so does the history, or a raw NULL turning into 0 would open an interval.
RECORDED_COLUMNS = {
    "type": SQL("l.type"),
    "stage_id": SQL("l.stage_id"),
    "team_id": SQL("l.team_id"),
    "user_id": SQL("l.user_id"),
    "company_id": SQL("l.company_id"),
    "won_status": SQL("COALESCE(l.won_status, 'pending')"),
    "is_archived": SQL("(l.active IS NOT TRUE)"),
    "expected_revenue": SQL("COALESCE(l.expected_revenue, 0)"),
    "recurring_revenue_monthly": SQL("COALESCE(l.recurring_revenue_monthly, 0)"),
    "probability": SQL("COALESCE(l.probability, 0)"),
    "date_deadline": SQL("l.date_deadline"),
}
# Stored lead fields whose change may open an interval.
RECORDED_LEAD_FIELDS = frozenset(RECORDED_COLUMNS) - {"is_archived"} | {"active"}

# The insertion reads the rows that the closing update returns. This is what orders
# the two, so that a lead never has two open intervals, not even within the
# statement. ``prev_id`` is the interval to take up again when a change of this very
# transaction has been taken back.
RECORD_QUERY = """
    WITH lead AS (%(lead_values)s),
    changed AS (
        SELECT l.*, o.id AS open_id, p.id AS prev_id,
               o.valid_from >= %(now)s AS in_place,
               COALESCE(%(author)s, l.write_uid, l.create_uid) AS author
          FROM lead l
     LEFT JOIN crm_plus_lead_history o
            ON o.lead_id = l.id AND o.valid_to IS NULL
     LEFT JOIN LATERAL (
               SELECT h.* FROM crm_plus_lead_history h
                WHERE h.lead_id = l.id AND h.valid_from < o.valid_from
                  AND o.valid_from >= %(now)s
             ORDER BY h.valid_from DESC LIMIT 1) p
            ON p.valid_to = o.valid_from
           AND ROW(%(previous)s) IS NOT DISTINCT FROM ROW(%(current)s)
         WHERE %(difference)s
    ),
    dropped AS (
        DELETE FROM crm_plus_lead_history h USING changed c
         WHERE h.id = c.open_id AND c.prev_id IS NOT NULL
     RETURNING c.prev_id
    ),
    resumed AS (
        UPDATE crm_plus_lead_history h
           SET valid_to = NULL
          FROM dropped d WHERE h.id = d.prev_id
    ),
    rewritten AS (
        UPDATE crm_plus_lead_history h
           SET (%(columns)s) = ROW(%(changed)s), changed_by_id = c.author
          FROM changed c
         WHERE h.id = c.open_id AND c.in_place AND c.prev_id IS NULL
    ),
    closed AS (
        UPDATE crm_plus_lead_history h
           SET valid_to = %(now)s
          FROM changed c
         WHERE h.id = c.open_id AND NOT c.in_place
     RETURNING h.lead_id
    )
    INSERT INTO crm_plus_lead_history (
        lead_id, valid_from, changed_by_id, is_reconstructed, %(columns)s)
    SELECT c.id, %(now)s, c.author, FALSE, %(changed)s
      FROM changed c
 LEFT JOIN closed ON closed.lead_id = c.id
     WHERE c.open_id IS NULL OR closed.lead_id IS NOT NULL
"""


def get_columns(alias=None, names=tuple(RECORDED_COLUMNS)):
    """The recorded columns, comma-separated, of a table alias."""
    path = (alias,) if alias else ()
    return SQL(", ").join(SQL.identifier(*path, name) for name in names)


def get_lead_values(condition):
    """Select the recorded values of the leads ``l`` under an SQL condition."""
    return SQL(
        "SELECT l.id, l.create_uid, l.write_uid, %s FROM crm_lead l WHERE %s",
        SQL(", ").join(
            SQL("%s AS %s", expression, SQL.identifier(name))
            for name, expression in RECORDED_COLUMNS.items()
        ),
        condition,
    )


def get_difference(chance_step=0):
    """The condition that lead ``l`` is not what its open interval ``o`` says.

    :param chance_step: smallest move of the chance that counts by itself
    """
    others = [name for name in RECORDED_COLUMNS if name != "probability"]
    return SQL(
        """(o.id IS NULL
            OR ROW(%s) IS DISTINCT FROM ROW(%s)
            OR l.probability IS DISTINCT FROM o.probability
               AND COALESCE(ABS(l.probability - o.probability) >= %s, TRUE))""",
        get_columns("l", others),
        get_columns("o", others),
        chance_step,
    )


def get_record_query(condition, now, author=None, chance_step=0):
    """Close and open the intervals of the leads ``l`` under an SQL condition.

    :param now: time of the change
    :param author: user who made the change, else who last wrote the lead
    :param chance_step: smallest move of the chance that counts by itself
    """
    return SQL(
        RECORD_QUERY,
        lead_values=get_lead_values(condition),
        difference=get_difference(chance_step),
        now=SQL("%s::timestamp", now),
        author=SQL("%s::integer", author),
        columns=get_columns(),
        changed=get_columns("c"),
        previous=get_columns("p"),
        current=get_columns("l"),
    )


def get_inconsistent_query(chance_step):
    """Select the ids of the leads that differ from their open interval."""
    return SQL(
        """
        SELECT l.id FROM (%s) l
     LEFT JOIN crm_plus_lead_history o ON o.lead_id = l.id AND o.valid_to IS NULL
         WHERE %s ORDER BY l.id
        """,
        get_lead_values(SQL("TRUE")),
        get_difference(chance_step),
    )
