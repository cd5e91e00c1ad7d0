from odoo import models


class CrmTeam(models.Model):
    """A sales team composed from the features of the sales desk."""

    _name = "crm.team"
    _inherit = ["crm.plus.team.batch.mixin", "crm.team"]
