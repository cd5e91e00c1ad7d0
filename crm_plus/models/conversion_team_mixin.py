from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmPlusConversionTeamMixin(models.AbstractModel):
    """Rules by which the leads of a team are converted."""

    _name = "crm.plus.conversion.team.mixin"
    _description = "Conversion rules of a team"

    conversion_min_probability = fields.Float(
        "Direct Conversion From (%)",
        tracking=True,
        help="Leads with a lower chance of success need the approval of the team "
        "leader or a sales administrator. Zero: every lead is converted directly.",
    )
    conversion_automated_only = fields.Boolean(
        "Computed Chance Only",
        tracking=True,
        help="Compare the computed chance with the threshold and ignore one that "
        "somebody typed in.",
    )
    conversion_condition_ids = fields.One2many(
        "crm.plus.conversion.condition", "team_id", "Conversion Conditions", copy=True
    )
    conversion_pending_count = fields.Integer(
        "Conversions to Approve", compute="_compute_conversion_pending_count"
    )

    @api.depends_context("uid")
    def _compute_conversion_pending_count(self):
        groups = self.env["crm.plus.conversion.approval"]._read_group(
            [("team_id", "in", self.ids), ("state", "=", "pending")],
            ["team_id"],
            ["__count"],
        )
        counts = {team.id: count for team, count in groups}
        for team in self:
            team.conversion_pending_count = counts.get(team.id, 0)

    @api.constrains("conversion_min_probability")
    def _check_conversion_min_probability(self):
        for team in self:
            if not 0 <= team.conversion_min_probability <= 100:
                raise ValidationError(
                    self.env._(
                        "The chance for direct conversion must be between 0 % "
                        "and 100 %."
                    )
                )

    def action_open_conversion_approvals(self):
        """Open the requests of this team that wait for a decision.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_plus.crm_plus_conversion_approval_action"
        )
        action["context"] = {"search_default_pending": 1}
        action["domain"] = [("team_id", "=", self.id)]
        return action

    def _is_conversion_approver(self):
        """Whether the current user may approve conversions of this team.

        The team's leader may, and every sales administrator.
        """
        user = self.env.user
        return user.has_group("sales_team.group_sale_manager") or (
            bool(self.user_id) and user == self.user_id
        )

    def _get_conversion_approver(self):
        """The user to ask: the team's leader, else a sales administrator.

        :return: a user, empty when nobody can decide
        """
        self.ensure_one()
        leader = self.user_id
        # A leader without a sales role could not even open the request.
        if leader.active and leader.has_group("sales_team.group_sale_salesman"):
            return leader
        # sudo: who is an administrator is not the salesperson's to read.
        managers = self.env.ref("sales_team.group_sale_manager").sudo().all_user_ids
        company = self.company_id or self.env.company
        return (
            managers.filtered(
                lambda user: (
                    user.active
                    and not user.share
                    and user != self.env.ref("base.user_root")
                    and company in user.company_ids
                )
            )
            .sorted("id")[:1]
            .sudo(False)
        )
