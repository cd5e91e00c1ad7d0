from odoo import models


class ResPartner(models.Model):
    """A contact composed from the features of the sales desk."""

    _name = "res.partner"
    _inherit = [
        "crm.plus.phone.call.partner.mixin",
        "crm.plus.conversion.partner.mixin",
        "crm.plus.note.mixin",
        "res.partner",
    ]

    # Calls look for their contact by it; stock only stores it. An index of its own
    # goes with the addon, where "index" on a field of stock's would stay behind.
    _phone_sanitized_idx = models.Index(
        "(phone_sanitized) WHERE phone_sanitized IS NOT NULL"
    )
