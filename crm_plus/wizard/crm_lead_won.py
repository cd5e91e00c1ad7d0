from odoo import fields, models
from odoo.exceptions import UserError


class CrmLeadWon(models.TransientModel):
    """Ask why a deal is won.

    Opened by the Won button instead of winning at once, or after a deal was
    dragged to a won stage; the reason completes the episode then.
    """

    _name = "crm.lead.won"
    _description = "Why a deal is won"
    _inherit = ["crm.plus.link.guard.mixin"]

    _guarded_links = {"lead_id": "read"}

    lead_id = fields.Many2one("crm.lead", required=True, readonly=True)
    outcome = fields.Selection(related="lead_id.outcome")
    won_reason_id = fields.Many2one("crm.plus.won.reason")
    note = fields.Html("Closing Note")

    def action_apply(self):
        """Win the deal with the reason.

        :return: the rainbow man, or True
        :rtype: dict | bool
        :raise UserError: when the deal was lost in the meantime
        """
        self.ensure_one()
        if self.lead_id.outcome == "won":
            return self._complete_win()
        lead = self.lead_id.with_context(
            crm_plus_closing={"note": self.note},
            # the client passes on the button's context: this is the answer
            crm_plus_ask_won_reason=False,
        )
        if self.won_reason_id:
            lead.won_reason_id = self.won_reason_id
        return lead.action_set_won_rainbowman()

    def _complete_win(self):
        """Add the reason to a win that has none yet, and only then."""
        self.lead_id.check_access("write")
        if self.lead_id.won_reason_id:
            raise UserError(
                self.env._(
                    "The reason of this win is already known: %(reason)s.",
                    reason=self.lead_id.won_reason_id.name,
                )
            )
        # past the guard of closed leads: nothing is changed, only completed
        models.BaseModel.write(self.lead_id, {"won_reason_id": self.won_reason_id.id})
        self.lead_id._get_open_outcomes().write(
            {"won_reason_id": self.won_reason_id.id, "note": self.note}
        )
        return True
