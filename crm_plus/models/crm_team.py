from odoo import models


class CrmTeam(models.Model):
    """A sales team composed from the features of the sales desk.

    The mixins stand *before* ``crm.team`` so that their overrides wrap stock.
    """

    _name = "crm.team"
    _inherit = [
        "crm.plus.team.batch.mixin",
        "crm.plus.conversion.team.mixin",
        "crm.plus.team.kind.mixin",
        "crm.plus.team.sender.mixin",
        "crm.plus.team.target.mixin",
        "crm.plus.team.card.mixin",
        "crm.team",
    ]
