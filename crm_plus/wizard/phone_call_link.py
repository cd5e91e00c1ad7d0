from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmPlusPhoneCallLink(models.TransientModel):
    """Link a call to the lead, opportunity or contact it was about."""

    _name = "crm.plus.phone.call.link"
    _description = "Link Phone Call"
    _inherit = ["crm.plus.link.guard.mixin"]

    _guarded_links = {"call_id": "read", "lead_id": "read", "partner_id": "read"}

    call_id = fields.Many2one(
        "crm.plus.phone.call", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="call_id.company_id")
    phone = fields.Char(related="call_id.phone")
    candidate_partner_ids = fields.Many2many(related="call_id.candidate_partner_ids")
    lead_id = fields.Many2one(
        "crm.lead",
        "Lead / Opportunity",
        compute="_compute_lead_id",
        store=True,
        readonly=False,
        check_company=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Contact",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        check_company=True,
    )
    has_number = fields.Boolean(compute="_compute_has_number")
    link_number = fields.Boolean(
        "Link Other Calls of This Number",
        default=True,
        help="Other calls of this number that nobody linked yet are linked too.",
    )
    keep_number = fields.Boolean(
        "Save the Number on the Contact",
        help="So that the next call of this number finds the contact.",
    )

    @api.depends("call_id")
    def _compute_lead_id(self):
        for wizard in self:
            wizard.lead_id = wizard.call_id.lead_id

    @api.depends("call_id", "lead_id")
    def _compute_partner_id(self):
        for wizard in self:
            wizard.partner_id = (
                wizard.lead_id.partner_id
                or wizard.partner_id
                or wizard.call_id.partner_id
            )

    @api.depends("partner_id", "phone")
    def _compute_has_number(self):
        for wizard in self:
            wizard.has_number = wizard.partner_id.phone or not wizard.phone

    def action_link(self):
        """Link the call as chosen.

        :return: action that closes the wizard
        :raise UserError: when nothing was chosen
        """
        self.ensure_one()
        if not (self.lead_id or self.partner_id):
            raise UserError(self.env._("Choose a lead, an opportunity or a contact."))
        values = {"lead_id": self.lead_id.id, "partner_id": self.partner_id.id}
        self.call_id.write(values)
        if self.link_number and self.call_id.phone_sanitized:
            self._get_unknown_calls().write(values)
        if self.keep_number and not self.has_number:
            self.partner_id.phone = self.phone
        return {"type": "ir.actions.act_window_close"}

    def _get_unknown_calls(self):
        """Other calls of the number, as far as the user sees them."""
        return self.env["crm.plus.phone.call"].search(
            [
                ("phone_sanitized", "=", self.call_id.phone_sanitized),
                ("company_id", "=", self.company_id.id),
                ("is_unknown", "=", True),
            ]
        )
