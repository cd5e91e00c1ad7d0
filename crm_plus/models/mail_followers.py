from odoo import api, fields, models


class MailFollowers(models.Model):
    """Remember who added a follower: private notes depend on it."""

    _inherit = "mail.followers"

    added_by_id = fields.Many2one(
        "res.users",
        string="Follower Added By",
        ondelete="set null",
        readonly=True,
        help="Who added the follower. Private notes written before are open to"
        " followers added by their author or by the owner of the record.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # no default on the field: it would fill the column of all old followers
        return super().create(
            [{**vals, "added_by_id": self.env.uid} for vals in vals_list]
        )
