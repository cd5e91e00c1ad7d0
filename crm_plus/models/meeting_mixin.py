from odoo import fields, models


class CrmPlusMeetingMixin(models.AbstractModel):
    """Meetings belong to leads as well as to opportunities."""

    _name = "crm.plus.meeting.mixin"
    _description = "Meetings of a lead"

    opportunity_id = fields.Many2one(
        "crm.lead",
        "Lead/Opportunity",
        domain=[],
        index=True,
        ondelete="set null",
    )
