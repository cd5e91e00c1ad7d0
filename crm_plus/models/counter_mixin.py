from odoo import models


class CrmPlusCounterMixin(models.AbstractModel):
    """Days to assign, days to close and meetings of a lead."""

    _name = "crm.plus.counter.mixin"
    _description = "Lead counters"
