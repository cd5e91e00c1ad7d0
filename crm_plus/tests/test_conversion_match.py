from odoo.tests import tagged, users

from odoo.addons.crm_plus.tests.conversion_common import ConversionCase


@tagged("post_install", "-at_install")
class TestConversionMatch(ConversionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_partner = cls.env["res.partner"].create(
            {"name": "Zarrinpump G.m.b.H.", "is_company": True}
        )

    def _assert_matched(self, lead, reason, company=None):
        self.assertEqual(
            lead.with_user(self.user_own)._match_company(),
            (company or self.company_partner, reason),
        )

    def test_by_name_however_it_is_written(self):
        lead = self._create_lead(email_from=False, phone=False)
        for name in (
            "ZARRINPUMP",
            " zarrinpump  gmbh ",
            "Zarrinpump Ltd.",
            "شرکت Zarrinpump",
        ):
            lead.partner_name = name
            self._assert_matched(lead, "name")

    def test_by_email_of_a_known_person(self):
        self.env["res.partner"].create(
            {
                "name": "Somebody",
                "email": "Mina <MINA@zarrinpump-pumps.example>",
                "parent_id": self.company_partner.id,
            }
        )
        lead = self._create_lead(partner_name="Quite Different", phone=False)
        self._assert_matched(lead, "email")

    def test_by_email_domain(self):
        self.company_partner.email = "info@zarrinpump-pumps.example"
        lead = self._create_lead(partner_name="Quite Different", phone=False)
        self._assert_matched(lead, "domain")

    def test_by_email_domain_of_a_colleague(self):
        self.env["res.partner"].create(
            {
                "name": "Colleague",
                "email": "ali@zarrinpump-pumps.example",
                "parent_id": self.company_partner.id,
            }
        )
        lead = self._create_lead(partner_name=False, phone=False)
        self._assert_matched(lead, "domain")

    def test_by_phone(self):
        self.company_partner.write({"phone": "+49 (30) 123-456"})
        lead = self._create_lead(partner_name="Quite Different", email_from=False)
        self._assert_matched(lead, "phone")

    def test_by_tax_number_before_anything_else(self):
        beta = self.env["res.partner"].create(
            {"name": "Beta", "is_company": True, "vat": "DE123456788"}
        )
        lead = self._create_lead().with_user(self.user_own)
        self.assertEqual(lead._match_company(vat="de 123.456.788"), (beta, "vat"))

    def test_free_mail_providers_are_no_domain(self):
        self.company_partner.email = "zarrinpump@gmail.com"
        self.assertFalse(self.company_partner.match_email_domain)
        lead = self._create_lead(
            partner_name="Quite Different", email_from="mina@gmail.com", phone=False
        )
        self.assertFalse(lead._match_company()[0])

    def test_a_shared_domain_says_nothing(self):
        self.company_partner.email = "info@zarrinpump-pumps.example"
        self.env["res.partner"].create(
            {
                "name": "Beta",
                "is_company": True,
                "email": "office@zarrinpump-pumps.example",
            }
        )
        lead = self._create_lead(partner_name="Quite Different", phone=False)
        self.assertEqual(lead._match_company(), (self.env["res.partner"], False))

    def test_among_twins_the_oldest_is_taken(self):
        self.env["res.partner"].create({"name": "ZARRINPUMP Inc", "is_company": True})
        self._assert_matched(self._create_lead(email_from=False, phone=False), "name")

    def test_a_person_of_that_name_is_no_company(self):
        self.company_partner.is_company = False
        lead = self._create_lead(email_from=False, phone=False)
        self.assertFalse(lead._match_company()[0])

    def test_another_company_s_contacts_are_not_used(self):
        self.company_partner.company_id = self.company_other
        lead = self._create_lead(email_from=False, phone=False)
        self.assertFalse(lead._match_company()[0])

    def test_archived_companies_are_not_used(self):
        self.company_partner.active = False
        lead = self._create_lead(email_from=False, phone=False)
        self.assertFalse(lead._match_company()[0])

    def test_a_lead_without_signs_matches_nothing(self):
        lead = self._create_lead(
            partner_name="GmbH", contact_name=False, email_from=False, phone=False
        )
        self.company_partner.name = "..."
        self.assertEqual(self.company_partner.match_name_key, "")
        self.assertFalse(lead._match_company()[0])

    def test_person_by_phone_and_name(self):
        person = self.env["res.partner"].create(
            {"name": "mina  rad", "phone": "+49 30 123456"}
        )
        other = self.env["res.partner"].create(
            {"name": "Reza Rad", "phone": "+49 30 123456"}
        )
        lead = self._create_lead(email_from=False)
        self.assertEqual(lead._match_person(), (person, "phone"))
        person.name = "Nobody"
        self.assertEqual(lead._match_person(), (self.env["res.partner"], False))
        self.assertTrue(other)

    def test_keys_follow_the_partner(self):
        partner = self.company_partner
        self.assertEqual(partner.match_name_key, "zarrinpump")
        partner.write({"name": "Beta AG", "email": "x@beta.example"})
        self.assertRecordValues(
            partner,
            [{"match_name_key": "beta", "match_email_domain": "@beta.example"}],
        )
        partner.is_company = False
        self.assertFalse(partner.match_name_key)


@tagged("post_install", "-at_install")
class TestNoTwins(ConversionCase):
    @users("user_own")
    def test_converting_two_leads_of_a_company_makes_it_once(self):
        first = self._create_lead()
        second = self._create_lead(
            name="Valves",
            contact_name="Reza Tavakoli",
            partner_name="zarrinpump gmbh",
            email_from="reza@elsewhere.example",
            phone=False,
        )
        self._wizard(first).action_apply()
        self._wizard(second).action_apply()
        self.assertEqual(first.partner_id.parent_id, second.partner_id.parent_id)
        self.assertEqual(len(self._partners("Zarrinpump GmbH")), 1)
        self.assertFalse(self._partners("zarrinpump gmbh"))
        self.assertEqual(second.conversion_ids.is_company_created, False)

    @users("user_own")
    def test_no_company_under_the_company(self):
        """A person hangs under one company, not under a chain of two."""
        lead = self._create_lead()
        self._wizard(lead).action_apply()
        self.assertFalse(lead.partner_id.parent_id.parent_id)
        self.assertEqual(len(self._partners("Zarrinpump GmbH")), 1)

    @users("user_own")
    def test_every_way_to_a_customer_looks_first(self):
        company = self.env["res.partner"].create(
            {"name": "Zarrinpump", "is_company": True}
        )
        lead = self._create_lead()
        lead._handle_partner_assignment(create_missing=True)
        self.assertEqual(lead.partner_id.parent_id, company)
        self.assertFalse(self._partners("Zarrinpump GmbH"))

    @users("user_own")
    def test_the_company_does_not_get_the_person_s_phone(self):
        lead = self._create_lead(function="Buyer")
        self._wizard(lead).action_apply()
        person = lead.partner_id
        self.assertRecordValues(
            person | person.parent_id,
            [
                {
                    "name": "Mina Rad",
                    "phone": "+49 30 123456",
                    "email": "mina@zarrinpump-pumps.example",
                    "function": "Buyer",
                },
                {
                    "name": "Zarrinpump GmbH",
                    "phone": False,
                    "email": False,
                    "function": False,
                },
            ],
        )

    @users("user_own")
    def test_a_company_without_a_person_keeps_its_phone(self):
        lead = self._create_lead(contact_name=False, email_from=False)
        self._wizard(lead).action_apply()
        self.assertRecordValues(
            lead.partner_id,
            [{"name": "Zarrinpump GmbH", "is_company": True, "phone": "+49 30 123456"}],
        )

    @users("user_own")
    def test_each_of_many_leads_keeps_its_own_phone(self):
        phones = ["+49 30 111111", "+49 30 222222", "+49 30 333333"]
        leads = self.env["crm.lead"].union(
            *(
                self._create_lead(
                    name=phone,
                    contact_name=f"Person {phone}",
                    email_from=f"p{phone[-6:]}@many.example",
                    partner_name=False,
                    phone=phone,
                )
                for phone in phones
            )
        )
        self.env["crm.lead2opportunity.partner.mass"].with_context(
            active_model="crm.lead", active_ids=leads.ids, active_id=leads[0].id
        ).create({"deduplicate": False}).action_mass_convert()
        self.assertEqual(leads.mapped("partner_id.phone"), phones)

    @users("user_own")
    def test_clearing_the_choice_does_not_make_a_twin(self):
        company = self.env["res.partner"].create(
            {"name": "Zarrinpump", "is_company": True}
        )
        lead = self._create_lead()
        wizard = self._wizard(lead)
        wizard.link_company_id = False
        self.assertIn("Existing Company: Zarrinpump", self._preview_text(wizard))
        wizard.action_apply()
        self.assertEqual(lead.partner_id.parent_id, company)

    @users("user_own")
    def test_another_company_of_the_same_name_can_be_made_on_purpose(self):
        company = self.env["res.partner"].create(
            {"name": "Zarrinpump", "is_company": True}
        )
        lead = self._create_lead()
        wizard = self._wizard(lead)
        wizard.write({"link_company_id": False, "is_other_company": True})
        self.assertIn(
            "New Company: Zarrinpump GmbH (although Zarrinpump looks the same)",
            self._preview_text(wizard),
        )
        wizard.action_apply()
        self.assertNotEqual(lead.partner_id.parent_id, company)
        self.assertEqual(lead.partner_id.parent_id.name, "Zarrinpump GmbH")

    @users("user_own")
    def test_a_tax_number_is_given_to_the_new_company(self):
        lead = self._create_lead()
        self._wizard(lead, company_vat="DE123456788").action_apply()
        self.assertEqual(lead.partner_id.parent_id.vat, "DE123456788")
