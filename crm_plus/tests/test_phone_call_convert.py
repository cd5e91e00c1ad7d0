from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .phone_common import NUMBER, NUMBER_OTHER, PhoneCallCase


@tagged("post_install", "-at_install")
class TestPhoneCallConvert(PhoneCallCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env["utm.source"].create({"name": "Trade Fair"})
        cls.tag = cls.env["crm.tag"].create({"name": "Chairs"})
        cls.call = cls._create_calls(
            name="Asked for a price list",
            direction="inbound",
            phone=NUMBER,
            contact_name="Mr. Chen",
            description="<p>Ten chairs</p>",
            source_id=cls.source.id,
            tag_ids=cls.tag.ids,
        ).with_user(cls.user_own)

    def _leads(self):
        return self.env["crm.lead"].search([("phone_sanitized", "=", NUMBER)])

    def test_call_becomes_an_opportunity_with_what_is_known(self):
        action = self.call.action_make_opportunity()
        lead = self.call.lead_id
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.lead", lead.id))
        self.assertRecordValues(
            lead,
            [
                {
                    "type": "opportunity",
                    "name": "Asked for a price list",
                    "contact_name": "Mr. Chen",
                    "phone": NUMBER,
                    "partner_id": False,
                    "user_id": self.user_own.id,
                    "team_id": self.team_a.id,
                    "company_id": self.company.id,
                    "source_id": self.source.id,
                    "medium_id": self.env.ref("utm.utm_medium_phone").id,
                    "country_id": self.env.ref("base.be").id,
                    "tag_ids": self.tag.ids,
                }
            ],
        )
        self.assertIn("Ten chairs", lead.description)
        self.assertEqual(lead.sudo().phone_call_ids, self.call.sudo())

    def test_call_becomes_a_lead(self):
        self.call.action_make_lead()
        self.assertEqual(self.call.lead_id.type, "lead")

    def test_contact_of_the_call_is_the_customer(self):
        contact = self._create_contact()
        self.call.partner_id = contact
        self.call.action_make_opportunity()
        self.assertEqual(self.call.lead_id.partner_id, contact)
        self.assertEqual(self.call.lead_id.phone, contact.phone)

    def test_pressing_twice_makes_one_lead(self):
        first = self.call.action_make_opportunity()
        second = self.call.action_make_opportunity()
        third = self.call.action_make_lead()
        self.assertEqual(
            {first["res_id"], second["res_id"], third["res_id"]},
            {self.call.lead_id.id},
        )
        self.assertEqual(len(self._leads()), 1)

    def test_other_calls_of_the_number_join_the_lead(self):
        other = self._create_calls(phone=NUMBER, user_id=self.user_peer.id)
        stranger = self._create_calls(phone=NUMBER_OTHER)
        foreign = self._create_calls(
            phone=NUMBER, user_id=self.user_other.id, company_id=self.company_other.id
        )
        self.call.action_make_opportunity()
        self.assertEqual(other.lead_id, self.call.lead_id)
        self.assertFalse(stranger.lead_id)
        self.assertFalse(foreign.lead_id)
        other.with_user(self.user_peer).with_context(active_test=False)
        self.assertEqual(len(self._leads()), 1)

    def test_lead_made_since_is_taken(self):
        lead = self._create_leads(phone=NUMBER)
        self.call.action_make_opportunity()
        self.assertEqual(self.call.lead_id, lead)
        self.assertEqual(self._leads(), lead)

    def test_call_about_a_lead_goes_through_its_conversion(self):
        lead = self._create_leads(type="lead", phone=NUMBER)
        self.call.lead_id = lead
        action = self.call.action_make_opportunity()
        self.assertEqual(action["res_model"], "crm.lead2opportunity.partner")
        self.assertEqual(action["context"]["active_id"], lead.id)
        self.assertEqual(lead.type, "lead")

    def test_unassigned_call_belongs_to_who_converts_it(self):
        call = self._create_calls(phone=NUMBER_OTHER, user_id=False)
        call.with_user(self.user_own).action_make_opportunity()
        self.assertEqual(call.user_id, self.user_own)
        self.assertEqual(call.lead_id.user_id, self.user_own)

    def test_malformed_number_is_carried_along(self):
        call = self._create_calls(phone="ask for ext. 12").with_user(self.user_own)
        call.action_make_opportunity()
        self.assertEqual(call.lead_id.phone, "ask for ext. 12")

    def test_seller_does_not_convert_the_call_of_a_colleague(self):
        call = self._create_calls(phone=NUMBER_OTHER, user_id=self.user_all.id)
        with self.assertRaises(AccessError):
            call.with_user(self.user_own).action_make_opportunity()
        call.invalidate_recordset()
        self.assertFalse(call.lead_id)
        self.assertFalse(
            self.env["crm.lead"].search([("phone_sanitized", "=", NUMBER_OTHER)])
        )

    def test_auditor_converts_nothing(self):
        with self.assertRaises(AccessError):
            self.call.with_user(self.user_auditor).action_make_opportunity()
        self.assertFalse(self._leads())

    def test_call_of_the_lead_is_logged_in_its_chatter(self):
        self.call.action_make_opportunity()
        lead = self.call.lead_id
        entries = lead.message_ids.filtered("mail_activity_type_id")
        self.assertEqual(len(entries), 1)
        self.assertIn("Ten chairs", entries.body)

    def test_call_again_follows_up_at_a_later_hour(self):
        with freeze_time("2026-03-02 09:40:00"):
            action = self.call.action_call_again()
        Call = self.Call.with_user(self.user_own).with_context(**action["context"])
        with freeze_time("2026-03-02 09:40:00"):
            form = Form(Call, view="crm_plus.crm_plus_phone_call_view_form_quick")
            follow_up = form.save()
        self.assertRecordValues(
            follow_up,
            [
                {
                    "parent_id": self.call.id,
                    "state": "planned",
                    "direction": "outbound",
                    "phone": NUMBER,
                    "contact_name": "Mr. Chen",
                    "name": "Asked for a price list",
                    "user_id": self.user_own.id,
                }
            ],
        )
        self.assertEqual(str(follow_up.date_start), "2026-03-03 10:00:00")
        self.assertTrue(follow_up.calendar_event_id)
        self.assertEqual(self.call.follow_up_count, 1)
        self.assertEqual(
            self.Call.search(self.call.action_view_follow_ups()["domain"]), follow_up
        )

    def test_meeting_is_linked_to_call_and_opportunity(self):
        self.call.action_make_opportunity()
        context = self.call.action_plan_meeting()["context"]
        meeting = (
            self.env["calendar.event"]
            .with_user(self.user_own)
            .with_context(**context)
            .create({"start": "2026-03-05 10:00:00", "stop": "2026-03-05 11:00:00"})
        )
        self.assertEqual(meeting.origin_call_id, self.call)
        self.assertEqual(meeting.opportunity_id, self.call.lead_id)
        self.assertEqual(meeting.name, "Asked for a price list")
        self.assertEqual(self.call.meeting_count, 1)
        action = self.call.action_view_meetings()
        self.assertEqual(self.env["calendar.event"].search(action["domain"]), meeting)

    def test_meeting_can_be_planned_without_a_lead(self):
        contact = self._create_contact()
        self.call.partner_id = contact
        context = self.call.action_plan_meeting()["context"]
        self.assertIn(contact.id, context["default_partner_ids"])
        self.assertEqual(context["default_origin_call_id"], self.call.id)

    def test_moving_the_meeting_does_not_move_the_call(self):
        meeting = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2026-03-05 10:00:00",
                "stop": "2026-03-05 11:00:00",
                "origin_call_id": self.call.id,
            }
        )
        before = self.call.date_start
        meeting.write({"start": "2026-03-06 10:00:00", "stop": "2026-03-06 11:00:00"})
        self.assertEqual(self.call.date_start, before)


@tagged("post_install", "-at_install")
class TestPhoneCallLink(PhoneCallCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call = cls._create_calls(phone=NUMBER).with_user(cls.user_own)

    def _wizard(self):
        action = self.call.action_link_existing()
        return Form(
            self.env[action["res_model"]]
            .with_user(self.user_own)
            .with_context(**action["context"])
        )

    def test_link_to_an_opportunity_brings_its_contact(self):
        contact = self._create_contact(phone=NUMBER_OTHER)
        lead = self._create_leads(partner_id=contact.id)
        wizard = self._wizard()
        wizard.lead_id = lead
        self.assertEqual(wizard.partner_id, contact)
        wizard.save().action_link()
        self.assertRecordValues(
            self.call, [{"lead_id": lead.id, "partner_id": contact.id}]
        )
        self.assertEqual(contact.phone, NUMBER_OTHER)

    def test_link_takes_other_unknown_calls_of_the_number(self):
        other = self._create_calls(phone=NUMBER)
        known = self._create_calls(
            phone=NUMBER, partner_id=self._create_contact("Lin", False).id
        )
        contact = self._create_contact("Sara", False)
        wizard = self._wizard()
        wizard.partner_id = contact
        wizard.save().action_link()
        self.assertEqual((self.call | other).partner_id, contact)
        self.assertEqual(known.partner_id.name, "Lin")

    def test_link_of_this_call_alone(self):
        other = self._create_calls(phone=NUMBER)
        wizard = self._wizard()
        wizard.partner_id = self._create_contact("Sara", False)
        wizard.link_number = False
        wizard.save().action_link()
        self.assertFalse(other.partner_id)

    def test_number_can_be_kept_on_the_contact(self):
        contact = self._create_contact("Sara", False)
        wizard = self._wizard()
        wizard.partner_id = contact
        wizard.keep_number = True
        wizard.save().action_link()
        self.assertEqual(contact.phone, NUMBER)
        self.assertEqual(self.Call.create({"phone": NUMBER}).partner_id, contact)

    def test_number_of_the_contact_is_never_overwritten(self):
        contact = self._create_contact(phone=NUMBER_OTHER)
        wizard = self._wizard()
        wizard.partner_id = contact
        record = wizard.save()
        record.keep_number = True
        record.action_link()
        self.assertEqual(contact.phone, NUMBER_OTHER)

    def test_nothing_chosen_is_told(self):
        record = self._wizard().save()
        with self.assertRaisesRegex(UserError, "Choose a lead"):
            record.action_link()
        self.assertTrue(self.call.is_unknown)

    def test_contacts_with_the_number_are_offered(self):
        contacts = self._create_contact("Sara") | self._create_contact("Lin")
        wizard = self._wizard().save()
        self.assertEqual(wizard.candidate_partner_ids, contacts)
