import json
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ..core.webhook_signature import sign
from .phone_common import NUMBER, NUMBER_LOCAL, PhoneCallCase

NOW = 1_772_442_000  # 2026-03-02 09:00:00 UTC
SECRET = "secret of the test channel"


class PhoneChannelCase(PhoneCallCase):
    """A channel and the telephone system that calls it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_own.phone_extension = "201"
        cls.channel = cls.env["crm.plus.phone.channel"].create(
            {"name": "PBX", "user_id": cls.user_all.id, "team_id": cls.team_b.id}
        )
        cls.channel.sudo().secret = SECRET

    @classmethod
    def _payload(cls, kind, second=0, **values):
        moment = fields.Datetime.to_datetime("2026-03-02 09:00:00")
        moment += timedelta(seconds=second)
        return {
            "event_id": f"{kind}-{second}",
            "event": kind,
            "call_id": "c-1",
            "direction": "inbound",
            "from": NUMBER,
            "to": "200",
            "time": f"{moment.isoformat()}Z",
            **values,
        }

    def _sign(self, body, at=NOW, secret=SECRET):
        return {
            "X-CRM-Plus-Timestamp": str(at),
            "X-CRM-Plus-Signature": sign(secret, str(at), body),
        }

    def _deliver(self, payload, at=NOW, secret=SECRET, now="2026-03-02 09:00:00"):
        body = json.dumps(payload).encode()
        headers = self._sign(body, at, secret)
        public = self.env.ref("base.public_user")
        with freeze_time(now):
            return (
                self.env["crm.plus.phone.channel"]
                .with_user(public)
                ._receive(self.channel.token, *headers.values(), body)
            )


@tagged("post_install", "-at_install")
class TestPhoneChannel(PhoneChannelCase):
    def _calls(self):
        return self.Call.search([("channel_id", "=", self.channel.id)])

    def test_answered_call_is_held_by_its_agent(self):
        contact = self._create_contact()
        self._deliver(self._payload("ringing"))
        call = self._calls()
        self.assertEqual(call.state, "ongoing")
        self._deliver(self._payload("answered", 8, extension="201"))
        self._deliver(
            self._payload(
                "ended",
                98,
                extension="201",
                duration=90,
                recording_url="https://pbx.example.com/1.wav",
            )
        )
        self.assertRecordValues(
            self._calls(),
            [
                {
                    "id": call.id,
                    "direction": "inbound",
                    "state": "held",
                    "outcome": "answered",
                    "phone": NUMBER,
                    "partner_id": contact.id,
                    "user_id": self.user_own.id,
                    "duration": 1.5,
                    "date_start": fields.Datetime.to_datetime("2026-03-02 09:00:00"),
                    "recording_url": "https://pbx.example.com/1.wav",
                    "external_uid": "c-1",
                    "company_id": self.company.id,
                }
            ],
        )

    def test_missed_call_waits_for_the_owner_of_the_lead(self):
        lead = self._create_leads(phone=NUMBER, user_id=self.user_peer.id)
        self._deliver(self._payload("ringing", extension="201"))
        self._deliver(self._payload("missed", 20, extension="201"))
        self.assertRecordValues(
            self._calls(),
            [
                {
                    "state": "missed",
                    "lead_id": lead.id,
                    "user_id": self.user_peer.id,
                    "is_callback_pending": True,
                }
            ],
        )

    def test_missed_call_waits_for_the_owner_of_the_contact(self):
        self._create_contact(user_id=self.user_peer.id)
        self._deliver(self._payload("missed"))
        self.assertEqual(self._calls().user_id, self.user_peer)

    def test_missed_call_of_nobody_goes_to_the_default(self):
        self._deliver(self._payload("missed"))
        self.assertEqual(self._calls().user_id, self.user_all)
        self.assertTrue(self._calls().is_unknown)

    def test_without_default_the_call_is_the_teams(self):
        self.channel.user_id = False
        self._deliver(self._payload("missed"))
        self.assertFalse(self._calls().user_id)
        self.assertEqual(self._calls().team_id, self.team_b)

    def test_owner_of_another_company_does_not_get_the_call(self):
        self._create_contact(user_id=self.user_other.id)
        self._deliver(self._payload("missed"))
        self.assertEqual(self._calls().user_id, self.user_all)

    def test_outgoing_call_without_answer_is_an_attempt(self):
        changes = {"direction": "outbound", "to": NUMBER, "from": "201"}
        self._deliver(self._payload("ringing", extension="201", **changes))
        self._deliver(self._payload("ended", 30, extension="201", **changes))
        call = self._calls()
        self.assertEqual((call.state, call.outcome), ("held", "no_answer"))
        self.assertFalse(call.is_callback_pending)

    def test_order_of_arrival_does_not_matter(self):
        events = [
            self._payload("ended", 98, duration=90),
            self._payload("ringing"),
            self._payload("answered", 8, extension="201"),
        ]
        for event in events:
            self.assertEqual(self._deliver(event)[0], 200)
        call = self._calls()
        self.assertEqual(len(call), 1)
        self.assertEqual((call.state, call.duration), ("held", 1.5))
        self.assertEqual(call.user_id, self.user_own)

    def test_late_answer_takes_a_missed_call_off_the_queue(self):
        self._deliver(self._payload("missed", 20))
        self.assertTrue(self._calls().is_callback_pending)
        self._deliver(self._payload("answered", 8, extension="201"))
        self.assertEqual(self._calls().state, "held")
        self.assertFalse(self._calls().is_callback_pending)

    def test_event_sent_again_counts_once(self):
        self.assertEqual(
            self._deliver(self._payload("missed"))[1]["status"], "accepted"
        )
        status, answer = self._deliver(self._payload("missed"), at=NOW + 60)
        self.assertEqual((status, answer), (200, {"status": "duplicate"}))
        self.assertEqual(len(self._calls()), 1)
        self.assertEqual(self.channel.event_count, 1)

    def test_replayed_delivery_is_refused(self):
        self._deliver(self._payload("missed"))
        status, answer = self._deliver(self._payload("missed"))
        self.assertEqual(status, 409)
        self.assertIn("received before", answer["error"])
        self.assertEqual(self.channel.event_count, 1)

    def test_same_event_id_on_another_channel_is_another_event(self):
        other = self.channel.copy({"name": "Branch"})
        other.sudo().secret = SECRET
        self._deliver(self._payload("missed"))
        self.channel = other
        self.assertEqual(self._deliver(self._payload("missed"))[0], 200)
        self.assertEqual(len(self._calls()), 1)

    def test_what_a_person_corrected_stays(self):
        self._deliver(self._payload("ringing"))
        call = self._calls()
        call.write({"user_id": self.user_peer.id, "outcome": "call_back"})
        self._deliver(
            self._payload("ended", 98, duration=90, recording_url="https://x.org/1")
        )
        self.assertEqual(call.user_id, self.user_peer)
        self.assertEqual(call.state, "held")
        self.assertEqual(call.recording_url, "https://x.org/1")

    def test_hidden_and_malformed_numbers_are_logged(self):
        self._deliver(self._payload("missed", call_id="a", **{"from": None}))
        self._deliver(self._payload("missed", 1, call_id="b", **{"from": "anonymous"}))
        hidden, malformed = self._calls().sorted("external_uid")
        self.assertFalse(hidden.phone)
        self.assertEqual(malformed.phone, "anonymous")
        self.assertTrue(malformed.is_phone_unrecognized)

    def test_local_number_is_read_in_the_country_of_the_company(self):
        contact = self._create_contact()
        self._deliver(self._payload("missed", **{"from": NUMBER_LOCAL}))
        self.assertEqual(self._calls().partner_id, contact)

    def test_extension_of_a_portal_user_is_nobodys(self):
        self.user_portal.phone_extension = "300"
        self._deliver(self._payload("answered", extension="300"))
        self.assertEqual(self._calls().user_id, self.user_all)

    def test_call_is_written_by_the_system_in_the_company_of_the_channel(self):
        self.channel.write(
            {"company_id": self.company_other.id, "user_id": False, "team_id": False}
        )
        self._deliver(self._payload("missed"))
        call = self._calls()
        self.assertEqual(call.company_id, self.company_other)
        self.assertEqual(call.create_uid, self.env.ref("base.user_root"))

    def test_old_events_are_forgotten_and_calls_stay(self):
        self._deliver(self._payload("missed"))
        event = self.env["crm.plus.phone.event"].search(
            [("channel_id", "=", self.channel.id)]
        )
        event._gc_events()
        self.assertTrue(event.exists())
        with freeze_time(fields.Datetime.now() + timedelta(days=31)):
            done, _more = event._gc_events()
        self.assertEqual(done, 1)
        self.assertFalse(event.exists())
        self.assertEqual(len(self._calls()), 1)

    def test_channel_shows_its_last_event_and_error(self):
        self._deliver(self._payload("missed"))
        self.assertEqual(self.channel.event_count, 1)
        self.assertTrue(self.channel.date_last_event)
        status, answer = self._deliver({"event": "sneezed"})
        self.assertEqual(status, 400)
        self.assertEqual(self.channel.last_error, answer["error"])
        self.assertTrue(self.channel.date_last_error)
        self.assertEqual(self.channel.event_count, 1)
        action = self.channel.action_view_events()
        self.assertEqual(
            self.env["crm.plus.phone.event"].search_count(action["domain"]), 1
        )
