from odoo import models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = [
        "crm.plus.phone.call.mixin",
        "crm.plus.note.mixin",
        "crm.plus.conversion.partner.mixin",
        "res.partner",
    ]
