from odoo import api, fields, models
from odoo.exceptions import UserError

REASONS = [
    ("contact", "already on the lead"),
    ("chosen", "chosen"),
    ("vat", "same tax number"),
    ("email", "same e-mail"),
    ("name", "same name"),
    ("domain", "same e-mail domain"),
    ("phone", "same phone"),
    ("colleague", "same name at the company"),
]

OPTION_FIELDS = (
    "name",
    "action",
    "user_id",
    "team_id",
    "force_assignment",
    "duplicated_lead_ids",
    "make_opportunity",
    "make_company",
    "make_person",
    "company_name",
    "company_vat",
    "is_other_company",
    "link_company_id",
    "person_name",
    "link_person_id",
)
# Of these a request keeps only what the requester chose himself; what the dialog
# proposed is proposed again when the request is carried out.
PROPOSED_FIELDS = frozenset(
    {
        "user_id",
        "team_id",
        "company_name",
        "person_name",
        "link_company_id",
        "link_person_id",
    }
)


class CrmPlusConversionPlanMixin(models.AbstractModel):
    """What a conversion creates and what it links, before and while it runs.

    The three ticks are independent. Unless the user changes them they describe
    what stock does with the same lead: its customer if it has one, else the
    person found by e-mail, else a new person, and a company when the lead names
    one. An existing person is put under a company only by the user's tick.
    """

    _name = "crm.plus.conversion.plan.mixin"
    _description = "Plan of a conversion"

    make_opportunity = fields.Boolean("Make an Opportunity", default=True)
    make_company = fields.Boolean(
        "Make a Company", compute="_compute_make_company", store=True, readonly=False
    )
    make_person = fields.Boolean(
        "Make a Person", compute="_compute_make_person", store=True, readonly=False
    )
    company_name = fields.Char(
        "New Company", compute="_compute_company_name", store=True, readonly=False
    )
    person_name = fields.Char(
        "New Person", compute="_compute_person_name", store=True, readonly=False
    )
    company_vat = fields.Char(
        "Tax ID", help="Finds an existing company, or is given to the new one."
    )
    link_company_id = fields.Many2one(
        "res.partner",
        "Existing Company",
        domain=[("is_company", "=", True)],
        compute="_compute_link_company_id",
        store=True,
        readonly=False,
    )
    link_person_id = fields.Many2one(
        "res.partner",
        "Existing Person",
        domain=[("is_company", "=", False)],
        compute="_compute_link_person_id",
        store=True,
        readonly=False,
    )
    # stored: what the user saw when he decided against it
    match_person_id = fields.Many2one(
        "res.partner", compute="_compute_link_person_id", store=True
    )
    match_person_reason = fields.Selection(
        REASONS, compute="_compute_link_person_id", store=True
    )
    match_company_id = fields.Many2one("res.partner", compute="_compute_match_company")
    match_company_reason = fields.Selection(REASONS, compute="_compute_match_company")
    is_other_company = fields.Boolean(
        "Another Company of That Name",
        help="Create a company although one that looks the same exists.",
    )

    def _get_planned_lead(self):
        """The lead the plan is about; a mass conversion plans none."""
        return self.lead_id

    def _get_planned_partner(self):
        """The customer stock would set: chosen, found by e-mail, or on the lead."""
        lead = self._get_planned_lead()
        return (self.partner_id or lead.partner_id) if lead else lead.partner_id

    @api.depends("lead_id")
    def _compute_company_name(self):
        for wizard in self:
            wizard.company_name = wizard._get_planned_lead().partner_name

    @api.depends("lead_id")
    def _compute_person_name(self):
        for wizard in self:
            lead = wizard._get_planned_lead()
            person = lead._get_person_name() if lead else False
            wizard.person_name = person or lead.name

    @api.depends(
        "lead_id",
        "partner_id",
        "commercial_partner_id",
        "company_name",
        "company_vat",
    )
    def _compute_match_company(self):
        for wizard in self:
            company, reason = wizard._find_company()
            wizard.match_company_id = company
            wizard.match_company_reason = reason

    def _find_company(self):
        """The company this conversion should use, and why."""
        self.ensure_one()
        lead = self._get_planned_lead()
        if not lead:
            return self.env["res.partner"], False
        partner = self._get_planned_partner()
        company = partner.commercial_partner_id
        if company.is_company:
            return company, self._get_partner_reason(partner)
        if self.commercial_partner_id:
            return self.commercial_partner_id, "chosen"
        return lead._match_company(self.company_name or "", self.company_vat)

    @api.depends("match_company_id")
    def _compute_link_company_id(self):
        for wizard in self:
            wizard.link_company_id = wizard.match_company_id

    @api.depends(
        "lead_id",
        "partner_id",
        "link_company_id",
        "match_company_id",
        "is_other_company",
    )
    def _compute_link_person_id(self):
        for wizard in self:
            company, chosen = wizard._get_linked_company(), wizard.link_person_id
            person, reason = wizard._find_person(company)
            wizard.match_person_id = person
            wizard.match_person_reason = reason
            # a change of the company leaves alone who belongs to it
            is_colleague = company and chosen.commercial_partner_id == company
            wizard.link_person_id = chosen if is_colleague else person

    def _find_person(self, company):
        """The person this conversion should use, and why."""
        self.ensure_one()
        partner, lead = self._get_planned_partner(), self._get_planned_lead()
        if partner.is_company or not (partner or lead):
            return self.env["res.partner"], False
        if partner:
            return partner, self._get_partner_reason(partner)
        return lead._match_person(company)

    def _get_partner_reason(self, partner):
        """Why stock would set this customer."""
        lead = self._get_planned_lead()
        if partner == lead.partner_id:
            return "contact"
        return "email" if partner == lead._find_matching_partner() else "chosen"

    @api.depends("lead_id", "action", "partner_id", "commercial_partner_id")
    def _compute_make_company(self):
        for wizard in self:
            partner, lead = wizard._get_planned_partner(), wizard._get_planned_lead()
            if partner:
                wizard.make_company = partner.commercial_partner_id.is_company
            else:
                wizard.make_company = wizard.action == "create" and bool(
                    wizard.commercial_partner_id
                    or lead.partner_name
                    or wizard.match_company_id
                )

    @api.depends("lead_id", "action", "partner_id")
    def _compute_make_person(self):
        for wizard in self:
            partner, lead = wizard._get_planned_partner(), wizard._get_planned_lead()
            if partner:
                wizard.make_person = not partner.is_company
            else:
                named = lead and lead._get_person_name()
                wizard.make_person = wizard.action == "create" and bool(
                    named or wizard.link_person_id or not wizard.make_company
                )

    # ------------------------------------------------------------
    # Execution
    # ------------------------------------------------------------

    def _get_linked_company(self):
        """The existing company to link: chosen, or found though it was cleared.

        Clearing the choice is not enough to create a second company of that
        name; the user has to say that he means another one.
        """
        self.ensure_one()
        if self.link_company_id or self.is_other_company:
            return self.link_company_id
        return self.match_company_id

    def _get_linked_person(self, lead, company):
        """The existing person to link: chosen, or there since the dialog opened.

        Nobody, when the user saw somebody there and cleared him.
        """
        self.ensure_one()
        if self.link_person_id or self.match_person_id:
            return self.link_person_id
        return lead._match_person(company)[0].filtered(
            lambda person: not person.is_company
        )

    def _check_plan(self):
        """Refuse plans that cannot be carried out.

        :raise UserError: telling what to choose
        """
        self.ensure_one()
        if not (self.make_opportunity or self.make_company or self.make_person):
            raise UserError(
                self.env._("Tick what the lead becomes: opportunity, company, person.")
            )
        company, person = self._get_linked_company(), self.link_person_id
        if self.make_company and not company and not self.company_name:
            raise UserError(self.env._("Name the new company or choose one."))
        if self.make_person and not person and not self.person_name:
            raise UserError(self.env._("Name the new person or choose one."))
        placed = self.make_company and self.make_person and person.parent_id
        if placed and person.commercial_partner_id != company:
            raise UserError(
                self.env._(
                    "%(person)s belongs to %(other)s. Choose that company, or "
                    "another person.",
                    person=person.name,
                    other=person.commercial_partner_id.name,
                )
            )

    def _apply_plan(self, lead):
        """Create and link the customer of a lead as the preview announced."""
        self.ensure_one()
        company = person = self.env["res.partner"]
        if self.make_company:
            if not self._get_linked_company():
                lead._claim_company(self.company_name)
            company = self._get_linked_company() or lead._create_company(
                self.company_name, self.company_vat
            )
        if self.make_person:
            person = self._get_linked_person(lead, company) or lead._create_person(
                self.person_name, company
            )
            if company and not person.parent_id:
                person.parent_id = company
        customer = person or company
        if customer and lead.partner_id != customer:
            lead.partner_id = customer

    def _get_options(self):
        """The user's choices, as an approval keeps them."""
        self.ensure_one()
        values = self._convert_to_write({name: self[name] for name in OPTION_FIELDS})
        # Commands are of no use outside of an ORM write.
        values["duplicated_lead_ids"] = self.duplicated_lead_ids.ids
        proposal = self.new({"lead_id": self.lead_id.id, "action": self.action})
        for name in PROPOSED_FIELDS:
            if self[name] == proposal[name]:
                del values[name]
        return values
