from odoo import models
from odoo.exceptions import AccessError


class CrmPlusProofMixin(models.AbstractModel):
    """Rows that prove what happened: the system writes them, users read them.

    Access rows and rules are data that an administrator can change. Here all but
    reading is refused whatever they say, by any way into the ORM: the row itself,
    commands of the lead's lists, copies, imports.
    """

    _name = "crm.plus.proof.mixin"
    _description = "Record of what happened"

    def _check_access(self, operation):
        if operation != "read" and not self.env.su:
            return self, self._make_proof_error
        return super()._check_access(operation)

    def _make_proof_error(self):
        return AccessError(
            self.env._(
                "“%(model)s” is the record of what happened: nobody creates, changes"
                " or deletes it by hand.",
                model=self.env["ir.model"]._get(self._name).name,
            )
        )
