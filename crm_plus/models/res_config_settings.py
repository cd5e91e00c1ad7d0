from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # Activities
    activity_reschedule_days = fields.Integer(
        related="company_id.activity_reschedule_days", readonly=False
    )
    activity_tasks_per_day = fields.Integer(
        related="company_id.activity_tasks_per_day", readonly=False
    )
