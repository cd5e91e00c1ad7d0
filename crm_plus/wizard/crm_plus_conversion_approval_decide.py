from odoo import fields, models


class CrmPlusConversionApprovalDecide(models.TransientModel):
    _name = "crm.plus.conversion.approval.decide"
    _description = "Decide on a Conversion"
    _inherit = ["crm.plus.link.guard.mixin"]

    _guarded_links = {"approval_id": "read"}

    approval_id = fields.Many2one("crm.plus.conversion.approval", required=True)
    decision = fields.Selection(
        [("approved", "Approve"), ("refused", "Refuse")], required=True
    )
    note = fields.Text()

    def action_decide(self):
        """Carry out the decision; the request itself checks who may.

        :return: window action on the lead, or the closing of the dialog
        """
        self.ensure_one()
        if self.decision == "approved":
            return self.approval_id.action_approve(note=self.note)
        self.approval_id.action_refuse(note=self.note)
        return {"type": "ir.actions.act_window_close"}
