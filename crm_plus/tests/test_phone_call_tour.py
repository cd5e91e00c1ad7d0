from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import HttpCase, tagged

from .common import PhoneBrowser
from .phone_common import NUMBER, PhoneCallCase


@tagged("post_install", "-at_install")
class TestPhoneCallTour(PhoneCallCase, HttpCase):
    def test_call_becomes_an_opportunity(self):
        self.start_tour("/odoo", "crm_plus_phone_call", login="user_own")
        lead = self.env["crm.lead"].search([("phone_sanitized", "=", NUMBER)])
        self.assertRecordValues(
            lead,
            [
                {
                    "type": "opportunity",
                    "name": "Asked for a price list",
                    "contact_name": "Mr. Chen",
                    "user_id": self.user_own.id,
                }
            ],
        )
        self.assertEqual(lead.phone_call_ids.mapped("state"), ["held", "held"])
        self.assertEqual(
            set(lead.phone_call_ids.mapped("direction")), {"inbound", "outbound"}
        )

    def test_call_activity_opens_the_log_form(self):
        lead = self._create_leads(phone=NUMBER)
        activity = lead.with_user(self.user_own).activity_schedule(
            "mail.mail_activity_data_call",
            summary="Price list",
            user_id=self.user_own.id,
        )
        self.start_tour(
            f"/odoo/crm/{lead.id}", "crm_plus_phone_activity", login="user_own"
        )
        activity.invalidate_recordset()
        self.assertFalse(activity.active)
        self.assertEqual(activity.phone_call_id, lead.phone_call_ids)

    def test_missed_call_is_called_back(self):
        self.Call.search([("is_callback_pending", "=", True)]).action_mark_handled()
        call = self._create_missed()
        self.start_tour("/odoo", "crm_plus_missed_call", login="user_own")
        self.assertFalse(call.is_callback_pending)
        self.assertEqual(call.handled_call_id.parent_id, call)
        self.assertEqual(call.handled_call_id.user_id, self.user_own)

    def test_planned_call_is_held_after_asking(self):
        self._create_contact("Sara")
        omid = self._create_contact("Omid")
        call = self.Call.with_user(self.user_own).create(
            {
                "phone": NUMBER,
                "name": "Price list",
                "date_start": Datetime.now() + timedelta(hours=3),
            }
        )
        self.assertEqual((call.state, call.partner_id.id), ("planned", False))
        self.start_tour(
            f"/odoo/phone-calls/{call.id}",
            "crm_plus_phone_call_result",
            login="user_own",
        )
        self.assertRecordValues(
            call,
            [
                {
                    "state": "held",
                    "outcome": "left_message",
                    "duration": 2.5,
                    "partner_id": omid.id,
                }
            ],
        )
        self.assertLessEqual(call.date_start, Datetime.now())
        self.assertFalse(omid.activity_ids)

    def test_every_view_shows_the_call(self):
        self.Call.search([]).unlink()
        call = self._create_calls(phone=NUMBER, name="Price list")
        call.with_user(self.user_own).activity_schedule(
            "mail.mail_activity_data_todo",
            summary="Send the catalogue",
            user_id=self.user_own.id,
        )
        self.start_tour(
            "/odoo/phone-calls", "crm_plus_phone_call_views", login="user_own"
        )

    def test_mail_and_call_in_my_activities(self):
        lead = self._create_leads(
            name="Solar Roof", phone=NUMBER, email_from="roof@example.com"
        )
        lead.with_user(self.user_own).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.user_own.id
        )
        self.start_tour(
            "/odoo/action-crm.crm_lead_action_my_activities",
            "crm_plus_my_activities_buttons",
            login="user_own",
        )
        self.assertRecordValues(
            lead.phone_call_ids,
            [
                {
                    "name": "Wants a second roof",
                    "phone_sanitized": NUMBER,
                    "user_id": self.user_own.id,
                    "state": "held",
                }
            ],
        )


@tagged("post_install", "-at_install")
class TestPhoneCallTourPhone(PhoneBrowser, TestPhoneCallTour):
    """The same on a phone."""
