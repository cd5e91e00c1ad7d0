from datetime import datetime, time, timedelta

from pytz import utc

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .lead_history_sql import (
    RECORDED_LEAD_FIELDS,
    get_inconsistent_query,
    get_record_query,
)

PENDING = "crm_plus.lead_history"
SECONDS_A_DAY = 86400


class CrmPlusLeadHistory(models.Model):
    """What a lead looked like, from one instant up to the next.

    Each lead has a chain of intervals without gaps or overlaps. The last one is
    open (no end) and equals the lead. A change of stage, team, salesperson,
    company, type, amount, chance, closing date or outcome ends the open interval
    and opens the next one at the time of the transaction:

    * several changes in one transaction make one interval, a change that is taken
      back in the same transaction makes none;
    * an interval never has zero length: where the open interval began at that very
      time, it is rewritten in place;
    * all leads of a transaction are written in one SQL statement, just before the
      transaction commits (``_record_pending``);
    * whoever changes the columns of ``crm_lead`` in SQL calls ``_record_all``
      afterwards.

    A deleted lead takes its history with it, as it takes its messages. A deleted
    stage, team or user is emptied in both, as the database empties it on the lead.
    """

    _name = "crm.plus.lead.history"
    _description = "Pipeline History"
    _inherit = ["crm.plus.proof.mixin", "crm.plus.lead.history.backfill.mixin"]
    _order = "valid_from desc, id desc"
    _rec_name = "lead_id"
    _log_access = False  # an interval says itself when it began and by whom

    lead_id = fields.Many2one(
        "crm.lead",
        string="Opportunity",
        required=True,
        readonly=True,
        ondelete="cascade",
        context={"active_test": False},
    )
    valid_from = fields.Datetime(string="From", required=True, readonly=True)
    valid_to = fields.Datetime(
        string="To", readonly=True, help="Empty as long as nothing changed since."
    )
    as_of = fields.Date(
        string="As on Date",
        compute="_compute_as_of",
        search="_search_as_of",
        help="Finds the pipeline as it stood at the end of that day.",
    )
    duration_days = fields.Float(
        string="Days",
        compute="_compute_duration_days",
        aggregator="sum",
        digits=(16, 2),
        help="Length of the interval; an open interval counts until now.",
    )
    changed_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        help="Who made the change that the interval begins with.",
    )
    is_reconstructed = fields.Boolean(
        string="Reconstructed",
        readonly=True,
        default=False,
        help="From before CRM Plus was installed: put together from the messages "
        "and dates of the lead. What was never tracked is empty.",
    )
    # The recorded values
    type = fields.Selection(
        [("lead", "Lead"), ("opportunity", "Opportunity")], readonly=True
    )
    stage_id = fields.Many2one("crm.stage", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    won_status = fields.Selection(
        [("won", "Won"), ("lost", "Lost"), ("pending", "Pending")],
        string="Outcome",
        readonly=True,
    )
    is_archived = fields.Boolean(string="Archived", readonly=True, default=False)
    expected_revenue = fields.Monetary(
        currency_field="currency_id", readonly=True, default=0
    )
    recurring_revenue_monthly = fields.Monetary(
        string="Expected MRR", currency_field="currency_id", readonly=True, default=0
    )
    probability = fields.Float(aggregator="avg", readonly=True)
    date_deadline = fields.Date(string="Expected Closing", readonly=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    # The lead as it is today, to group by
    city = fields.Char(related="lead_id.city")
    country_id = fields.Many2one(related="lead_id.country_id")
    source_id = fields.Many2one(related="lead_id.source_id")

    _check_interval = models.Constraint(
        "CHECK (valid_to > valid_from)",
        "An interval of the pipeline history must end after it begins.",
    )
    _open_uniq = models.UniqueIndex(
        "(lead_id) WHERE valid_to IS NULL",
        "A lead has only one open interval in the pipeline history.",
    )
    _lead_id_valid_from_uniq = models.UniqueIndex(
        "(lead_id, valid_from)",
        "Two intervals of a lead cannot begin at the same time.",
    )
    # The pipeline of a past day: few intervals ended after it, or none did.
    _valid_to_valid_from_idx = models.Index("(valid_to, valid_from)")

    @api.depends("valid_from")
    def _compute_as_of(self):
        """The field exists to be searched; an interval has no such date."""
        self.as_of = False

    def _search_as_of(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(
            self._get_domain_at(self._get_end_of_day(day)) for day in value if day
        )

    @api.depends("valid_from", "valid_to")
    def _compute_duration_days(self):
        now = self.env.cr.now()
        for interval in self:
            length = (interval.valid_to or now) - interval.valid_from
            interval.duration_days = length.total_seconds() / SECONDS_A_DAY

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for interval in self:
            company = interval.company_id or self.env.company
            interval.currency_id = company.currency_id

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let pivots add up the days and the amounts, which need a currency."""
        if field_expr == "duration_days":
            return SQL(
                "EXTRACT(EPOCH FROM COALESCE(%s, %s::timestamp) - %s) / %s",
                self._field_to_sql(alias, "valid_to", query),
                self.env.cr.now(),
                self._field_to_sql(alias, "valid_from", query),
                SECONDS_A_DAY,
            )
        if field_expr == "currency_id":
            return SQL(
                "COALESCE((SELECT c.currency_id FROM res_company c WHERE c.id = %s),"
                " %s)",
                self._field_to_sql(alias, "company_id", query),
                self.env.company.currency_id.id,
            )
        return super()._field_to_sql(alias, field_expr, query)

    # Reading

    @api.model
    @api.readonly
    def pipeline_at(self, moment, domain=None):
        """Find the pipeline as it stood at an instant.

        :param moment: naive UTC datetime, or its server string; the history is read
            to the second, changes within that second included
        :param list domain: further conditions on the intervals, e.g. on the team
        :return: one interval a lead that existed then and may be read now
        """
        self._record_pending()
        moment = fields.Datetime.to_datetime(moment)
        return self.search(self._get_domain_at(moment) & Domain(domain or []))

    @api.model
    def _get_domain_at(self, moment):
        """The intervals with ``valid_from <= moment < valid_to``, to the second."""
        return Domain("valid_from", "<=", moment) & (
            Domain("valid_to", "=", False) | Domain("valid_to", ">", moment)
        )

    @api.model
    def _get_end_of_day(self, day):
        """The last second of ``day`` where the user is, in UTC."""
        midnight = datetime.combine(day + timedelta(days=1), time.min)
        midnight = self.env.tz.localize(midnight).astimezone(utc)
        return midnight.replace(tzinfo=None) - timedelta(seconds=1)

    # Writing

    @api.model
    def _mark_pending(self, lead_ids):
        """Have the history of these leads written before the transaction commits."""
        if not lead_ids:
            return
        precommit = self.env.cr.precommit
        pending = precommit.data.get(PENDING)
        if pending is None:
            pending = precommit.data[PENDING] = set()
            precommit.add(self._queue_recording)
        pending.update(lead_ids)

    def _queue_recording(self):
        """Stand at the end of the queue: other hooks may still change leads."""
        self.env.cr.precommit.add(self._record_pending)

    @api.model
    def _record_pending(self):
        """Write the history of all leads changed in this transaction so far.

        Runs before each commit by itself; call it to read the history of changes
        that are not committed yet. Nothing changed: no statement.
        """
        # Flushing marks the leads, so ask for the marks afterwards.
        self.env["crm.lead"].flush_model(RECORDED_LEAD_FIELDS)
        lead_ids = self.env.cr.precommit.data.pop(PENDING, None)
        if lead_ids:
            self._record(SQL("l.id = ANY(%s)", list(lead_ids)))

    @api.model
    def _record_all(self):
        """Write the history of every lead that differs from its open interval.

        For changes that were made in SQL. A chance that moved by less than the
        parameter ``crm_plus.history_chance_step`` (percentage points) makes no
        interval here: the nightly rescoring would else add one a lead and night.
        """
        self.env["crm.lead"].flush_model(RECORDED_LEAD_FIELDS)
        self.env.cr.precommit.data.pop(PENDING, None)
        # Raw SQL: compiling this statement takes longer than running it.
        self.env.cr.execute("SET LOCAL jit = off")
        self._record(
            SQL("TRUE"), author=self.env.uid, chance_step=self._get_chance_step()
        )

    @api.model
    def _get_chance_step(self):
        # sudo: parameters are for administrators, recording is for everybody
        parameters = self.env["ir.config_parameter"].sudo()
        return float(parameters.get_param("crm_plus.history_chance_step", 1))

    @api.model
    def _record(self, condition, author=None, chance_step=0):
        """Close and open intervals of the leads ``l`` under an SQL condition."""
        # Raw SQL: one statement for all leads of the transaction.
        self.env.cr.execute(
            get_record_query(condition, self.env.cr.now(), author, chance_step)
        )
        self.invalidate_model(flush=False)

    # Consistency

    @api.model
    def _check_history_consistency(self):
        """Compare every lead with its open interval.

        :return: sorted ids of the leads whose open interval is missing or says
            something else than the lead
        """
        self._record_pending()
        query = get_inconsistent_query(self._get_chance_step())
        # Raw SQL: compares two tables row by row without reading them into memory.
        rows = self.env.execute_query(query)
        return [lead_id for (lead_id,) in rows]

    @api.model
    def _repair_history_consistency(self):
        """Have the history tell the truth again, from now on.

        :return: ids of the leads that were repaired
        """
        lead_ids = self._check_history_consistency()
        if lead_ids:
            self._record(SQL("l.id = ANY(%s)", lead_ids))
        return lead_ids
