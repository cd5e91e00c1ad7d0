from odoo import api, fields, models

LOST_OUTCOMES = ("lost", "dead", "junk")
OUTCOMES = [
    ("won", "Won"),
    ("lost", "Lost"),
    ("dead", "Dead"),
    ("junk", "Junk"),
]

# A share in reports: 100 for the outcome of the episode, 0 for all others
RATE = {
    "compute": "_compute_rates",
    "store": True,
    "precompute": True,
    "aggregator": "avg",
}


class CrmPlusOutcome(models.Model):
    """One episode: a lead was closed, and perhaps restored later.

    Every way of closing a lead writes one row with what was true at that
    moment: reason, stage, seller, team, amount. Restoring the lead completes
    the row and never erases it; closing it again opens the next one. A closed
    lead has exactly one row without a restoring date, an open lead has none.
    Archiving a lead is not an outcome.

    Rows are written by the lead itself. Nobody, administrators included,
    creates, changes or deletes one by hand.
    """

    _name = "crm.plus.outcome"
    _description = "Won and Lost Episode"
    _inherit = ["crm.plus.proof.mixin"]
    _order = "date desc, id desc"
    _rec_name = "lead_id"

    lead_id = fields.Many2one(
        "crm.lead",
        string="Lead/Opportunity",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    lead_type = fields.Selection(
        [("lead", "Lead"), ("opportunity", "Opportunity")],
        string="Type",
        readonly=True,
    )
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True, index=True)
    # When and by whom
    date_start = fields.Datetime(
        "Opened On", readonly=True, help="Creation of the lead or its last restoring."
    )
    date = fields.Datetime("Closed On", required=True, readonly=True, index=True)
    author_id = fields.Many2one(
        "res.users", string="Closed By", readonly=True, ondelete="set null"
    )
    days_to_close = fields.Float(
        "Days to Close",
        readonly=True,
        aggregator="avg",
        digits=(16, 2),
        help="Days from the creation of the lead, or from its last restoring, "
        "until it was closed.",
    )
    # Why
    lost_reason_id = fields.Many2one(
        "crm.lost.reason", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    lost_reason_group_id = fields.Many2one(
        related="lost_reason_id.group_id",
        string="Reason Group",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    won_reason_id = fields.Many2one(
        "crm.plus.won.reason",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    competitor_name = fields.Char("Competitor", readonly=True)
    note = fields.Html("Closing Note", readonly=True)
    # What was true then
    stage_id = fields.Many2one(
        "crm.stage",
        string="Stage at Closing",
        readonly=True,
        ondelete="set null",
        help="The stage the lead was in before it was closed.",
    )
    user_id = fields.Many2one(
        "res.users", string="Salesperson", readonly=True, ondelete="set null"
    )
    team_id = fields.Many2one(
        "crm.team", string="Sales Team", readonly=True, ondelete="set null"
    )
    company_id = fields.Many2one("res.company", readonly=True, index="btree_not_null")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True, ondelete="set null"
    )
    source_id = fields.Many2one("utm.source", readonly=True, ondelete="set null")
    city = fields.Char(readonly=True)
    country_id = fields.Many2one("res.country", readonly=True, ondelete="set null")
    currency_id = fields.Many2one("res.currency", readonly=True)
    expected_revenue = fields.Monetary(
        readonly=True, help="In the currency of the company."
    )
    # Share of each outcome, for reports
    won_rate = fields.Float("Won (%)", **RATE)
    lost_rate = fields.Float("Lost (%)", **RATE)
    dead_rate = fields.Float("Dead (%)", **RATE)
    junk_rate = fields.Float("Junk (%)", **RATE)
    # Restoring
    restored_date = fields.Datetime("Restored On", readonly=True)
    restored_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    restored_stage_id = fields.Many2one(
        "crm.stage", string="Restored To", readonly=True, ondelete="set null"
    )

    _open_uniq = models.UniqueIndex(
        "(lead_id) WHERE restored_date IS NULL",
        "This lead was closed by somebody else in the meantime.",
    )

    @api.depends("outcome")
    def _compute_rates(self):
        for episode in self:
            for outcome, _label in OUTCOMES:
                episode[f"{outcome}_rate"] = 100.0 * (episode.outcome == outcome)

    @api.depends("lead_id", "outcome")
    def _compute_display_name(self):
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        for episode in self:
            episode.display_name = self.env._(
                "%(outcome)s: %(lead)s",
                outcome=labels.get(episode.outcome, ""),
                lead=episode.lead_id.display_name or "",
            )

    def _move_to_lead(self, lead):
        """Keep the episodes of merged leads as history of the one that stays."""
        self.filtered(lambda row: not row.restored_date).write(
            {"restored_date": fields.Datetime.now(), "restored_by_id": self.env.uid}
        )
        self.write({"lead_id": lead.id})
