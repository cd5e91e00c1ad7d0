from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # access: deletion of own teams' leads
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
