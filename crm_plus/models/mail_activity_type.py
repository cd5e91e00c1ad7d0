from odoo import fields, models


class MailActivityType(models.Model):
    _name = "mail.activity.type"
    _inherit = [
        "crm.plus.planning.mail.activity.type.mixin",
        "mail.activity.type",
    ]

    delay_unit = fields.Selection(
        selection_add=[("working_days", "working days")],
        ondelete={"working_days": "set default"},
    )
