from odoo.tests import Form, tagged, users

from odoo.addons.crm_plus.tests.conversion_common import ConversionCase


class PersonCase(ConversionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_partner = cls.env["res.partner"].create(
            {"name": "Zarrinpump GmbH", "is_company": True, "phone": "+49 30 700700"}
        )
        cls.person = cls._create_person("Mina Rad", phone="+49 30 999999")

    @classmethod
    def _create_person(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "parent_id": cls.company_partner.id, **values}
        )

    def _create_nameless_lead(self, **values):
        """A lead that only names tell where it belongs."""
        return self._create_lead(
            **{
                "contact_name": " mina  RAD ",
                "partner_name": "ZARRINPUMP",
                "email_from": False,
                "phone": "+49 30 123456",
                **values,
            }
        )

    def _people(self):
        return self.company_partner.child_ids


@tagged("post_install", "-at_install")
class TestConversionPerson(PersonCase):
    """A person is not created again at the company that has him already."""

    def _match(self, lead):
        return lead.with_user(self.user_own)._match_person(self.company_partner)

    def test_by_name_at_the_company(self):
        lead = self._create_nameless_lead()
        self.assertEqual(self._match(lead), (self.person, "colleague"))

    def test_a_name_alone_is_no_sign(self):
        lead = self._create_nameless_lead()
        nobody = self.env["res.partner"]
        self.assertEqual(lead._match_person()[0], nobody)
        other = nobody.create({"name": "Beta", "is_company": True})
        self.assertEqual(lead._match_person(other)[0], nobody)

    def test_not_when_the_email_or_phone_is_somebody_else_s(self):
        self._create_person("Reza Rad", phone="+49 30 123456")
        self.assertFalse(self._match(self._create_nameless_lead())[0])
        lead = self._create_nameless_lead(phone=False)
        self.assertEqual(self._match(lead)[0], self.person)
        stranger = self.env["res.partner"].create(
            {"name": "Mina Rad", "email": "mina@else.example"}
        )
        lead.email_from = "mina@else.example"
        self.assertEqual(self._match(lead), (stranger, "email"))

    def test_the_switchboard_of_the_company_contradicts_nothing(self):
        lead = self._create_nameless_lead(phone="+49 30 700700")
        self.assertEqual(self._match(lead), (self.person, "colleague"))
        # also where a colleague is known by it as well as he himself
        self._create_person("Reza Rad", phone="+49 30 111111")
        self.person.phone = lead.phone = "+49 30 111111"
        self.assertEqual(self._match(lead)[0], self.person)

    def test_addresses_and_archived_people_are_not_taken(self):
        lead = self._create_nameless_lead()
        self.person.type = "delivery"
        self.assertFalse(self._match(lead)[0])
        self.person.write({"type": "contact", "active": False})
        self.assertFalse(self._match(lead)[0])

    def test_among_twins_the_oldest_is_taken(self):
        self._create_person("Mina Rad")
        lead = self._create_nameless_lead()
        self.assertEqual(self._match(lead)[0], self.person)


@tagged("post_install", "-at_install")
class TestConversionPersonDialog(PersonCase):
    @users("user_own")
    def test_two_leads_of_a_person_make_him_once(self):
        leads = (
            self._create_nameless_lead(),
            self._create_nameless_lead(
                name="Valves", contact_name="Mina Rad", phone="+49 30 654321"
            ),
        )
        for lead in leads:
            wizard = self._wizard(lead)
            self.assertIn(
                "Existing Person: Zarrinpump GmbH, Mina Rad (same name at the company)",
                self._preview_text(wizard),
            )
            wizard.action_apply()
            self.assertEqual(lead.partner_id, self.person)
            self.assertFalse(lead.conversion_ids.is_company_created)
        self.assertEqual(self._people(), self.person)

    @users("user_own")
    def test_a_namesake_is_made_on_purpose(self):
        lead = self._create_nameless_lead()
        wizard = self._wizard(lead)
        wizard.link_person_id = False
        self.assertIn("New Person: mina RAD (at", self._preview_text(wizard))
        wizard.action_apply()
        self.assertNotEqual(lead.partner_id, self.person)
        self.assertEqual(lead.partner_id.parent_id, self.company_partner)

    @users("user_own")
    def test_the_person_follows_the_company(self):
        beta = self.env["res.partner"].create({"name": "Beta", "is_company": True})
        lead = self._create_nameless_lead(partner_name="Quite Different", phone=False)
        form = Form(
            self.env["crm.lead2opportunity.partner"].with_context(
                active_model="crm.lead", active_id=lead.id, active_ids=lead.ids
            )
        )
        self.assertFalse(form.link_person_id)
        form.link_company_id = self.company_partner
        self.assertEqual(form.link_person_id, self.person)
        form.link_company_id = beta
        self.assertFalse(form.link_person_id)
        colleague = self._create_person("Sara Omidi")
        form.link_company_id = self.company_partner
        form.link_person_id = colleague
        form.save().action_apply()
        self.assertEqual(lead.partner_id, colleague)

    @users("user_own")
    def test_who_appeared_since_the_dialog_opened_is_taken(self):
        lead = self._create_nameless_lead(contact_name="Ali Kia", phone=False)
        wizard = self._wizard(lead)
        self.assertIn("New Person: Ali Kia", self._preview_text(wizard))
        person = self._create_person("ali kia")
        wizard.action_apply()
        self.assertEqual(lead.partner_id, person)

    @users("user_own")
    def test_every_way_to_a_customer_looks_first(self):
        one = self._create_nameless_lead()
        one._handle_partner_assignment(create_missing=True)
        two = self._create_nameless_lead()
        two._handle_partner_assignment(with_parent=self.company_partner)
        self.assertEqual((one | two).partner_id, self.person)
        leads = self._create_nameless_lead() | self._create_nameless_lead(
            contact_name="Nobody Yet", phone=False
        )
        self.env["crm.lead2opportunity.partner.mass"].with_context(
            active_model="crm.lead", active_ids=leads.ids, active_id=leads[0].id
        ).create({"deduplicate": False, "action": "create"}).action_mass_convert()
        self.assertEqual(leads[0].partner_id, self.person)
        self.assertEqual(leads[1].partner_id.name, "Nobody Yet")
        self.assertEqual(self._people(), leads.partner_id)

    @users("user_own")
    def test_a_replaced_phone_stays_in_the_log(self):
        """Stock gives the lead the phone of its customer; the log keeps its own."""
        lead = self._create_nameless_lead()
        self.env.flush_all()
        self.env.cr.precommit.run()
        self._wizard(lead).with_context(
            tracking_disable=False, mail_notrack=False
        ).action_apply()
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertEqual(lead.phone, self.person.phone)
        values = lead.message_ids.sudo().tracking_value_ids
        self.assertIn("+49 30 123456", values.mapped("old_value_char"))
