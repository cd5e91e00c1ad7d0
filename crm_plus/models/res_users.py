from odoo import fields, models


class ResUsers(models.Model):
    """A user composed from the features of the sales desk."""

    _name = "res.users"
    _inherit = ["crm.plus.activity.user.mixin", "res.users"]

    phone_extension = fields.Char(
        help="Number of this user in the telephone system, by which calls find him."
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["phone_extension"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["phone_extension"]

    def _is_auditor_only(self):
        """Whether the user audits the sales desk and does not sell himself."""
        return self.has_group("crm_plus.group_auditor") and not self.has_group(
            "sales_team.group_sale_salesman"
        )
