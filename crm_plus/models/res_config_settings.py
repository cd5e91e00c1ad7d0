from odoo import api, fields, models


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

    # Activities
    activity_reschedule_days = fields.Integer(
        related="company_id.activity_reschedule_days", readonly=False
    )
    activity_tasks_per_day = fields.Integer(
        related="company_id.activity_tasks_per_day", readonly=False
    )

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

    # Deletion of own teams' leads
    lead_deletion_level = fields.Selection(
        [
            ("manager", "Administrators only"),
            ("all", "Users with all documents, too"),
            ("leader", "Team leaders, too"),
            ("own", "All sellers"),
        ],
        string="Deletion of Leads",
        required=True,
        default="manager",
        help="Administrators delete any lead. The others delete leads of the teams"
        " they belong to or lead only, among those their level lets them see as"
        " theirs.",
    )

    @api.model
    def get_values(self):
        values = super().get_values()
        deletion = self.env.ref("crm_plus.group_delete_team_leads")
        values["lead_deletion_level"] = next(
            (
                level
                for level, group in self._get_lead_deletion_groups().items()
                if deletion in group.all_implied_ids
            ),
            "manager",
        )
        return values

    def set_values(self):
        result = super().set_values()
        level = self.lead_deletion_level
        if level == self.get_values()["lead_deletion_level"]:
            return result
        deletion = self.env.ref("crm_plus.group_delete_team_leads")
        groups = self._get_lead_deletion_groups()
        # sudo: settings are applied as stock applies its groups
        self.env["res.groups"].concat(*groups.values()).sudo()._remove_group(deletion)
        if level in groups:
            groups[level].sudo()._apply_group(deletion)  # sudo: as above
        return result

    def _get_lead_deletion_groups(self):
        """Return the steps of the ladder that may get the option, lowest first."""
        return {
            "own": self.env.ref("sales_team.group_sale_salesman"),
            "leader": self.env.ref("crm_plus.group_team_leader"),
            "all": self.env.ref("sales_team.group_sale_salesman_all_leads"),
        }
