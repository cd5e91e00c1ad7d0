from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # Outcomes
    crm_plus_ask_won_reason = fields.Boolean(
        "Ask for a Won Reason",
        config_parameter="crm_plus.ask_won_reason",
        help="The Won button asks why the deal was won.",
    )
    group_crm_plus_add_lost_reason = fields.Boolean(
        "Sellers May Add Lost Reasons",
        implied_group="crm_plus.group_add_lost_reason",
        group="sales_team.group_sale_salesman",
        help="Sellers type a reason that is missing; a manager reviews it later.",
    )
    crm_plus_restore_stage = fields.Selection(
        [("first", "The first stage of the team"), ("old", "The stage it was in")],
        string="Restore Closed Leads To",
        config_parameter="crm_plus.restore_stage",
        default="first",
        help="What the Restore dialog proposes.",
    )
    crm_plus_winback_reminder = fields.Boolean(
        "Win-back Reminders",
        config_parameter="crm_plus.winback_reminder",
        help="Create an activity for the salesperson when a re-contact date is due.",
    )
