from odoo import api, fields, models

from ..core.outcome import date_after

DELAYS = {
    "week": (1, "week"),
    "month": (1, "month"),
    "quarter": (3, "month"),
    "half": (6, "month"),
    "year": (12, "month"),
}


class CrmLeadPostpone(models.TransientModel):
    """Move the re-contact date of closed leads."""

    _name = "crm.lead.postpone"
    _description = "Postpone the re-contact date"

    lead_ids = fields.Many2many(
        "crm.lead", string="Leads", context={"active_test": False}
    )
    delay = fields.Selection(
        [
            ("week", "1 Week"),
            ("month", "1 Month"),
            ("quarter", "3 Months"),
            ("half", "6 Months"),
            ("year", "1 Year"),
        ],
        string="In",
        default="month",
    )
    winback_date = fields.Date(
        "Re-contact On",
        compute="_compute_winback_date",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )

    @api.depends("delay")
    def _compute_winback_date(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            if wizard.delay:
                wizard.winback_date = date_after(today, *DELAYS[wizard.delay])

    def action_apply(self):
        """Write the new date on the leads that are still closed.

        :return: the order to close the dialog
        :rtype: dict
        :raise UserError: when none of them is lost or dead any more
        """
        self.ensure_one()
        leads = self.lead_ids._get_winback_leads()
        leads.write({"winback_date": self.winback_date})
        return {"type": "ir.actions.act_window_close"}
