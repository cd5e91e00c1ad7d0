from odoo import models


class MailActivitySchedule(models.TransientModel):
    _name = "mail.activity.schedule"
    _inherit = [
        "crm.plus.phone.call.activity.schedule.mixin",
        "mail.activity.schedule",
    ]
