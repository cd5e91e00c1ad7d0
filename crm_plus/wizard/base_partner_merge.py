from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_reference_fields(self, src_partners, dst_partner):
        # stock moves what it knows to be linked by model and id; notes are too
        src_partners._move_notes_to(dst_partner)
        return super()._update_reference_fields(src_partners, dst_partner)
