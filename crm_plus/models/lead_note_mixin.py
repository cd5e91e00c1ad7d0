from odoo import models


class CrmPlusLeadNoteMixin(models.AbstractModel):
    """Notes of a lead, which survive the merge of leads."""

    _name = "crm.plus.lead.note.mixin"
    _inherit = "crm.plus.note.mixin"
    _description = "Notes of a lead"

    def _get_dependent_domains(self):
        return {
            **super()._get_dependent_domains(),
            "crm.plus.note": self._get_note_domain(),
        }
