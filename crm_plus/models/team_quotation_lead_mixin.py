from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmPlusTeamQuotationLeadMixin(models.AbstractModel):
    """New quotations of a deal, if its team makes any."""

    _name = "crm.plus.team.quotation.lead.mixin"
    _description = "Quotations of a lead"

    quotation_allowed = fields.Boolean(
        compute="_compute_quotation_allowed",
        compute_sudo=True,
        export_string_translation=False,
    )

    @api.depends("team_id.use_quotations")
    def _compute_quotation_allowed(self):
        for lead in self:
            lead.quotation_allowed = not lead.team_id or lead.team_id.use_quotations

    def action_sale_quotations_new(self):
        """Start a quotation.

        :return: window action
        :raise UserError: when the team of the deal makes no quotations
        """
        self._check_quotation_allowed()
        return super().action_sale_quotations_new()

    def action_new_quotation(self):
        """Open the form of a new quotation.

        :return: window action on ``sale.order``
        :raise UserError: when the team of the deal makes no quotations
        """
        self._check_quotation_allowed()
        return super().action_new_quotation()

    def action_view_sale_quotation(self):
        """Open the quotations of the deal.

        :return: window action on ``sale.order``
        """
        action = super().action_view_sale_quotation()
        if not self.quotation_allowed:
            action["context"] = {**action["context"], "create": False}
        return action

    def _check_quotation_allowed(self):
        refused = self.filtered(lambda lead: not lead.quotation_allowed)
        if refused:
            raise UserError(
                self.env._(
                    "The team %(team)s does not make quotations, so there can be "
                    "none for %(deal)s. Move the deal to another team, or ask the "
                    "administrator to tick Quotations on the team.",
                    team=refused[0].team_id.display_name,
                    deal=refused[0].display_name,
                )
            )
