from odoo import api, fields, models


class CrmPlusWonReason(models.Model):
    """Why a deal was won."""

    _name = "crm.plus.won.reason"
    _description = "Won Reason"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Leave empty to use the reason in every company."
    )
    episode_count = fields.Integer(
        "Won Deals",
        compute="_compute_episode_count",
        help="Won episodes that name this reason.",
    )

    @api.depends_context("uid")
    def _compute_episode_count(self):
        counts = dict(
            self.env["crm.plus.outcome"]._read_group(
                [("won_reason_id", "in", self.ids)], ["won_reason_id"], ["__count"]
            )
        )
        for reason in self:
            reason.episode_count = counts.get(reason, 0)

    def action_view_outcomes(self):
        """Open the won episodes that name this reason.

        :return: window action
        :rtype: dict
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_plus.crm_plus_outcome_action"
        )
        return {
            **action,
            "domain": [("won_reason_id", "in", self.ids)],
            "context": {},
        }
