from odoo import models


class ResPartner(models.Model):
    """A contact composed from the features of the sales desk."""

    _name = "res.partner"
    _inherit = [
        "crm.plus.phone.call.partner.mixin",
        "crm.plus.conversion.partner.mixin",
        "crm.plus.note.mixin",
        "res.partner",
    ]
