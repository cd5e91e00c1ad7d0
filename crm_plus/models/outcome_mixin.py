from odoo import models


class CrmPlusOutcomeMixin(models.AbstractModel):
    """Keep wins and losses of a lead as episodes."""

    _name = "crm.plus.outcome.mixin"
    _description = "Lead outcome episodes"
