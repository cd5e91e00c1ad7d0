from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.crm_lost_reason import MANAGER_GROUP, SELLER_GROUP


class CrmLeadLost(models.TransientModel):
    """Close leads as lost or dead, one or many.

    Leads of the selection that are closed already stay as they are; if all of
    them are, the dialog says who closed the first one.
    """

    _name = "crm.lead.lost"
    _inherit = ["crm.lead.lost"]

    outcome = fields.Selection(
        [("lost", "Lost"), ("dead", "Dead")],
        default="lost",
        required=True,
        help="Lost: the customer decided against us. Dead: it came to nothing and "
        "nobody chases it any more; left out of assignment and mailings.",
    )
    reason_domain_ids = fields.Many2many(
        "crm.lost.reason", compute="_compute_reason_domain_ids"
    )
    lost_reason_new = fields.Char(
        "New Reason", help="A reason that is missing in the list; a manager reviews it."
    )
    can_add_reason = fields.Boolean(compute="_compute_can_add_reason")
    ask_competitor = fields.Boolean(related="lost_reason_id.ask_competitor")
    competitor_name = fields.Char("Competitor", help="Who won the deal instead.")
    winback_date = fields.Date(
        "Re-contact On",
        compute="_compute_winback_date",
        store=True,
        readonly=False,
        help="When to contact the customer again; proposed by the reason.",
    )
    closed_count = fields.Integer(compute="_compute_closed_count")
    closed_message = fields.Char(compute="_compute_closed_count")

    @api.depends("outcome")
    def _compute_reason_domain_ids(self):
        for wizard in self:
            # a dialog is one record
            wizard.reason_domain_ids = self.env["crm.lost.reason"].search(
                [(f"use_for_{wizard.outcome or 'lost'}", "=", True)]
            )

    @api.depends_context("uid")
    def _compute_can_add_reason(self):
        self.can_add_reason = self.env.user.has_groups(
            f"{SELLER_GROUP},{MANAGER_GROUP}"
        )

    @api.depends("lost_reason_id", "outcome")
    def _compute_winback_date(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            reason = wizard.lost_reason_id
            wizard.winback_date = (
                reason._get_recontact_date(today)
                if reason and wizard.outcome == "lost"
                else False
            )

    @api.depends("lead_ids.outcome")
    def _compute_closed_count(self):
        for wizard in self:
            closed = wizard.lead_ids.filtered("outcome")
            wizard.closed_count = len(closed)
            all_closed = closed and closed == wizard.lead_ids
            wizard.closed_message = (
                wizard._get_closed_message() if all_closed else False
            )

    def _get_closed_message(self):
        """Say that the dialog has nothing to close, and why."""
        if len(self.lead_ids) == 1:
            return self.lead_ids._get_closed_message()
        return self.env._(
            "All %(count)s selected leads are closed already and stay as they are.",
            count=len(self.lead_ids),
        )

    @api.onchange("outcome")
    def _onchange_outcome(self):
        if self.lost_reason_id not in self.reason_domain_ids:
            self.lost_reason_id = False

    def action_lost_reason_apply(self):
        """Close the open leads of the selection.

        :return: result of stock
        :raise UserError: when all of them are closed already
        """
        self.ensure_one()
        # whoever closed them a moment ago is done once this returns
        self.lead_ids._lock_outcomes()
        leads = self.lead_ids.filtered(lambda lead: not lead.outcome)
        if not leads:
            raise UserError(self.lead_ids._get_closed_message())
        if leads != self.lead_ids:
            self.lead_ids = [Command.set(leads.ids)]
        if self.lost_reason_new and self.lost_reason_new.strip():
            winback_date = self.winback_date
            self.lost_reason_id = self.env["crm.lost.reason"]._find_or_add(
                self.lost_reason_new
            )
            self.winback_date = winback_date
        closing = self._prepare_closing()
        return super(
            CrmLeadLost, self.with_context(crm_plus_closing=closing)
        ).action_lost_reason_apply()

    def _prepare_closing(self):
        """Return what the episodes keep of this dialog."""
        return {
            "outcome": self.outcome,
            "note": self.lost_feedback,
            "competitor_name": self.ask_competitor and self.competitor_name,
            "winback_date": self.winback_date,
        }
