from odoo import models


class CrmPlusConversionMixin(models.AbstractModel):
    """Conversion of a lead under the conditions of its team."""

    _name = "crm.plus.conversion.mixin"
    _description = "Lead conversion"
