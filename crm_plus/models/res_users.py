from odoo import models


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["crm.plus.activity.user.mixin", "res.users"]
