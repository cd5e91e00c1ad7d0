from odoo import fields, models


class MailActivityType(models.Model):
    """An activity type composed from the features of the sales desk."""

    _name = "mail.activity.type"
    _inherit = [
        "crm.plus.reminder.activity.type.mixin",
        "crm.plus.planning.mail.activity.type.mixin",
        "mail.activity.type",
    ]

    category = fields.Selection(
        selection_add=[("reminder", "Reminder")], ondelete={"reminder": "set default"}
    )
    delay_unit = fields.Selection(
        selection_add=[("working_days", "working days")],
        ondelete={"working_days": "set default"},
    )
