from odoo import api, fields, models
from odoo.fields import Domain


class CrmPlusTeamChoiceMixin(models.AbstractModel):
    """Which team a deal belongs to.

    Stock lets the team follow the salesperson. On top of that:

    * the deal type proposes a team of its kind, the salesperson's own first;
    * a team chosen by hand stays, whatever happens to salesperson and deal type,
      until it is emptied or told to follow again. Chosen by hand means: picked in
      the form, written on its own, or given together with a salesperson who is
      not in it;
    * nothing of this is silent: the form names a salesperson outside the team, a
      team of another kind, and a team that has just been replaced.
    """

    _name = "crm.plus.team.choice.mixin"
    _description = "Team of a lead"

    # Stock's field: named here for the related field below, nothing is changed.
    team_id = fields.Many2one("crm.team")
    deal_kind_id = fields.Many2one(
        "crm.plus.team.kind",
        string="Deal Type",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        check_company=True,
        help="Kind of deal, such as a renewal. It proposes a team of that kind.",
    )
    team_kind_id = fields.Many2one(related="team_id.team_kind_id")
    team_is_chosen = fields.Boolean(
        string="Team Set by Hand",
        help="The team stays when the salesperson or the deal type changes.",
    )
    team_warning = fields.Char(compute="_compute_team_warning")

    # ------------------------------------------------------------
    # Compute and onchange
    # ------------------------------------------------------------

    @api.depends("deal_kind_id", "team_is_chosen")
    def _compute_team_id(self):
        free = self.filtered(lambda lead: not (lead.team_is_chosen and lead.team_id))
        proposals = free.filtered("deal_kind_id")._propose_teams_of_kind()
        for lead, team in proposals.items():
            lead.team_id = team
        others = free - self.browse().concat(*proposals)
        return super(CrmPlusTeamChoiceMixin, others)._compute_team_id()

    @api.depends("team_id", "user_id", "deal_kind_id")
    def _compute_team_warning(self):
        strangers = self.team_id._get_strangers(self.user_id)
        for lead in self:
            team, user = lead.team_id, lead.user_id
            lead.team_warning = False
            if (team, user) in strangers:
                lead.team_warning = lead.env._(
                    "%(user)s is not a member of the team %(team)s.",
                    user=user.name,
                    team=team.name,
                )
            elif (
                lead.deal_kind_id
                and team.team_kind_id
                and team.team_kind_id != lead.deal_kind_id
            ):
                lead.team_warning = lead.env._(
                    "The team %(team)s works on deals of type %(kind)s.",
                    team=team.name,
                    kind=team.team_kind_id.name,
                )

    @api.onchange("user_id", "deal_kind_id", "type")
    def _onchange_team_notice(self):
        """Say so when the team of a saved deal is being replaced."""
        before = self._origin.team_id
        if not before or before == self.team_id or self.team_is_chosen:
            return None
        return {
            "warning": {
                "title": self.env._("Sales Team Changed"),
                "message": self.env._(
                    "The team changes from %(before)s to %(after)s. "
                    "Choose a team yourself to keep it.",
                    before=before.name,
                    after=self.team_id.name or self.env._("none"),
                ),
                "type": "notification",
            }
        }

    def onchange(self, values, field_names, fields_spec):
        """Mark a team that the user picks in the form as set by hand.

        An ``api.onchange`` method cannot tell a picked team from a computed one:
        it runs for both.
        """
        picked = "team_id" in field_names
        if picked:
            values = {**values, "team_is_chosen": bool(values.get("team_id"))}
            field_names = [*field_names, "team_is_chosen"]
        result = super().onchange(values, field_names, fields_spec)
        if picked and "team_is_chosen" in fields_spec:
            result["value"]["team_is_chosen"] = values["team_is_chosen"]
        return result

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._mark_chosen_team(vals) for vals in vals_list])

    def write(self, vals):
        if "team_id" in vals:
            vals = self._mark_chosen_team(vals, is_new=False)
        return super().write(vals)

    @api.model
    def _mark_chosen_team(self, vals, is_new=True):
        """Add to ``vals`` whether its team was set by hand.

        :param dict vals: values to create or write
        :param bool is_new: a new lead takes its team from an e-mail alias or a web
            form, too: without a salesperson that is no choice by hand
        :return: values to use instead
        """
        if "team_is_chosen" in vals or self.env.context.get("crm_plus_team_assigned"):
            return vals
        team = self.env["crm.team"].browse(vals.get("team_id") or ())
        user = self.env["res.users"].browse(vals.get("user_id") or ())
        if not team:
            chosen = False
        elif user:
            chosen = not team._has_seller(user)
        else:
            chosen = not is_new and "user_id" not in vals
        return {**vals, "team_is_chosen": chosen} if chosen or not is_new else vals

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_follow_salesperson(self):
        """Let the team follow the salesperson and the deal type again."""
        self.write({"team_is_chosen": False})

    # ------------------------------------------------------------
    # Proposal
    # ------------------------------------------------------------

    def _propose_teams_of_kind(self):
        """Choose a team of the kind of each deal.

        :return: dict lead -> team; a lead without a suitable team is not in it
        """
        teams = self.env["crm.team"].search(
            Domain("team_kind_id", "in", self.deal_kind_id.ids)
        )
        proposals = {}
        for lead in self:
            suitable = teams.filtered(lead._is_team_suitable)
            own = suitable.filtered(
                lambda team, user=lead.user_id: team._has_seller(user)
            )
            choice = own or suitable
            if choice:
                proposals[lead] = lead.team_id if lead.team_id in choice else choice[0]
        return proposals

    def _is_team_suitable(self, team):
        """Whether ``team`` takes deals like this one."""
        tick = "use_leads" if self.type == "lead" else "use_opportunities"
        companies = self.env.companies
        if self.user_id:
            companies &= self.user_id.company_ids
        return (
            team.team_kind_id == self.deal_kind_id
            and team[tick]
            and (not team.company_id or team.company_id in companies)
        )

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), "deal_kind_id"]
