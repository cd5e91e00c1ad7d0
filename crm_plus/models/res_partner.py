from odoo import models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = [
        "crm.plus.phone.call.partner.mixin",
        "crm.plus.note.mixin",
        "res.partner",
    ]
