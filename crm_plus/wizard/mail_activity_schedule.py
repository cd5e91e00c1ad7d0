from odoo import models


class MailActivitySchedule(models.TransientModel):
    """The scheduling dialog composed from the features of the sales desk."""

    _name = "mail.activity.schedule"
    _inherit = [
        "crm.plus.load.mail.activity.schedule.mixin",
        "crm.plus.phone.call.activity.schedule.mixin",
        "mail.activity.schedule",
    ]
