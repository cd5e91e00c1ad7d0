from odoo import models


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = [
        "crm.plus.access.mail.activity.mixin",
        "mail.activity",
    ]
