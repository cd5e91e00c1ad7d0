from collections import defaultdict

from odoo import api, fields, models

from ..core.outcome import days_between
from .crm_plus_outcome import LOST_OUTCOMES, OUTCOMES

# Fields whose writing may close or reopen a lead, or rewrite how it was closed.
GUARDED_FIELDS = frozenset(
    {
        "active",
        "automated_probability",
        "date_closed",
        "lost_reason_id",
        "outcome",
        "probability",
        "stage_id",
        "won_reason_id",
    }
)
# What an ordinary edit of a closed lead never changes.
FROZEN_FIELDS = frozenset({"lost_reason_id", "outcome", "won_reason_id"})
FROZEN_LOST_FIELDS = FROZEN_FIELDS | {"active", "automated_probability", "probability"}


class CrmPlusOutcomeMixin(models.AbstractModel):
    """Keep wins and losses of a lead as episodes.

    ``outcome`` says how the lead is closed and is empty while it is open:

    * entering a won stage wins it;
    * probability 0 written on an archived lead, or together with archiving,
      loses it; ``outcome="dead"`` in the same values makes it dead instead;
    * archiving alone closes nothing, whatever the probability happens to be;
    * unarchiving a lost lead or taking a won one out of the won stage reopens
      it.

    Each change of outcome is one row of ``crm.plus.outcome``, for every path
    that leads through ``create`` or ``write``: buttons, dialogs, the pipeline,
    the website, the external API. Any other write on a closed lead is an
    ordinary edit and leaves outcome, reasons and closing date alone. A
    probability written on a lost lead is ignored: it means nothing there, and
    would turn the loss into a mere archiving. On a won lead stock refuses it.
    """

    _name = "crm.plus.outcome.mixin"
    _description = "Lead outcome episodes"

    outcome = fields.Selection(
        OUTCOMES,
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="How the lead is closed; empty while it is open or merely archived.",
    )
    won_reason_id = fields.Many2one(
        "crm.plus.won.reason",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    # declared for the related field below; crm.lead defines it in full
    lost_reason_id = fields.Many2one("crm.lost.reason")
    lost_reason_group_id = fields.Many2one(
        related="lost_reason_id.group_id", string="Reason Group"
    )
    outcome_ids = fields.One2many(
        "crm.plus.outcome", "lead_id", string="Outcomes", readonly=True
    )
    outcome_count = fields.Integer(
        "Episodes",
        compute="_compute_outcome_count",
        store=True,
        help="How often the lead was won, lost or declared dead.",
    )
    outcome_restored_count = fields.Integer(
        "Times Restored",
        compute="_compute_outcome_count",
        store=True,
        help="How often the lead came back after it had been closed.",
    )
    outcome_shown_ids = fields.One2many(
        "crm.plus.outcome",
        string="Episodes to Show",
        compute="_compute_outcome_shown_ids",
        exportable=False,
    )

    @api.depends("outcome_ids.restored_date")
    def _compute_outcome_count(self):
        for lead in self:
            lead.outcome_count = len(lead.outcome_ids)
            restored = lead.outcome_ids.filtered("restored_date")
            lead.outcome_restored_count = len(restored)

    @api.depends("outcome_ids", "outcome_count")
    def _compute_outcome_shown_ids(self):
        # Most leads of a pipeline were never closed: their forms cost no query.
        closed = self.filtered("outcome_count")
        for lead in closed:
            lead.outcome_shown_ids = lead.outcome_ids
        (self - closed).outcome_shown_ids = False

    @api.depends("team_id", "type")
    def _compute_stage_id(self):
        """Leave a closed lead in its stage, even when the team has no such stage."""
        closed = self.filtered(lambda lead: lead.outcome and lead.stage_id)
        return super(CrmPlusOutcomeMixin, self - closed)._compute_stage_id()

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(
            [
                {name: vals[name] for name in vals if name != "outcome"}
                for vals in vals_list
            ]
        )
        created = defaultdict(self.browse)
        for lead, vals in zip(leads, vals_list, strict=True):
            # stock has just read won_status: no extra query for open leads
            if lead.won_status == "won":
                created["won"] |= lead
            elif lead.won_status == "lost" and vals.get("probability") == 0:
                created["lost"] |= lead
        for outcome, closed in created.items():
            # past the overrides, and whoever may create a closed lead may close it
            models.BaseModel.write(closed.sudo(), {"outcome": outcome})
            no_stage = self.env["crm.stage"]
            closed._record_outcomes(dict.fromkeys(closed, (False, no_stage)))
        return leads

    def write(self, vals):
        if GUARDED_FIELDS.isdisjoint(vals):
            return super().write(vals)
        edited = self.filtered(lambda lead: lead._is_edit_of_closed(vals))
        dates = {lead: lead.date_closed for lead in edited if lead.date_closed}
        for leads, values in edited._split_edit(vals):
            # twice at most: won ones, and the others
            super(CrmPlusOutcomeMixin, leads).write(values)
        self._keep_closing_dates(dates)
        groups = defaultdict(self.browse)
        for lead in self - edited:
            groups[lead.outcome, lead._get_outcome_after(vals)] |= lead
        before = {}
        for (old, new), leads in groups.items():
            values = {name: value for name, value in vals.items() if name != "outcome"}
            if old != new:
                before.update({lead: (old, lead.stage_id) for lead in leads})
                values |= leads._prepare_outcome_change(new, vals)
            if values:
                # one write a change of outcome, not one a lead
                super(CrmPlusOutcomeMixin, leads).write(values)
            if old in LOST_OUTCOMES and not new and "probability" not in vals:
                leads._automate_probability()
        if before:
            self._record_outcomes(before)
        return True

    def _is_edit_of_closed(self, vals):
        """Return whether ``vals`` edits a closed lead without reopening it."""
        self.ensure_one()
        stage = (
            self.env["crm.stage"].browse(vals["stage_id"])
            if "stage_id" in vals
            else self.stage_id
        )
        if self.outcome == "won":
            # a stage that is no longer a won stage frees its leads (stock)
            return stage.is_won
        return bool(self.outcome) and not (
            vals.get("active") or ("stage_id" in vals and stage.is_won)
        )

    def _split_edit(self, vals):
        """Return what an ordinary edit may change on closed leads.

        :return: list of (leads, values), nothing for what changes nothing
        """
        won = self.filtered(lambda lead: lead.outcome == "won")
        edits = []
        for leads, frozen in (
            (won, FROZEN_FIELDS),
            (self - won, FROZEN_LOST_FIELDS),
        ):
            values = {name: val for name, val in vals.items() if name not in frozen}
            if leads and values:
                edits.append((leads, values))
        return edits

    @api.model
    def _keep_closing_dates(self, dates):
        """Put closing dates back that stock stamped or cleared on an edit.

        Archiving stamps the date and a change of stage clears it; written past
        the overrides, which would do it once more.
        """
        for lead, date in dates.items():
            if lead.date_closed != date:
                # each lead has a date of its own
                models.BaseModel.write(lead, {"date_closed": date})

    def _get_outcome_after(self, vals):
        """Return the outcome of one lead once ``vals`` are written."""
        self.ensure_one()
        if "stage_id" in vals:
            if self.env["crm.stage"].browse(vals["stage_id"]).is_won:
                return "won"
        elif self.stage_id.is_won and vals.get("probability") == 100:
            return "won"
        active = vals.get("active", self.active)
        if not active and vals.get("probability", 1) == 0:
            wanted = vals.get("outcome")
            return wanted if wanted in LOST_OUTCOMES else "lost"
        return False

    def _prepare_outcome_change(self, outcome, vals):
        """Return the values that go with a change of outcome.

        :param outcome: the new one, False when the leads are reopened
        :param dict vals: what is being written
        :return: further values
        """
        values = {"outcome": outcome}
        if outcome not in LOST_OUTCOMES and any(lead.outcome for lead in self):
            values["lost_reason_id"] = False
        if outcome != "won" and any(lead.won_reason_id for lead in self):
            values["won_reason_id"] = False
        reopened = not outcome and any(lead.outcome in LOST_OUTCOMES for lead in self)
        if reopened and "probability" not in vals:
            # Stock computes the automated chance of lost leads as well. Unless both
            # are equal it takes the 0 of the loss for the seller's own estimate.
            values |= {
                "probability": 0,
                "automated_probability": 0,
                "date_closed": False,
            }
        return values

    def _automate_probability(self):
        """Compute the chances of reopened leads, all of them at once."""
        self.modified(["stage_id"])
        # Compute it now: were is_automated_probability read first, it would take
        # itself for False while stock computes both, and the chance stayed at 0.
        self._recompute_recordset(["automated_probability", "probability"])

    # Episodes

    def _record_outcomes(self, before):
        """Complete the episodes of reopened leads, open those of closed ones.

        :param dict before: lead → (outcome, stage) as they were
        """
        reopened = self.browse(lead.id for lead, (old, _stage) in before.items() if old)
        if reopened:
            reopened._complete_outcomes()
        closed = self.browse(lead.id for lead in before if lead.outcome)
        if not closed:
            return
        now = fields.Datetime.now()
        # rows are written by code only; the seller has written the lead already
        Outcome = self.env["crm.plus.outcome"].sudo()
        starts = dict(
            Outcome._read_group(
                [("lead_id", "in", closed.ids), ("restored_date", "!=", False)],
                ["lead_id"],
                ["restored_date:max"],
            )
        )
        Outcome.create(
            [
                lead._prepare_outcome_values(
                    now, before[lead][1], starts.get(lead) or lead.create_date
                )
                for lead in closed
            ]
        )

    def _complete_outcomes(self):
        """Write on the open episodes when, by whom and to which stage."""
        episodes = self._get_open_outcomes()
        for stage, rows in episodes.grouped(lambda row: row.lead_id.stage_id).items():
            # one write a stage
            rows.write(
                {
                    "restored_date": fields.Datetime.now(),
                    "restored_by_id": self.env.uid,
                    "restored_stage_id": stage.id,
                }
            )
        # the next episode may follow at once, and one lead has one open episode
        episodes.flush_recordset()

    def _get_open_outcomes(self):
        """Return the open episodes of these leads."""
        return (
            self.env["crm.plus.outcome"]
            .sudo()  # whoever may act on the lead may know how it is closed
            .search([("lead_id", "in", self.ids), ("restored_date", "=", False)])
        )

    def _prepare_outcome_values(self, now, stage, start):
        """Return the values of the episode that closes this lead now.

        :param datetime now: when
        :param stage: the stage before closing
        :param datetime start: creation of the lead, or its last restoring
        """
        self.ensure_one()
        closing = self._get_closing_context()
        return {
            "lead_id": self.id,
            "lead_type": self.type,
            "outcome": self.outcome,
            "date_start": start,
            "date": now,
            "author_id": self.env.uid,
            "days_to_close": days_between(start, now),
            "lost_reason_id": self.lost_reason_id.id
            if self.outcome in LOST_OUTCOMES
            else False,
            "won_reason_id": self.won_reason_id.id,
            "competitor_name": closing.get("competitor_name"),
            "note": closing.get("note"),
            "stage_id": stage.id,
            "user_id": self.user_id.id,
            "team_id": self.team_id.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "source_id": self.source_id.id,
            "city": self.city,
            "country_id": self.country_id.id,
            "currency_id": self.company_currency.id,
            "expected_revenue": self.expected_revenue,
        }

    def _get_closing_context(self):
        """Return what a closing dialog passes on: note, competitor, dates."""
        closing = self.env.context.get("crm_plus_closing")
        return closing if isinstance(closing, dict) else {}
