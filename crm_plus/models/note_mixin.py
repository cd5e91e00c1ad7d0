from odoo import models


class CrmPlusNoteMixin(models.AbstractModel):
    """Titled, pinned and private notes of a record."""

    _name = "crm.plus.note.mixin"
    _description = "Notes of a record"
