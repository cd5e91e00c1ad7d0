from ast import literal_eval

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import Form, tagged, users

from odoo.addons.crm_plus.tests.conversion_common import ConversionCase


@tagged("post_install", "-at_install")
class TestConversionTicks(ConversionCase):
    @users("user_own")
    def test_all_three_ticks(self):
        lead = self._create_lead(stage_id=self.stage_second.id)
        self._wizard(lead).action_apply()
        company, person = self._partners("Zarrinpump GmbH"), self._partners("Mina Rad")
        self.assertRecordValues(
            lead,
            [
                {
                    "type": "opportunity",
                    "active": True,
                    "partner_id": person.id,
                    "stage_id": self.stage_first.id,
                    "conversion_status": "opportunity",
                    "won_status": "pending",
                }
            ],
        )
        self.assertRecordValues(
            person,
            [{"parent_id": company.id, "email": "mina@zarrinpump-pumps.example"}],
        )
        self.assertRecordValues(
            lead.conversion_ids,
            [
                {
                    "lead_name": "Water pumps",
                    "user_id": self.user_own.id,
                    "mode": "opportunity",
                    "opportunity_id": lead.id,
                    "company_partner_id": company.id,
                    "is_company_created": True,
                    "contact_partner_id": person.id,
                    "is_contact_created": True,
                    "approval_id": False,
                    "probability": 20.0,
                    "team_id": self.team_a.id,
                    "date": lead.date_conversion,
                }
            ],
        )

    @users("user_own")
    def test_the_lead_opens_its_conversions(self):
        lead = self._create_lead()
        other = self._create_lead(
            name="Another",
            partner_name="Sazeh Lift",
            contact_name="Reza Tavana",
            email_from="reza@sazehlift.example",
            phone="+982155512345",
        )
        for one in (lead, other):
            self._wizard(one).action_apply()
        action = lead.action_open_conversions()
        self.assertEqual(action["views"][0][1], "list")
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, lead.conversion_ids)

    @users("user_own")
    def test_opportunity_only(self):
        lead = self._create_lead()
        self._wizard(lead, make_company=False, make_person=False).action_apply()
        self.assertEqual(lead.type, "opportunity")
        self.assertFalse(lead.partner_id)
        self.assertFalse(self._partners("Zarrinpump GmbH") | self._partners("Mina Rad"))
        self.assertFalse(lead.conversion_ids.company_partner_id)

    @users("user_own")
    def test_opportunity_and_company(self):
        lead = self._create_lead()
        self._wizard(lead, make_person=False).action_apply()
        self.assertEqual(lead.partner_id, self._partners("Zarrinpump GmbH"))
        self.assertTrue(lead.partner_id.is_company)
        self.assertFalse(self._partners("Mina Rad"))

    @users("user_own")
    def test_opportunity_and_person(self):
        lead = self._create_lead()
        self._wizard(lead, make_company=False).action_apply()
        self.assertEqual(lead.partner_id, self._partners("Mina Rad"))
        self.assertFalse(lead.partner_id.parent_id)
        self.assertFalse(self._partners("Zarrinpump GmbH"))

    @users("user_own")
    def test_customer_without_a_deal(self):
        lead = self._create_lead()
        action = self._wizard(lead, make_opportunity=False).action_apply()
        person = self._partners("Mina Rad")
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("res.partner", person.id)
        )
        self.assertRecordValues(
            lead,
            [
                {
                    "type": "lead",
                    "active": False,
                    "partner_id": person.id,
                    "conversion_status": "customer",
                    "won_status": "pending",
                }
            ],
        )
        self.assertRecordValues(
            lead.conversion_ids, [{"mode": "customer", "opportunity_id": False}]
        )
        self.assertIn("without a deal", lead.message_ids.mapped("body")[0].striptags())

    @users("user_own")
    def test_company_alone_without_a_deal(self):
        lead = self._create_lead()
        self._wizard(lead, make_opportunity=False, make_person=False).action_apply()
        self.assertEqual(lead.partner_id, self._partners("Zarrinpump GmbH"))
        self.assertFalse(self._partners("Mina Rad"))

    @users("user_own")
    def test_no_tick_is_refused(self):
        lead = self._create_lead()
        wizard = self._wizard(
            lead, make_opportunity=False, make_company=False, make_person=False
        )
        with self.assertRaisesRegex(UserError, "Tick what the lead becomes"):
            wizard.action_apply()
        self.assertRecordValues(lead, [{"type": "lead", "active": True}])

    @users("user_own")
    def test_a_company_needs_a_name(self):
        lead = self._create_lead(partner_name=False)
        wizard = self._wizard(lead, make_company=True)
        with self.assertRaisesRegex(UserError, "Name the new company"):
            wizard.action_apply()
        self.assertEqual(lead.type, "lead")

    def test_a_customer_without_a_deal_is_never_lost(self):
        lead = self._create_lead(probability=0, automated_probability=0)
        frequencies = self.env["crm.lead.scoring.frequency"].search_count([])
        self._wizard(lead, make_opportunity=False).action_apply()
        lost = [("won_status", "=", "lost"), ("active", "in", [True, False])]
        self.assertNotIn(lead, self.env["crm.lead"].search(lost))
        self.assertEqual(
            self.env["crm.lead.scoring.frequency"].search_count([]), frequencies
        )
        self.assertNotIn(lead, self.env["crm.lead"].search([("type", "=", "lead")]))

    def test_a_reopened_customer_lead_can_be_converted_again(self):
        lead = self._create_lead()
        self._wizard(lead, make_opportunity=False).action_apply()
        lead.with_user(self.user_own).action_unarchive()
        self.assertRecordValues(lead, [{"active": True, "conversion_status": False}])
        self._wizard(lead).action_apply()
        self.assertEqual(
            lead.conversion_ids.sorted("id").mapped("mode"),
            ["customer", "opportunity"],
        )
        lead.action_set_lost()
        self.assertEqual(lead.won_status, "lost")

    @users("user_own")
    def test_the_dialog_of_a_converted_lead_tells_who_was_first(self):
        lead = self._create_lead(user_id=False)
        late = self._wizard(lead, self.user_peer)
        self._wizard(lead).action_apply()
        with self.assertRaisesRegex(UserError, "already converted by user_own"):
            late.action_apply()
        self.assertEqual(len(lead.conversion_ids), 1)
        self.assertEqual(len(self._partners("Mina Rad")), 1)

    @users("user_own")
    def test_the_dialog_works_without_the_lead_in_the_context(self):
        lead = self._create_lead()
        other = self._create_lead(name="Other", email_from="other@other.example")
        self.env["crm.lead2opportunity.partner"].with_context(
            active_model="crm.team",
            active_id=self.team_a.id,
            active_ids=[],
            default_lead_id=lead.id,
        ).create({}).action_apply()
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(other.type, "lead")

    @users("user_own")
    def test_an_error_leaves_nothing_half_made(self):
        lead = self._create_lead()
        wizard = self._wizard(lead)

        def fail(*args, **kwargs):
            raise ValueError("Too late")

        self.patch(self.env.registry["crm.plus.conversion"], "_create_from_log", fail)
        with self.assertRaises(ValueError), self.env.cr.savepoint():
            wizard.action_apply()
        lead.invalidate_recordset()
        self.assertRecordValues(
            lead, [{"type": "lead", "partner_id": False, "conversion_status": False}]
        )
        self.assertFalse(self._partners("Zarrinpump GmbH") | self._partners("Mina Rad"))


@tagged("post_install", "-at_install")
class TestConversionDialog(ConversionCase):
    @users("user_own")
    def test_preview_of_a_new_customer(self):
        lead = self._create_lead()
        text = self._preview_text(self._wizard(lead))
        self.assertIn(
            "New Opportunity: Water pumps (stage Incoming, seller user_own",
            text,
        )
        self.assertIn("team Team A)", text)
        self.assertIn("New Company: Zarrinpump GmbH", text)
        self.assertIn("New Person: Mina Rad (at Zarrinpump GmbH)", text)
        self.assertFalse(self._partners("Zarrinpump GmbH"))

    @users("user_own")
    def test_preview_of_a_known_customer(self):
        self.env["res.partner"].create({"name": "ZARRINPUMP", "is_company": True})
        lead = self._create_lead()
        text = self._preview_text(self._wizard(lead))
        self.assertIn("Existing Company: ZARRINPUMP (same name)", text)
        self.assertIn("New Person: Mina Rad (at ZARRINPUMP)", text)

    @users("user_own")
    def test_preview_follows_the_choices(self):
        lead = self._create_lead()
        beta = self.env["res.partner"].create({"name": "Beta", "is_company": True})
        context = {"active_model": "crm.lead", "active_id": lead.id}
        form = Form(
            self.env["crm.lead2opportunity.partner"].with_context(
                **context, active_ids=lead.ids
            )
        )
        form.link_company_id = beta
        form.make_opportunity = False
        wizard = form.save()
        text = self._preview_text(wizard)
        self.assertNotIn("Opportunity", text)
        self.assertIn("Existing Company: Beta", text)
        wizard.action_apply()
        self.assertEqual(lead.partner_id.parent_id, beta)
        self.assertFalse(self._partners("Zarrinpump GmbH"))

    @users("user_own")
    def test_preview_escapes_names(self):
        lead = self._create_lead(partner_name="<script>alert(1)</script>")
        self.assertNotIn("<script>", self._wizard(lead).preview)

    @users("user_own")
    def test_an_existing_person_is_put_under_a_company_only_by_the_tick(self):
        person = self.env["res.partner"].create(
            {"name": "Mina Rad", "email": "mina@zarrinpump-pumps.example"}
        )
        lead = self._create_lead()
        wizard = self._wizard(lead)
        self.assertRecordValues(
            wizard,
            [
                {
                    "make_company": False,
                    "make_person": True,
                    "link_person_id": person.id,
                }
            ],
        )
        wizard.make_company = True
        self.assertIn("will be put under Zarrinpump GmbH", self._preview_text(wizard))
        wizard.action_apply()
        self.assertEqual(person.parent_id, self._partners("Zarrinpump GmbH"))
        self.assertRecordValues(
            lead.conversion_ids,
            [{"is_company_created": True, "is_contact_created": False}],
        )

    @users("user_own")
    def test_a_person_is_not_taken_from_his_company(self):
        beta = self.env["res.partner"].create({"name": "Beta", "is_company": True})
        person = self.env["res.partner"].create(
            {"name": "Mina Rad", "parent_id": beta.id}
        )
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        lead = self._create_lead()
        wizard = self._wizard(
            lead,
            make_company=True,
            make_person=True,
            link_company_id=other.id,
            link_person_id=person.id,
        )
        with self.assertRaisesRegex(UserError, "Mina Rad belongs to Beta"):
            wizard.action_apply()
        self.assertEqual(person.parent_id, beta)
        self.assertEqual(lead.type, "lead")

    @users("user_own")
    def test_merging_remembers_the_lead_that_went(self):
        opportunity = self._create_leads(
            name="Pumps", email_from="mina@zarrinpump-pumps.example"
        )
        lead = self._create_lead()
        wizard = self._wizard(lead, name="merge")
        wizard.duplicated_lead_ids = opportunity | lead
        wizard.action_apply()
        self.assertFalse(lead.exists())
        self.assertRecordValues(
            opportunity.conversion_ids,
            [
                {
                    "lead_name": "Water pumps",
                    "mode": "merge",
                    "opportunity_id": opportunity.id,
                    "user_id": self.user_own.id,
                }
            ],
        )
        self.assertEqual(opportunity.conversion_status, "opportunity")

    @users("user_own")
    def test_conversions_follow_a_merged_lead(self):
        first, second = self._create_leads(2, email_from="x@zarrinpump-pumps.example")
        (first | second).sudo().write({"type": "lead", "probability": 20})
        second.convert_opportunity(self.env["res.partner"])
        row = second.conversion_ids
        (first | second).merge_opportunity()
        self.assertEqual((first | second).exists().conversion_ids, row)

    def test_stock_search_filters(self):
        converted = self._create_lead()
        customer = self._create_lead(name="Customer", email_from=False, phone=False)
        open_lead = self._create_lead(name="Open")
        self._wizard(converted).action_apply()
        self._wizard(customer, make_opportunity=False).action_apply()
        Lead = self.env["crm.lead"]
        for view, expected in (
            ("crm.view_crm_case_leads_filter", converted | customer),
            ("crm.view_crm_case_opportunities_filter", converted),
        ):
            arch = Lead.get_view(self.env.ref(view).id, "search")["arch"]
            node = self._find_filter(arch, "converted")
            found = Lead.search(node) & (converted | customer | open_lead)
            self.assertEqual(found, expected, view)

    def _find_filter(self, arch, name):
        node = etree.fromstring(arch).xpath(f"//filter[@name='{name}']")[0]
        return literal_eval(node.get("domain"))
