from odoo import fields, models


class MailActivityType(models.Model):
    _name = "mail.activity.type"
    _inherit = ["crm.plus.reminder.activity.type.mixin", "mail.activity.type"]

    category = fields.Selection(
        selection_add=[("reminder", "Reminder")], ondelete={"reminder": "set default"}
    )
