"""Two at once: real connections, real commits, against the database under test."""

import json
import threading
import time
import uuid
from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

from odoo.addons.crm_plus.core.webhook_signature import sign

SECRET = "secret of the concurrency test"


@tagged("post_install", "-at_install")
class TestPhoneCallConcurrency(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def setUp(self):
        super().setUp()
        self.marker = uuid.uuid4().hex
        self.now = int(time.time())
        self.addCleanup(self._remove)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.channel_id, self.token = self._create_channel(env)
            self.call_id = (
                env["crm.plus.phone.call"]
                .create(
                    {
                        "name": self.marker,
                        "phone": "+32456990011",
                        "user_id": False,
                        "partner_id": False,
                        "lead_id": False,
                    }
                )
                .id
            )

    def _create_channel(self, env):
        channel = env["crm.plus.phone.channel"].create({"name": self.marker})
        channel.secret = SECRET
        return channel.id, channel.token

    def _remove(self):
        """Take away what the test committed."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
            calls = env["crm.plus.phone.call"].search(
                [
                    "|",
                    ("name", "=", self.marker),
                    ("channel_id", "=", self.channel_id),
                ]
            )
            calls.lead_id.unlink()
            calls.unlink()
            env["crm.plus.phone.channel"].browse(self.channel_id).unlink()

    def _run_together(self, *works):
        """Run each function on a connection of its own, started together.

        :param works: functions of an environment
        :return: list of what each returned, or the exception it raised
        """
        barrier = threading.Barrier(len(works))
        results = [None] * len(works)

        def run(index, work):
            started = []
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})

                def attempt():
                    # The snapshot is taken before the other side commits.
                    env["res.users"].search_count([])
                    if not started:
                        started.append(True)
                        barrier.wait(timeout=20)
                    return work(env)

                try:
                    results[index] = retrying(attempt, env)
                except Exception as error:  # noqa: BLE001 - the test looks at it
                    results[index] = error

        threads = [
            threading.Thread(target=run, args=(index, work))
            for index, work in enumerate(works)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
            self.assertFalse(thread.is_alive(), "no deadlock")
        return results

    def _convert(self, env, call_id=None, hold=0.0):
        call = env["crm.plus.phone.call"].browse(call_id or self.call_id)
        action = call.action_make_opportunity()
        env.flush_all()
        time.sleep(hold)
        return action["res_id"]

    def _deliver(self, env, event_id, kind, second):
        payload = {
            "event_id": event_id,
            "event": kind,
            "call_id": "c-1",
            "direction": "inbound",
            "from": "+32456990022",
            "time": f"2026-03-02T09:00:{second:02d}Z",
        }
        body = json.dumps(payload).encode()
        # Each delivery is signed at another second, as a telephone system does.
        stamp = str(self.now - second)
        return env["crm.plus.phone.channel"]._receive(
            self.token, stamp, sign(SECRET, stamp, body), body
        )

    def _count(self, model, domain):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
            return env[model].search_count(domain)

    def _read_calls(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return env["crm.plus.phone.call"].search_read(
                [("channel_id", "=", self.channel_id)], ["state", "report_count"]
            )

    def test_two_sellers_convert_one_call_into_one_lead(self):
        results = self._run_together(*[partial(self._convert, hold=0.3)] * 3)
        made = {result for result in results if isinstance(result, int)}
        refused = [result for result in results if isinstance(result, Exception)]
        self.assertEqual(len(made), 1)
        for error in refused:
            self.assertIsInstance(error, UserError)
            self.assertIn("Somebody else is working on this call", str(error))
        self.assertEqual(
            self._count("crm.lead", [("name", "=", self.marker)]), 1, "no twins"
        )

    def test_two_calls_of_one_number_make_one_lead(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            twin = env["crm.plus.phone.call"].browse(self.call_id).copy()
            twin.write({"name": self.marker, "lead_id": False, "partner_id": False})
            twin_id = twin.id
        self._run_together(
            partial(self._convert, hold=0.3),
            partial(self._convert, call_id=twin_id, hold=0.3),
        )
        self.assertEqual(self._count("crm.lead", [("name", "=", self.marker)]), 1)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_parallel_deliveries_of_one_event_make_one_call(self):
        works = [
            partial(self._deliver, event_id="e", kind="missed", second=second)
            for second in range(4)
        ]
        results = self._run_together(*works)
        self.assertEqual([status for status, _answer in results], [200] * 4)
        self.assertEqual(
            sorted(answer["status"] for _status, answer in results),
            ["accepted", "duplicate", "duplicate", "duplicate"],
        )
        self.assertEqual(len(self._read_calls()), 1)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_parallel_replays_of_one_delivery_count_once(self):
        work = partial(self._deliver, event_id="e", kind="missed", second=0)
        results = self._run_together(work, work)
        self.assertEqual(sorted(status for status, _answer in results), [200, 409])
        self.assertEqual(len(self._read_calls()), 1)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_parallel_events_of_one_call_add_up(self):
        results = self._run_together(
            partial(self._deliver, event_id="e1", kind="ringing", second=0),
            partial(self._deliver, event_id="e2", kind="answered", second=9),
            partial(self._deliver, event_id="e3", kind="ended", second=30),
        )
        self.assertEqual([status for status, _answer in results], [200] * 3)
        [call] = self._read_calls()
        self.assertEqual((call["state"], call["report_count"]), ("held", 3))
