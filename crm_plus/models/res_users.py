from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    phone_extension = fields.Char(
        help="Number of this user in the telephone system, by which calls find him."
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["phone_extension"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["phone_extension"]
