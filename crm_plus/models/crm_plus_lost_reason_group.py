from odoo import fields, models


class CrmPlusLostReasonGroup(models.Model):
    """A family of lost reasons, such as price or timing."""

    _name = "crm.plus.lost.reason.group"
    _description = "Lost Reason Group"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Leave empty to use the group in every company."
    )
    reason_ids = fields.One2many("crm.lost.reason", "group_id", string="Lost Reasons")
    reason_count = fields.Integer(
        "Reasons", compute="_compute_reason_count", help="Reasons in this group."
    )

    def _compute_reason_count(self):
        counts = dict(
            self.env["crm.lost.reason"]._read_group(
                [("group_id", "in", self.ids)], ["group_id"], ["__count"]
            )
        )
        for group in self:
            group.reason_count = counts.get(group, 0)
