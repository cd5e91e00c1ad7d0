from odoo import models


class MailActivitySchedule(models.TransientModel):
    _name = "mail.activity.schedule"
    _inherit = [
        "crm.plus.load.mail.activity.schedule.mixin",
        "mail.activity.schedule",
    ]
