from odoo import models


class CrmLead(models.Model):
    """A lead composed from the features of the sales desk.

    Nothing but composition lives here. The mixins stand *before* ``crm.lead``
    so that their overrides wrap the stock ones.
    """

    _name = "crm.lead"
    _inherit = [
        "crm.plus.lead.history.mixin",
        "crm.plus.winback.mixin",
        "crm.plus.outcome.action.mixin",
        "crm.plus.outcome.mixin",
        "crm.plus.conversion.mixin",
        "crm.plus.counter.mixin",
        "crm.plus.phone.call.mixin",
        "crm.plus.note.mixin",
        "crm.lead",
    ]
