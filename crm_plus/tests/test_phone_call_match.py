from odoo.tests import Form, tagged

from .phone_common import NUMBER, NUMBER_LOCAL, NUMBER_OTHER, PhoneCallCase


@tagged("post_install", "-at_install")
class TestPhoneCallMatch(PhoneCallCase):
    def _log(self, user=None, **values):
        return self.Call.with_user(user or self.user_own).create(
            {"phone": NUMBER, "direction": "inbound", **values}
        )

    def test_number_finds_the_contact(self):
        contact = self._create_contact()
        call = self._log(phone=NUMBER_LOCAL)
        self.assertEqual(call.partner_id, contact)
        self.assertEqual(call.contact_name, "Sara Ahmadi")
        self.assertFalse(call.is_unknown)

    def test_number_finds_the_open_opportunity_and_its_contact(self):
        contact = self._create_contact(phone=NUMBER_OTHER)
        lead = self._create_leads(phone=NUMBER)
        lead.write({"partner_id": contact.id, "phone": NUMBER})
        call = self._log()
        self.assertEqual(call.lead_id, lead)
        self.assertEqual(call.partner_id, contact)

    def test_won_and_lost_leads_are_not_matched(self):
        lost, won = self._create_leads(2, phone=NUMBER)
        lost.action_set_lost()
        won.action_set_won()
        self.assertFalse(self._log().lead_id)

    def test_own_opportunity_comes_before_a_newer_one(self):
        own = self._create_leads(phone=NUMBER)
        self._create_leads(phone=NUMBER, user_id=self.user_all.id)
        call = self._log(user=self.user_all, user_id=self.user_own.id)
        self.assertEqual(call.lead_id, own)

    def test_unknown_number_stays_unknown(self):
        self._create_contact(phone=NUMBER_OTHER)
        call = self._log()
        self.assertFalse(call.partner_id)
        self.assertFalse(call.lead_id)
        self.assertTrue(call.is_unknown)

    def test_malformed_number_matches_nobody(self):
        self._create_contact(phone="reception")
        self.assertTrue(self._log(phone="reception").is_unknown)

    def test_switchboard_finds_the_company(self):
        account = self._create_contact("Atlas Trading", is_company=True)
        self._create_contact("Sara", parent_id=account.id)
        self._create_contact("Omid", parent_id=account.id)
        self.assertEqual(self._log().partner_id, account)

    def test_number_of_unrelated_contacts_is_left_to_the_user(self):
        contacts = self._create_contact("Sara") | self._create_contact("Lin")
        call = self._log()
        self.assertFalse(call.partner_id)
        self.assertEqual(call.candidate_partner_ids, contacts)

    def test_contact_of_another_company_is_never_matched(self):
        self._create_contact(company_id=self.company_other.id)
        self.assertTrue(self.Call.create({"phone": NUMBER}).is_unknown)

    def test_lead_of_a_colleague_is_not_shown_to_a_seller(self):
        self._create_leads(phone=NUMBER, user_id=self.user_all.id)
        self.assertFalse(self._log().lead_id)

    def test_what_the_user_decided_stays(self):
        self._create_contact()
        other = self._create_contact("Lin", NUMBER_OTHER)
        self.assertEqual(self._log(partner_id=other.id).partner_id, other)
        self.assertFalse(self._log(partner_id=False, lead_id=False).partner_id)

    def test_lead_brings_its_contact(self):
        contact = self._create_contact()
        lead = self._create_leads(partner_id=contact.id)
        self.assertEqual(self._log(phone=False, lead_id=lead.id).partner_id, contact)
        call = self._log(phone=NUMBER_OTHER)
        call.lead_id = lead
        self.assertEqual(call.partner_id, contact)

    def test_corrected_number_is_matched_again(self):
        contact = self._create_contact()
        call = self._log(phone="12")
        self.assertTrue(call.is_phone_unrecognized)
        call.phone = NUMBER
        self.assertEqual(call.partner_id, contact)
        self.assertFalse(call.is_phone_unrecognized)

    def test_corrected_number_does_not_move_a_linked_call(self):
        self._create_contact()
        other = self._create_contact("Lin", NUMBER_OTHER)
        call = self._log(phone=NUMBER_OTHER)
        call.phone = NUMBER
        self.assertEqual(call.partner_id, other)

    def test_form_matches_while_typing(self):
        contact = self._create_contact()
        form = Form(self.Call.with_user(self.user_own))
        form.phone = NUMBER_LOCAL
        self.assertEqual(form.partner_id, contact)
        form.partner_id = self.env["res.partner"]
        # Taking the contact away is a decision.
        self.assertFalse(form.save().partner_id)

    def test_form_takes_the_number_of_whom_it_calls(self):
        sara = self._create_contact()
        lin = self._create_contact("Lin", NUMBER_OTHER)
        form = Form(self.Call.with_user(self.user_own))
        form.direction = "outbound"
        form.partner_id = sara
        self.assertEqual(form.phone, NUMBER)
        form.partner_id = lin
        self.assertEqual(form.phone, NUMBER_OTHER)

    def test_form_keeps_the_number_that_called(self):
        lin = self._create_contact("Lin", NUMBER_OTHER)
        form = Form(self.Call.with_user(self.user_own))
        form.direction = "inbound"
        form.phone = NUMBER
        form.partner_id = lin
        self.assertEqual(form.phone, NUMBER)

    def test_batch_is_matched_call_by_call(self):
        sara = self._create_contact()
        lead = self._create_leads(phone=NUMBER_OTHER)
        calls = self.Call.with_user(self.user_own).create(
            [{"phone": NUMBER}, {"phone": NUMBER_OTHER}, {"phone": "x"}, {}]
        )
        self.assertEqual(calls.mapped("partner_id"), sara)
        self.assertEqual(
            [call.lead_id.id for call in calls], [False, lead.id, False, False]
        )
