from odoo import api, fields, models

from ..core.phone_match import (
    ContactCandidate,
    LeadCandidate,
    best_contact,
    best_lead,
    pick_reading,
)

# Keeps a number in one piece in a text that runs from right to left.
ISOLATED = "\N{LEFT-TO-RIGHT ISOLATE}%s\N{POP DIRECTIONAL ISOLATE}"


class CrmPlusPhoneCallNumberMixin(models.AbstractModel):
    """The number of a call and whose number it is.

    A number typed in its local form is read in the country of the linked contact
    or lead and in that of the company; the rules are in ``core/phone_match.py``.
    A new call without contact and lead looks for both by its number, among what
    the user may see in the company of the call. What the user decides stays.
    """

    _name = "crm.plus.phone.call.number.mixin"
    _description = "Number of a phone call"

    phone = fields.Char("Number", compute="_compute_phone", store=True, readonly=False)
    phone_sanitized = fields.Char(index="btree_not_null")
    is_phone_unrecognized = fields.Boolean(
        "Unrecognised Number",
        compute="_compute_is_phone_unrecognized",
        store=True,
        help="The number is kept as typed, but no telephone number can be read in it.",
    )
    is_unknown = fields.Boolean(
        "Unknown Caller",
        compute="_compute_is_unknown",
        store=True,
        help="Neither a contact nor a lead is known for this call.",
    )
    candidate_partner_ids = fields.Many2many(
        "res.partner",
        string="Contacts with This Number",
        compute="_compute_candidate_partner_ids",
    )

    @api.model
    def _phone_get_country_field(self):
        # The country of a call follows from its number, not the other way round.
        return False

    def _phone_get_sanitize_triggers(self):
        return [*super()._phone_get_sanitize_triggers(), "lead_id", "company_id"]

    @api.depends("partner_id", "lead_id")
    def _compute_phone(self):
        for call in self:
            call.phone = call.phone or call.partner_id.phone or call.lead_id.phone

    @api.depends(lambda self: self._phone_get_sanitize_triggers())
    def _compute_phone_sanitized(self):
        for call in self:
            call.phone_sanitized = call.phone and pick_reading(
                (
                    self._phone_format_number(call.phone, country)
                    for country in call._get_phone_countries()
                ),
                {call.lead_id.phone_sanitized, call.partner_id.phone_sanitized},
            )

    @api.depends("phone", "phone_sanitized")
    def _compute_is_phone_unrecognized(self):
        for call in self:
            call.is_phone_unrecognized = call.phone and not call.phone_sanitized

    @api.depends("partner_id", "lead_id")
    def _compute_is_unknown(self):
        for call in self:
            call.is_unknown = not (call.partner_id or call.lead_id)

    @api.depends("phone_sanitized", "partner_id", "company_id")
    def _compute_candidate_partner_ids(self):
        asking = self.filtered(lambda call: not call.partner_id)
        (self - asking).candidate_partner_ids = False
        found = asking._search_contacts()
        for call in asking:
            call.candidate_partner_ids = found.get(call._get_match_key(), False)

    @api.onchange("phone")
    def _onchange_phone(self):
        if self.phone and not (self.partner_id or self.lead_id):
            self.update(self._find_matches().get(self, {}))

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        """An outgoing call goes to the number of whom it goes to."""
        outgoing = self.direction == "outbound" and not self._origin
        if outgoing and self.partner_id.phone:
            sanitized = self.partner_id.phone_sanitized
            if not sanitized or sanitized != self.phone_sanitized:
                self.phone = self.partner_id.phone

    @api.onchange("lead_id")
    def _onchange_lead_id(self):
        if self.lead_id.partner_id and not self.partner_id:
            self.partner_id = self.lead_id.partner_id

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(self._match_values(vals_list))

    def write(self, vals):
        result = super().write(vals)
        linked = {"partner_id", "lead_id"} & vals.keys()
        if "phone" in vals and not linked:
            # A call given away with the same change is no longer ours to link.
            mine = self._filtered_access("write").filtered("is_unknown")
            for call, values in mine._find_matches().items():
                # each call finds somebody else
                call.write(values)
        if vals.get("lead_id") and not vals.get("partner_id"):
            # sudo: as above, and the contact of the lead goes with the lead
            alone = self.sudo().filtered(lambda call: not call.partner_id)
            if contact := alone.lead_id.partner_id:
                alone.write({"partner_id": contact.id})
        return result

    @api.model
    def _match_values(self, vals_list):
        """Fill in the contact and the lead where nobody decided about them."""
        names = ("partner_id", "lead_id")
        decided = any(f"default_{name}" in self.env.context for name in names)
        calls = {
            index: self.new(
                {
                    "phone": vals["phone"],
                    "company_id": vals.get("company_id", self.env.company.id),
                    "user_id": vals.get("user_id", self.env.uid),
                }
            )
            for index, vals in enumerate(vals_list)
            # Who names a contact or a lead, be it none, has decided.
            if vals.get("phone") and not decided and not vals.keys() & set(names)
        }
        found = self.browse().concat(*calls.values())._find_matches()
        leads = self.env["crm.lead"].browse(
            {vals["lead_id"] for vals in vals_list if vals.get("lead_id")}
        )
        contacts = {lead.id: lead.partner_id.id for lead in leads}
        return [
            {
                **vals,
                **found.get(calls.get(index), {}),
                **(
                    {"partner_id": contacts[vals["lead_id"]]}
                    if vals.get("lead_id") and not vals.get("partner_id")
                    else {}
                ),
            }
            for index, vals in enumerate(vals_list)
        ]

    def _get_phone_countries(self):
        """The countries in which a local number of the call may be meant."""
        self.ensure_one()
        company = self.company_id or self.env.company
        countries = self.lead_id.country_id | self.partner_id.country_id
        # Without any country only international numbers can be read.
        return list(countries | company.country_id) or [self.env["res.country"]]

    def _get_match_key(self):
        return (self.company_id.id or self.env.company.id, self.phone_sanitized)

    def _find_matches(self):
        """Find the contact and the open lead of each number.

        :return: dict of call to the values that link it; calls without a match
            are absent
        """
        calls = self.filtered("phone_sanitized")
        leads, contacts = calls._search_leads(), calls._search_contacts()
        found = {}
        for call in calls:
            key = call._get_match_key()
            lead_id = best_lead(
                (
                    LeadCandidate(lead.id, lead.type == "opportunity", lead.user_id.id)
                    for lead in leads.get(key, ())
                ),
                call.user_id.id or None,
            )
            contact_id = best_contact(
                ContactCandidate(
                    contact.id,
                    contact.commercial_partner_id.id,
                    bool(contact.company_id),
                )
                for contact in contacts.get(key, ())
            )
            contact_id = (
                self.env["crm.lead"].browse(lead_id).partner_id.id or contact_id
            )
            values = {"lead_id": lead_id, "partner_id": contact_id}
            if any(values.values()):
                found[call] = {name: one for name, one in values.items() if one}
        return found

    def _get_number_in_text(self):
        """Return the number so that a sentence of any direction keeps it readable."""
        self.ensure_one()
        direction = self.env["res.lang"]._get_data(code=self.env.lang).direction
        if self.phone and direction == "rtl":
            return ISOLATED % self.phone
        return self.phone

    def _search_leads(self):
        """Open leads by company and number.

        :return: dict of ``(company id, number)`` to a ``crm.lead`` recordset
        """
        return self._search_by_number(
            "crm.lead",
            [("won_status", "=", "pending")],
            ["type", "user_id", "partner_id"],
        )

    def _search_contacts(self):
        """Contacts by company and number, see :meth:`_search_leads`."""
        return self._search_by_number("res.partner", [], ["commercial_partner_id"])

    def _search_by_number(self, model_name, domain, field_names):
        numbers = set(self.mapped("phone_sanitized")) - {False}
        found = {}
        if not numbers:
            return found
        companies = {call._get_match_key()[0] for call in self}
        records = self.env[model_name].search_fetch(
            [
                ("phone_sanitized", "in", list(numbers)),
                ("company_id", "in", [*companies, False]),
                *domain,
            ],
            ["phone_sanitized", "company_id", *field_names],
        )
        for company_id in companies:
            mine = records.filtered_domain([("company_id", "in", [company_id, False])])
            for number, group in mine.grouped("phone_sanitized").items():
                found[company_id, number] = group
        return found
