from odoo import fields, models


class CrmPlusPhoneChannelSecret(models.TransientModel):
    """Shows a secret once; nothing is stored."""

    _name = "crm.plus.phone.channel.secret"
    _description = "Secret of a Telephone System"

    secret = fields.Char(store=False, readonly=True)
