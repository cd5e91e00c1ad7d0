from odoo import models


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"
