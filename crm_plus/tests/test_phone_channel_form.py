from unittest.mock import patch

from lxml import etree

from odoo.fields import Datetime
from odoo.tests import tagged

from ..core import phone_event, webhook_signature
from ..models.phone_channel import MAX_BODY_BYTES
from .test_phone_channel import NOW, PhoneChannelCase


@tagged("post_install", "-at_install")
class TestPhoneChannelForm(PhoneChannelCase):
    """What the form of a telephone system says about its connection."""

    def _get_page(self):
        arch = self.channel.with_user(self.user_manager).get_view(view_type="form")
        [page] = etree.fromstring(arch["arch"]).xpath("//page[@name='connection']")
        return page

    def test_form_states_how_to_sign(self):
        text = " ".join("".join(self._get_page().itertext()).split())
        for fact in (
            "POST",
            "application/json",
            f"at most {MAX_BODY_BYTES // 1024} KiB",
            webhook_signature.TIMESTAMP_HEADER,
            webhook_signature.SIGNATURE_HEADER,
            f"{webhook_signature.PREFIX} followed by the signature in hexadecimal",
            "timestamp.body",
            "HMAC-SHA256",
            f"more than {webhook_signature.TOLERANCE_SECONDS} seconds",
            "refused (409)",
        ):
            self.assertIn(fact, text)

    def test_form_names_every_field_and_value(self):
        page = self._get_page()
        named = {node.text for node in page.iter("code")}
        payload = dict.fromkeys(
            [
                "event_id",
                "event",
                "call_id",
                "direction",
                "from",
                "to",
                "time",
                "start",
                "duration",
                "extension",
                "recording_url",
            ]
        )
        self.assertLessEqual(set(payload), named)
        self.assertLessEqual({*phone_event.KINDS, *phone_event.DIRECTIONS}, named)
        required = {
            row.find("th/code").text
            for row in page.iter("tr")
            if row.find("th/code") is not None
            and (row.find("td").text or "").startswith("required")
        }
        self.assertEqual(
            required, {"event_id", "event", "call_id", "direction", "time"}
        )
        for name in required:
            broken = {**self._payload("missed"), name: None}
            with self.assertRaisesRegex(phone_event.EventError, f'"{name}"'):
                phone_event.parse_event(broken)

    def test_example_is_for_administrators(self):
        self.assertIn(
            self.channel.webhook_url,
            self.channel.with_user(self.user_manager).request_example,
        )
        fields = self.channel.with_user(self.user_own).fields_get()
        self.assertNotIn("request_example", fields)

    # ------------------------------------------------------------
    # REFUSALS
    # ------------------------------------------------------------

    def _get_refusals(self):
        return (
            self.channel.refusal_count,
            self.channel.last_refusal,
            str(self.channel.date_last_refused),
        )

    def test_refusals_are_counted_once_a_minute(self):
        for now, count, noted in (
            ("2026-03-02 09:00:00", 1, "2026-03-02 09:00:00"),
            ("2026-03-02 09:00:01", 1, "2026-03-02 09:00:00"),
            ("2026-03-02 09:00:59", 1, "2026-03-02 09:00:00"),
            ("2026-03-02 09:01:00", 2, "2026-03-02 09:01:00"),
        ):
            answer = self._deliver(self._payload("missed"), secret="guessed", now=now)
            reason = "missing or wrong signature"
            self.assertEqual(answer, (401, {"error": reason}))
            self.assertEqual(self._get_refusals(), (count, reason, noted))

    def test_clock_that_is_wrong_is_noted(self):
        for at, now, reason in (
            (NOW - 400, "2026-03-02 09:00:00", "signed 400 seconds ago"),
            (NOW + 461, "2026-03-02 09:01:00", "signed 401 seconds ahead of us"),
        ):
            status, answer = self._deliver(self._payload("missed"), at=at, now=now)
            self.assertEqual(status, 401)
            self.assertEqual(answer["error"], f"stale timestamp: {reason}")
            self.assertEqual(self.channel.last_refusal, answer["error"])

    def test_refusal_is_not_noted_while_somebody_writes_the_channel(self):
        with patch.object(
            type(self.channel),
            "try_lock_for_update",
            lambda records, **_kwargs: records.browse(),
        ):
            status, _answer = self._deliver(self._payload("missed"), secret="guessed")
        self.assertEqual(status, 401)
        self.assertEqual(self.channel.refusal_count, 0)

    def test_what_is_signed_is_no_refusal(self):
        self._deliver(self._payload("missed"))
        self._deliver(self._payload("missed"))  # 409
        self._deliver({"event": "sneezed"})  # 400
        self.assertEqual(self.channel.refusal_count, 0)
        self.assertFalse(self.channel.date_last_refused)

    def test_stranger_without_the_address_leaves_no_trace(self):
        before = self.channel.read()
        answer = self.env["crm.plus.phone.channel"]._receive("guess", "1", "x", b"{}")
        self.assertEqual(answer[0], 404)
        self.channel.invalidate_recordset()
        self.assertEqual(self.channel.read(), before)

    def test_accepted_event_leaves_the_last_refusal(self):
        self._deliver(self._payload("missed"), secret="guessed")
        self._deliver(self._payload("missed"))
        self.assertEqual(self.channel.event_count, 1)
        self.assertEqual(
            self.channel.date_last_refused, Datetime.to_datetime("2026-03-02 09:00:00")
        )
