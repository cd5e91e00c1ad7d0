from odoo import models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain
from odoo.tools import SQL, parse_contact_from_email

from ..core.company_name import company_key, person_key, tax_key
from .crm_plus_conversion import ConversionLog

# Of each sign, all values share this many locks, also when thousands are converted
# at once. Signs are always locked in this order, against deadlocks.
LOCKS = 1024
LOCKED_SIGNS = {"name": 0x63726D00, "domain": 0x63726D01, "person": 0x63726D02}


class CrmPlusConversionMatchMixin(models.AbstractModel):
    """Find the customer of a lead before creating him.

    A company is looked for by the surest sign first: tax number, e-mail of a
    known person, name, e-mail domain, phone. Signs that point to more than one
    company say nothing, except an equal name: among twins the oldest is taken,
    because a third one would make it worse.
    """

    _name = "crm.plus.conversion.match.mixin"
    _description = "Matching the customer of a lead"

    # ------------------------------------------------------------
    # Matching
    # ------------------------------------------------------------

    def _match_company(self, name=None, vat=None):
        """Find the company that a lead speaks of.

        :param str name: name to look for instead of the lead's company name
        :param str vat: tax number, which the lead itself does not hold
        :return: the company (maybe empty) and the sign that led to it
        """
        self.ensure_one()
        name = self.partner_name if name is None else name
        signs = (
            ("vat", lambda: self._match_company_by_vat(vat)),
            ("email", self._match_company_by_email),
            ("name", lambda: self._match_company_by_name(name)),
            ("domain", self._match_company_by_domain),
            ("phone", self._match_company_by_phone),
        )
        for reason, find in signs:
            company = find()
            if company:
                return company, reason
        return self.env["res.partner"], False

    def _match_partners(self, domain):
        """Search contacts the user may see and the lead's company may use."""
        company_ids = [False, *(self.company_id or self.env.company).ids]
        return self.env["res.partner"].search(
            Domain("company_id", "in", company_ids) & Domain(domain), order="id"
        )

    def _single_company(self, partners):
        """The one company that all of the contacts belong to, if it is one."""
        companies = partners.commercial_partner_id.filtered("is_company")
        return companies if len(companies) == 1 else companies.browse()

    def _match_company_by_vat(self, vat):
        key = tax_key(vat)
        if not key:
            return self.env["res.partner"]
        spellings = {vat, vat.strip(), key, key[2:] if key[:2].isalpha() else key}
        if self.country_id:
            spellings.add(f"{self.country_id.code}{key}")
        return self._single_company(self._match_partners([("vat", "in", [*spellings])]))

    def _match_company_by_email(self):
        if not self.email_normalized:
            return self.env["res.partner"]
        return self._single_company(
            self._match_partners([("email_normalized", "=", self.email_normalized)])
        )

    def _match_company_by_name(self, name):
        key = company_key(name)
        if not key:
            return self.env["res.partner"]
        return self._match_partners([("match_name_key", "=", key)])[:1]

    def _match_company_by_domain(self):
        domain = self.email_domain_criterion
        if not (domain and domain.startswith("@")):
            return self.env["res.partner"]
        return self._single_company(
            self._match_partners([("match_email_domain", "=", domain)])
        )

    def _match_company_by_phone(self):
        if not self.phone_sanitized:
            return self.env["res.partner"]
        return self._single_company(
            self._match_partners([("phone_sanitized", "=", self.phone_sanitized)])
        )

    def _match_person(self, company=None):
        """Find the person a lead speaks of.

        By e-mail, else by phone and name, else by the name alone at the company.

        :param company: the company he belongs to, where it is known
        :return: the person (maybe empty) and the sign that led to him
        """
        self.ensure_one()
        partner = self._find_matching_partner()
        if partner and not partner.is_company:
            return partner, "contact" if partner == self.partner_id else "email"
        key = person_key(self.contact_name)
        if key and self.phone_sanitized:
            persons = self._match_partners(
                [
                    ("is_company", "=", False),
                    ("phone_sanitized", "=", self.phone_sanitized),
                ]
            ).filtered(lambda person: person_key(person.name) == key)
            if persons:
                return persons[:1], "phone"
        person = self._match_person_at(company)
        return person, "colleague" if person else False

    def _match_person_at(self, company):
        """Find the person of this lead by his name among those of the company.

        An e-mail or phone that is known as somebody else's says that it is not
        he. Those of the company itself, such as a switchboard, say nothing.
        """
        key = person_key(self._get_person_name())
        if not (company and key):
            return self.env["res.partner"]
        persons = self._match_partners(
            [
                ("commercial_partner_id", "=", company.id),
                ("is_company", "=", False),
                ("type", "=", "contact"),
            ]
        ).filtered(lambda person: person_key(person.name) == key)
        if not persons:
            return persons
        for name in ("email_normalized", "phone_sanitized"):
            owners = self[name] and self._match_partners([(name, "=", self[name])])
            if owners and (owners := owners - company):
                persons &= owners
        return persons[:1]

    # ------------------------------------------------------------
    # Creation
    # ------------------------------------------------------------

    def _get_person_name(self):
        """Name of the person a lead speaks of, as stock derives it."""
        self.ensure_one()
        if self.contact_name or not self.email_from:
            return self.contact_name or ""
        return parse_contact_from_email(self.email_from)[0] or ""

    def _claim_company(self, name):
        """Let nobody else make the company of this lead until this is committed.

        Two leads of one new company converted at the same moment would both find
        none. Whoever comes second waits here for the first. The company is there
        then, but not in what the second transaction sees, so that it starts over.

        :param str name: under which the company is about to be made
        :raise ConcurrencyError: for the server to run the request again
        """
        self.ensure_one()
        name_key, domain = company_key(name), self.email_domain_criterion
        if not (domain and domain.startswith("@")):
            domain = None
        self._lock_signs(name=name_key, domain=domain)
        self._check_none_appeared(
            SQL(
                "match_name_key = %s OR match_email_domain = %s",
                name_key or None,
                domain,
            )
        )

    def _claim_person(self, name, company):
        """Let nobody else make this person at the company until this is committed.

        A company that is new itself is claimed already, and its people with it.
        """
        self.ensure_one()
        if company:
            self._lock_signs(person=f"{company.id}:{person_key(name)}")
            self._check_none_appeared(
                SQL("commercial_partner_id = %s AND NOT is_company", company.id)
            )

    def _lock_signs(self, **values):
        for sign, space in LOCKED_SIGNS.items():
            if values.get(sign):
                # SQL: the ORM locks rows, and what is new has none yet
                self.env.cr.execute(
                    SQL(
                        "SELECT pg_advisory_xact_lock(%s, abs(mod(hashtext(%s), %s)))",
                        space,
                        values[sign],
                        LOCKS,
                    )
                )

    def _check_none_appeared(self, condition):
        """Start over when contacts appeared since this transaction began."""
        with self.env.registry.cursor() as cursor:
            # SQL: what is committed by now; the ORM knows what was when we began
            cursor.execute(SQL("SELECT id FROM res_partner WHERE %s", condition))
            committed = self.env["res.partner"].browse(
                partner_id for (partner_id,) in cursor.fetchall()
            )
        if committed - committed.exists():
            raise ConcurrencyError("this contact was created a moment ago")

    def _create_customer(self, with_parent=None):
        """Look for company and person before creating them; each keeps its phone."""
        known = with_parent or self.partner_id
        if not with_parent and self.partner_name:
            self._claim_company(self.partner_name)
            company, _reason = self._match_company()
            known = with_parent = company or self._create_company(self.partner_name)
        if with_parent:
            self._claim_person(self._get_person_name(), with_parent)
            person = self._match_person_at(with_parent.commercial_partner_id)
            if person:
                return person
        customer = super()._create_customer(with_parent=with_parent)
        if customer != known:
            self._note_created_partner(customer)
        return customer

    def _create_company(self, name, vat=None):
        """Create the company of a lead.

        Phone, e-mail and position on a lead that names a person are his: copied
        to the company they would make it a double of the person.
        """
        self.ensure_one()
        name = " ".join(name.split())
        values = self._prepare_customer_values(name, is_company=True)
        values["function"] = False
        if self._get_person_name():
            values.update(phone=False, email=False)
        if vat:
            values["vat"] = vat
        company = self.env["res.partner"].create(values)
        self._note_created_partner(company)
        return company

    def _create_person(self, name, company):
        """Create the person of a lead, under a company when there is one."""
        self.ensure_one()
        self._claim_person(name, company)
        person = self.env["res.partner"].create(
            self._prepare_customer_values(name, is_company=False, parent_id=company.id)
        )
        self._note_created_partner(person)
        return person

    def _note_created_partner(self, partner):
        log = ConversionLog.of(self.env)
        if log is not None:
            log.created[partner.id] = self.id
