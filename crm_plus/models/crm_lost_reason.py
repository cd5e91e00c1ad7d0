from odoo import models


class CrmLostReason(models.Model):
    _inherit = "crm.lost.reason"
