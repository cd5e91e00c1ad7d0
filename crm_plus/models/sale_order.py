from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    team_kind_id = fields.Many2one(related="team_id.team_kind_id")

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._check_team_quotation()
        return orders

    def write(self, vals):
        # An order that leaves one deal for another, as when deals are merged, was
        # allowed when it was made.
        unlinked = self.browse()
        if vals.get("opportunity_id"):
            unlinked = self.filtered(lambda order: not order.opportunity_id)
        result = super().write(vals)
        unlinked._check_team_quotation()
        return result

    def action_quotation_send(self):
        """Refuse who may not change the order before he composes the e-mail.

        :return: action that opens the composer
        :raise AccessError: when the user may not change the order
        """
        self.check_access("write")
        return super().action_quotation_send()

    def _check_team_quotation(self):
        """Refuse quotations of deals whose team makes none."""
        # sudo: the team of a deal decides, whoever may read the deal
        self.sudo().opportunity_id._check_quotation_allowed()
