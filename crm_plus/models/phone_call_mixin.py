from odoo import models


class CrmPlusPhoneCallMixin(models.AbstractModel):
    """Phone calls of a record."""

    _name = "crm.plus.phone.call.mixin"
    _description = "Phone calls of a record"
