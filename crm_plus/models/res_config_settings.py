from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # Phone calls
    group_use_phone_calls = fields.Boolean(
        "Phone Calls",
        group="sales_team.group_sale_salesman,crm_plus.group_auditor",
        implied_group="crm_plus.group_use_phone_calls",
    )
    missed_call_response_minutes = fields.Integer(
        "Call Back Within",
        config_parameter="crm_plus.missed_call_response_minutes",
        help="Working minutes within which a missed call wants an answer; 0 sets no "
        "deadline.",
    )
