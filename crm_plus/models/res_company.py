from odoo import models


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["crm.plus.activity.company.mixin", "res.company"]
