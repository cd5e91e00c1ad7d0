from odoo import models


class MailActivity(models.Model):
    """An activity composed from the features of the sales desk."""

    _name = "mail.activity"
    _inherit = [
        "crm.plus.access.mail.activity.mixin",
        "crm.plus.phone.call.activity.mixin",
        "crm.plus.reminder.activity.mixin",
        "crm.plus.snooze.mail.activity.mixin",
        "crm.plus.queue.mail.activity.mixin",
        "crm.plus.load.mail.activity.mixin",
        "crm.plus.my.day.mail.activity.mixin",
        "mail.activity",
    ]
