from odoo import models


class CrmPlusLeadHistoryMixin(models.AbstractModel):
    """Record every interval of a lead in the history table."""

    _name = "crm.plus.lead.history.mixin"
    _description = "Lead history"
