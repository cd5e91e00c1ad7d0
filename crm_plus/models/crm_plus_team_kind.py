from odoo import api, fields, models
from odoo.exceptions import UserError

from .team_kind_mixin import TICKS


class CrmPlusTeamKind(models.Model):
    """What a team does, and what kind of deal belongs to it.

    A kind stands on teams (what the team does) and on deals (the deal type). A
    deal of a kind is proposed to a team of that kind; the ticks of the kind are
    the ones a new team of that kind starts with.
    """

    _name = "crm.plus.team.kind"
    _description = "Team Kind"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer(string="Color Index")
    company_id = fields.Many2one(
        "res.company", index=True, help="Leave empty to share it by all companies."
    )
    use_leads = fields.Boolean(
        string="Leads", default=True, help="A new team of this kind qualifies leads."
    )
    use_opportunities = fields.Boolean(
        string="Pipeline",
        default=True,
        help="A new team of this kind works on opportunities.",
    )
    use_quotations = fields.Boolean(
        string="Quotations",
        default=True,
        help="A new team of this kind may make quotations for its deals.",
    )
    team_ids = fields.One2many("crm.team", "team_kind_id", string="Teams")
    team_count = fields.Integer(compute="_compute_team_count")
    has_leads = fields.Boolean(
        compute="_compute_has_documents", export_string_translation=False
    )
    has_opportunities = fields.Boolean(
        compute="_compute_has_documents", export_string_translation=False
    )
    has_quotations = fields.Boolean(
        compute="_compute_has_documents", export_string_translation=False
    )

    @api.depends("team_ids")
    def _compute_team_count(self):
        counts = dict(
            self.env["crm.team"]._read_group(
                [("team_kind_id", "in", self.ids)], ["team_kind_id"], ["__count"]
            )
        )
        for kind in self:
            kind.team_count = counts.get(kind, 0)

    @api.depends(
        *TICKS,
        *(f"team_ids.{tick}" for tick in TICKS),
    )
    def _compute_has_documents(self):
        """What the teams of a kind work on; without teams, what new ones would."""
        for kind in self:
            for tick in TICKS:
                ticked = (kind.team_ids or kind).filtered(tick)
                kind[tick.replace("use_", "has_")] = bool(ticked)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: a deal the user may not read uses the kind all the same
        used = self.sudo().with_context(active_test=False)
        kinds = (
            used.env["crm.team"].search([("team_kind_id", "in", self.ids)]).team_kind_id
            | used.env["crm.lead"]
            .search([("deal_kind_id", "in", self.ids)], limit=1)
            .deal_kind_id
        )
        if kinds:
            raise UserError(
                self.env._(
                    "Teams or deals are of the kind %(kind)s. Archive it instead: it "
                    "can no longer be chosen then, and nothing is lost.",
                    kind=kinds[0].name,
                )
            )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_open_pipeline(self):
        """Open the deals of this kind; a deal made there is of this kind.

        :return: window action on ``crm.lead``
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "crm_plus.crm_lead_action_team_kind"
        )
        action["display_name"] = self.name
        action["context"] = {
            "search_default_deal_kind_id": self.id,
            "default_deal_kind_id": self.id,
            "default_type": "opportunity",
        }
        return action

    def action_open_leads(self):
        """Open the leads of this kind; a lead made there is of this kind.

        :return: window action on ``crm.lead``
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("crm.crm_lead_all_leads")
        action["display_name"] = self.name
        action["context"] = {
            "search_default_deal_kind_id": self.id,
            "default_deal_kind_id": self.id,
            "default_type": "lead",
        }
        return action

    def action_open_teams(self):
        """Open the teams of this kind.

        :return: window action on ``crm.team``
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sales_team.crm_team_action_pipeline"
        )
        action["display_name"] = self.name
        action["context"] = {
            "search_default_team_kind_id": self.id,
            "default_team_kind_id": self.id,
        }
        return action

    def action_open_quotations(self):
        """Open the quotations and orders of the teams of this kind.

        :return: window action on ``sale.order``
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sale.action_quotations")
        action["display_name"] = self.name
        action["context"] = {"search_default_team_kind_id": self.id}
        return action
