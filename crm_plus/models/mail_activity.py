from odoo import models


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = [
        "crm.plus.phone.call.activity.mixin",
        "crm.plus.reminder.activity.mixin",
        "mail.activity",
    ]
