from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmLostReasonMerge(models.TransientModel):
    """Replace lost reasons by another one, for the manager's clean-up."""

    _name = "crm.lost.reason.merge"
    _description = "Replace lost reasons"

    reason_ids = fields.Many2many("crm.lost.reason", string="Replace", required=True)
    target_id = fields.Many2one(
        "crm.lost.reason", string="By", required=True, help="The reason that stays."
    )
    lead_count = fields.Integer("Leads", compute="_compute_lead_count")

    @api.depends("reason_ids", "target_id")
    def _compute_lead_count(self):
        for wizard in self:
            reasons = wizard.reason_ids._origin - wizard.target_id
            wizard.lead_count = sum(reasons.mapped("leads_count"))

    def action_apply(self):
        """Move leads and episodes onto the reason that stays, archive the others.

        :return: the order to close the dialog
        :rtype: dict
        :raise UserError: when there is nothing to replace
        """
        self.ensure_one()
        reasons = self.reason_ids - self.target_id
        if not reasons:
            raise UserError(
                self.env._("Choose another reason than the one to be replaced.")
            )
        reasons.check_access("write")
        reasons._replace_by(self.target_id)
        return {"type": "ir.actions.act_window_close"}
