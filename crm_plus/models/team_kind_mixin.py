from odoo import api, fields, models

TICKS = ("use_leads", "use_opportunities", "use_quotations")


class CrmPlusTeamKindMixin(models.AbstractModel):
    """Kind of a team, and the tick that lets it make quotations."""

    _name = "crm.plus.team.kind.mixin"
    _description = "Kind of a team"

    team_kind_id = fields.Many2one(
        "crm.plus.team.kind",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        check_company=True,
        help="Deals of this type are proposed to the team.",
    )
    use_quotations = fields.Boolean(
        string="Quotations",
        default=True,
        help="Untick it when this team does not make quotations for its deals.",
    )

    @api.onchange("team_kind_id")
    def _onchange_team_kind_id(self):
        """Propose the ticks of the kind; an existing team keeps its own."""
        if self.team_kind_id and not self._origin:
            for tick in TICKS:
                self[tick] = self.team_kind_id[tick]

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [{**self._get_kind_ticks(vals), **vals} for vals in vals_list]
        )

    def _get_kind_ticks(self, vals):
        """Ticks a new team of the kind in ``vals`` starts with."""
        kind = self.env["crm.plus.team.kind"].browse(vals.get("team_kind_id") or ())
        return {tick: kind[tick] for tick in TICKS} if kind else {}

    def _has_seller(self, user):
        """Whether ``user`` works in the team or leads it."""
        self.ensure_one()
        # sudo: who is in a team decides, whoever looks; nothing is given away
        team = self.sudo()
        return bool(user) and user.id in (team.member_ids | team.user_id).ids

    def _get_strangers(self, users):
        """Return who works in which of the teams not, in one query for all.

        None is needed for those whose main team it is, which are most.

        :param users: ``res.users`` recordset
        :return: set of (team, user)
        """
        # sudo: who is in a team decides, as in _has_seller
        teams, users, members = (
            records.sudo() for records in (self, users, self.env["crm.team.member"])
        )
        doubtful = {
            (team, user)
            for team in teams
            for user in users
            if user not in team.user_id and user.sale_team_id != team
        }
        if not doubtful:
            return set()
        pairs = members._read_group(
            [("crm_team_id", "in", self.ids), ("user_id", "in", users.ids)],
            ["crm_team_id", "user_id"],
        )
        return doubtful - set(pairs)

    def _allocate_leads(self, creation_delta_days=7):
        """A team that the assignment gives out is not one set by hand."""
        teams = self.with_context(crm_plus_team_assigned=True)
        return super(CrmPlusTeamKindMixin, teams)._allocate_leads(
            creation_delta_days=creation_delta_days
        )
