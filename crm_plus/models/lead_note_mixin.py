from odoo import models


class CrmPlusLeadNoteMixin(models.AbstractModel):
    """Notes of a lead, which survive the merge of leads."""

    _name = "crm.plus.lead.note.mixin"
    _inherit = "crm.plus.note.mixin"
    _description = "Notes of a lead"

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        opportunities._move_notes_to(self)
        return result
