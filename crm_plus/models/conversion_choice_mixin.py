from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


def _words(html):
    return Markup(html or "").striptags().split()


class CrmPlusConversionChoiceMixin(models.AbstractModel):
    """The choices made in a conversion dialog, kept to be carried out later.

    What the user chose himself is kept; what the dialog proposed follows the lead
    until then.
    """

    _name = "crm.plus.conversion.choice.mixin"
    _description = "Choices of a conversion"

    summary = fields.Html(
        "What Will Happen",
        sanitize=True,
        help="What the requester saw before asking. Companies and people found "
        "at the moment of approval count, so that no double is created.",
    )
    preview = fields.Html(
        "What Approving Does Now", compute="_compute_preview", sanitize=False
    )
    is_outdated = fields.Boolean(
        "Changed Since the Request",
        compute="_compute_preview",
        export_string_translation=False,
    )
    options = fields.Json(
        help="Choices made in the conversion dialog.", export_string_translation=False
    )

    @api.depends("can_withdraw", "summary")
    @api.depends_context("uid", "lang")
    def _compute_preview(self):
        """Show a pending request to those it concerns as it would be carried out.

        The lead and the customers in the database may have changed meanwhile.
        """
        self.preview = False
        self.is_outdated = False
        for approval in self.filtered("can_withdraw"):
            approval.preview = approval._get_preview(self.env.lang)
            if approval.summary:
                # in the language of the summary
                asked = approval._get_preview(approval.requester_id.lang)
                approval.is_outdated = _words(asked) != _words(approval.summary)

    def _convert(self):
        """Convert the lead with the choices of its requester."""
        self.ensure_one()
        # Conditions hold for approvals too; the superuser below passes the gate.
        # sudo: the lead may be out of the approver's own documents.
        lead = self.sudo().lead_id
        gate = lead._get_conversion_gates()[lead.id]
        if gate.state == "blocked":
            raise UserError(lead._get_gate_message(gate))
        wizard = self._get_wizards().create(self._prepare_wizard_values())
        wizard.action_apply()

    def _get_wizards(self):
        """The conversion dialog, opened on the lead of the request."""
        lead = self.lead_id
        # sudo: the approver lends his authority to the requester's choices.
        wizards = self.env["crm.lead2opportunity.partner"].sudo()
        return wizards.with_company(self.company_id or self.env.company).with_context(
            active_model="crm.lead", active_id=lead.id, active_ids=lead.ids
        )

    def _get_preview(self, lang):
        """What carrying out the request would do now, in a language, as HTML."""
        self.ensure_one()
        # sudo: options are for the system; the reader is one the request concerns
        values = self.sudo()._prepare_wizard_values()
        return self._get_wizards().with_context(lang=lang).new(values).preview

    def _prepare_wizard_values(self):
        """Choices of the requester, without records deleted since."""
        wizard_fields = self.env["crm.lead2opportunity.partner"]._fields
        values = {"lead_id": self.lead_id.id, "approval_id": self.id}
        for name, value in (self.options or {}).items():
            field = wizard_fields.get(name)
            if field is None:
                continue
            if field.type == "many2many":
                records = self.env[field.comodel_name].browse(value).exists()
                values[name] = [Command.set(records.ids)]
            elif field.type != "many2one":
                values[name] = value
            elif value := self.env[field.comodel_name].browse(value or ()).exists().id:
                # What was left open is looked for again: it may exist by now.
                values[name] = value
        return values
