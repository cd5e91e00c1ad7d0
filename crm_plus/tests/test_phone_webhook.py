import json
import subprocess
import time
from shutil import which
from unittest import skipUnless

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..core.webhook_signature import sign
from .phone_common import NUMBER
from .test_phone_channel import SECRET, PhoneChannelCase


@tagged("post_install", "-at_install")
class TestPhoneWebhook(PhoneChannelCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.before = self._written()

    def _written(self):
        return (
            self.env["crm.plus.phone.call"].search_count([]),
            self.env["crm.plus.phone.event"].search_count([]),
            self.channel.last_error,
            self.channel.date_last_error,
        )

    def _post(self, body, headers=None, token=None):
        url = f"/crm_plus/phone/webhook/{token or self.channel.token}"
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
        if headers is None:
            headers = self._sign(body, int(time.time()))
        return self.opener.post(
            self.base_url() + url,
            data=body,
            headers={"Content-Type": "application/json", **headers},
            timeout=10,
        )

    def _assert_refused(self, response, status, text):
        self.assertEqual(response.status_code, status)
        self.assertIn(text, response.json()["error"])
        self.channel.invalidate_recordset()
        self.assertEqual(self._written(), self.before, "nothing is logged")
        # only a known channel notes a refusal, and only one that proved nothing
        self.assertEqual(self.channel.refusal_count, int(status == 401))
        self.assertEqual(bool(self.channel.last_refusal), status == 401)

    def test_signed_event_becomes_a_call(self):
        response = self._post(self._payload("missed"))
        self.assertEqual(response.status_code, 200)
        answer = response.json()
        self.assertEqual(answer["status"], "accepted")
        call = self.env["crm.plus.phone.call"].browse(answer["phone_call"])
        self.assertEqual((call.state, call.channel_id), ("missed", self.channel))

    @skipUnless(which("openssl"), "the example of the form runs openssl")
    def test_example_of_the_form_becomes_a_call(self):
        example = self.channel.request_example.replace(
            "the secret of this telephone system", SECRET
        )
        # curl says what it would send: the tests have a cookie of their own to add
        script = "curl() { printf '%s\\0' \"$@\"; }\n" + example
        told = subprocess.run(  # noqa: S603
            [which("sh"), "-c", script], capture_output=True, check=True, timeout=30
        ).stdout.decode()
        option, body, address, *headers = told.split("\0")[:-1]
        self.assertEqual(option, "--data-binary")
        self.assertEqual(address, self.channel.webhook_url)
        self.assertEqual(headers[::2], ["-H"] * 3)
        response = self._post(
            body.encode(), dict(line.split(": ", 1) for line in headers[1::2])
        )
        self.assertEqual(response.status_code, 200, response.text)
        call = self.env["crm.plus.phone.call"].browse(response.json()["phone_call"])
        self.assertRecordValues(
            call,
            [
                {
                    "state": "missed",
                    "direction": "inbound",
                    "channel_id": self.channel.id,
                }
            ],
        )
        self.assertEqual(call.phone_sanitized, NUMBER)

    def test_unsigned_is_401(self):
        body = self._payload("missed")
        self._assert_refused(self._post(body, {}), 401, "signature")
        headers = {"X-CRM-Plus-Timestamp": str(int(time.time()))}
        self._assert_refused(self._post(body, headers), 401, "signature")

    def test_wrong_secret_is_401(self):
        body = json.dumps(self._payload("missed")).encode()
        headers = self._sign(body, int(time.time()), secret="guessed")
        self._assert_refused(self._post(body, headers), 401, "signature")

    def test_changed_body_is_401(self):
        body = json.dumps(self._payload("missed")).encode()
        headers = self._sign(body, int(time.time()))
        changed = body.replace(b"missed", b"answered")
        self._assert_refused(self._post(changed, headers), 401, "signature")

    def test_channel_without_secret_lets_nobody_in(self):
        self.channel.sudo().secret = False
        self.before = self._written()
        body = json.dumps(self._payload("missed")).encode()
        now = str(int(time.time()))
        headers = {
            "X-CRM-Plus-Timestamp": now,
            "X-CRM-Plus-Signature": sign("", now, body),
        }
        self._assert_refused(self._post(body, headers), 401, "signature")

    def test_stale_timestamp_is_401(self):
        body = json.dumps(self._payload("missed")).encode()
        for seconds in (-301, 302):
            headers = self._sign(body, int(time.time()) + seconds)
            self._assert_refused(self._post(body, headers), 401, "stale")

    def test_replay_is_409(self):
        body = json.dumps(self._payload("missed")).encode()
        headers = self._sign(body, int(time.time()))
        self.assertEqual(self._post(body, headers).status_code, 200)
        self.before = self._written()
        self._assert_refused(self._post(body, headers), 409, "received before")
        upper = {name: value.upper() for name, value in headers.items()}
        self._assert_refused(self._post(body, upper), 409, "received before")

    def test_malformed_json_is_400(self):
        for body in (b"", b"{", b"\xff\xfe", b"event=missed", b"[" * 60_000):
            self._assert_refused(self._post(body), 400, "JSON")

    def test_senseless_event_is_400_and_says_which_field(self):
        response = self._post({**self._payload("missed"), "duration": "long"})
        self.assertEqual(response.status_code, 400)
        self.assertIn('"duration"', response.json()["error"])
        self.assertEqual(self._written()[:2], self.before[:2])
        response = self._post([1, 2])
        self.assertIn("JSON object", response.json()["error"])

    def test_unknown_channel_is_404(self):
        self._assert_refused(
            self._post(self._payload("missed"), token="nowhere"), 404, "unknown"
        )

    def test_archived_channel_is_404(self):
        self.channel.active = False
        self.before = self._written()
        self._assert_refused(self._post(self._payload("missed")), 404, "unknown")

    def test_large_body_is_413(self):
        body = json.dumps({**self._payload("missed"), "x": "y" * 70_000}).encode()
        self._assert_refused(self._post(body), 413, "exceeds")

    def test_large_body_without_length_is_refused(self):
        body = json.dumps({**self._payload("missed"), "x": "y" * 70_000}).encode()
        headers = self._sign(body, int(time.time()))
        # An iterator has no length: it is sent in chunks.
        response = self._post(iter([body]), headers)
        self.assertIn(response.status_code, (401, 413))
        self.assertEqual(self._written(), self.before)

    @mute_logger("odoo.http")
    def test_other_methods_are_not_there(self):
        url = f"/crm_plus/phone/webhook/{self.channel.token}"
        self.assertIn(self.url_open(url).status_code, (404, 405))

    def test_session_is_not_kept(self):
        response = self._post(self._payload("missed"))
        self.assertNotIn("session_id", response.headers.get("Set-Cookie", ""))

    def _assert_quiet(self, response, status):
        """Refused with JSON, nothing written, nothing said loudly in the log."""
        self.assertEqual(response.status_code, status)
        self.assertTrue(response.json()["error"])
        self.assertNotIn("Traceback", response.text)
        self.channel.invalidate_recordset()
        self.assertEqual(self._written()[:2], self.before[:2])

    def test_attacks_are_answered_without_a_word_in_the_log(self):
        body = json.dumps(self._payload("missed")).encode()
        now = int(time.time())
        good = self._sign(body, now)
        timestamp, signature = good
        with self.assertNoLogs("odoo", "WARNING"):
            for headers, status in (
                ({}, 401),
                ({**good, signature: ""}, 401),
                ({**good, signature: "sha256="}, 401),
                ({**good, signature: "é" * 64}, 401),
                ({**good, signature: "x" * 8000}, 401),
                ({**good, timestamp: str(now + 1)}, 401),
                ({**good, timestamp: ""}, 401),
                (self._sign(body, "now"), 401),
                (self._sign(body, "1e9"), 401),
                (self._sign(body, "9" * 5000), 401),
                (self._sign(body, -now), 401),
                (self._sign(body, now - 3600), 401),
            ):
                encoded = {name: value.encode() for name, value in headers.items()}
                with self.subTest(headers=str(headers)[:120]):
                    self._assert_quiet(self._post(body, encoded), status)
            for token in ("nowhere", "%00", "a" * 3000, "..%2f", "%F0%9F%92%A5"):
                with self.subTest(token=token[:20]):
                    response = self._post(body, good, token=token)
                    self.assertEqual(response.status_code, 404)
            for body in (b"", b"\x00", b"null", b"17", b'"text"', b"[]", b"{}", b"NaN"):
                with self.subTest(body=body):
                    self._assert_quiet(self._post(body), 400)

    def test_senseless_values_are_answered_without_a_word_in_the_log(self):
        with self.assertNoLogs("odoo", "WARNING"):
            for values in (
                {"event": ["missed"]},
                {"event": {}},
                {"direction": None},
                {"event_id": {"a": 1}},
                {"event_id": "a\0b"},
                {"call_id": "x" * 257},
                {"from": [NUMBER]},
                {"from": "\ud800"},
                {"time": "0001-01-01T00:00:00+14:00"},
                {"time": "9999-12-31T23:59:59-14:00"},
                {"time": 1e300},
                {"duration": float("nan")},
                {"duration": float("inf")},
                {"duration": -1},
                {"duration": 10**400},
                {"recording_url": "javascript:alert(1)"},
            ):
                with self.subTest(values=str(values)[:60]):
                    payload = {**self._payload("ended"), **values}
                    self._assert_quiet(self._post(payload), 400)

    def test_malformed_numbers_are_logged_as_they_are(self):
        for index, number in enumerate(
            ("'; DROP TABLE res_partner; --", "<script>", "+", "٠٢١", "0" * 256, "")
        ):
            payload = self._payload("missed", index, call_id=f"odd-{index}")
            with self.subTest(number=number), self.assertNoLogs("odoo", "WARNING"):
                response = self._post({**payload, "from": number})
                self.assertEqual(response.status_code, 200)
                call = self.env["crm.plus.phone.call"].browse(
                    response.json()["phone_call"]
                )
                self.assertEqual(call.phone or "", number)
                self.assertFalse(call.partner_id or call.lead_id)

    @mute_logger("odoo.http")
    def test_no_other_method_creates_a_call(self):
        url = f"{self.base_url()}/crm_plus/phone/webhook/{self.channel.token}"
        body = json.dumps(self._payload("missed")).encode()
        headers = self._sign(body, int(time.time()))
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            with self.subTest(method=method):
                response = self.opener.request(
                    method, url, data=body, headers=headers, timeout=10
                )
                self.assertIn(response.status_code, (404, 405))
                self.assertEqual(self._written(), self.before)
