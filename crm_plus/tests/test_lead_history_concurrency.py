import random
import threading
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

ATTEMPTS = 50
TIMEOUT = 60


@tagged("post_install", "-at_install")
class TestLeadHistoryConcurrency(BaseCase):
    """Real connections that really commit; what they leave behind is removed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        # Odoo's own test runner holds this lock; the threads below need it, too.
        self.patch(Registry, "_lock", threading.RLock())
        with self._connection() as env:
            stages = env["crm.stage"].create([{"name": "Fresh"}, {"name": "Offered"}])
            leads = env["crm.lead"].create(
                [
                    {
                        "name": f"Contested {number}",
                        "type": "opportunity",
                        "stage_id": stages[0].id,
                        "expected_revenue": 1000,
                    }
                    for number in range(3)
                ]
            )
        self.stage_ids, self.lead_ids = stages.ids, leads.ids
        self.addCleanup(self._clean)

    def _clean(self):
        with self._connection() as env:
            env["crm.lead"].browse(self.lead_ids).unlink()
            env["crm.stage"].browse(self.stage_ids).unlink()

    @contextmanager
    def _connection(self):
        """One transaction on its own connection; commits when it ends well."""
        with self.registry.cursor() as cr:
            context = {"tracking_disable": True, "mail_create_nolog": True}
            yield api.Environment(cr, SUPERUSER_ID, context)

    def _write_with_retry(self, lead_id, values):
        """Write as a request does: a transaction that lost the race starts again.

        :return: number of attempts
        """
        for attempt in range(1, ATTEMPTS):
            try:
                with self._connection() as env:
                    env["crm.lead"].browse(lead_id).write(values)
                return attempt
            except SerializationFailure:
                continue
        raise AssertionError("the transaction never went through")

    def _start(self, target, *args):
        thread = threading.Thread(target=target, args=args, daemon=True)
        thread.start()
        return thread

    def _join(self, *threads):
        for thread in threads:
            thread.join(TIMEOUT)
            self.assertFalse(thread.is_alive(), "a transaction waits for ever")

    def _read_chain(self, lead_id):
        with self._connection() as env:
            rows = env["crm.plus.lead.history"].search(
                [("lead_id", "=", lead_id)], order="valid_from"
            )
            return [
                (row.valid_from, row.valid_to, row.expected_revenue) for row in rows
            ]

    def assertChain(self, lead_id, amounts):
        chain = self._read_chain(lead_id)
        self.assertEqual([amount for *_times, amount in chain], amounts)
        begins = [begin for begin, *_rest in chain]
        ends = [end for _begin, end, _amount in chain]
        self.assertEqual(ends, [*begins[1:], False])
        self.assertEqual(begins, sorted(set(begins)))

    @contextmanager
    def _rival_waiting(self, lead_id, amount):
        """Hold the lead's row while another connection wants to write it."""
        attempts = []

        def compete():
            attempts.append(
                self._write_with_retry(lead_id, {"expected_revenue": amount})
            )

        with self._connection() as env:
            env["crm.lead"].browse(lead_id).expected_revenue = 2000
            env.flush_all()
            rival = self._start(compete)
            self._wait_for_lock()
            yield env, attempts
        self._join(rival)

    def _wait_for_lock(self):
        """Poll until some connection waits for a row lock of this database."""
        pause = threading.Event()
        for _attempt in range(TIMEOUT * 50):
            with self._connection() as env:
                env.cr.execute(
                    """SELECT COUNT(*) FROM pg_stat_activity
                        WHERE datname = current_database()
                          AND wait_event_type = 'Lock'"""
                )
                if env.cr.fetchone()[0]:
                    return
            pause.wait(0.02)
        raise AssertionError("nobody waits")

    @mute_logger("odoo.sql_db")
    def test_second_writer_waits_and_writes_the_next_interval(self):
        lead_id = self.lead_ids[0]
        with self._rival_waiting(lead_id, 3000) as (_env, attempts):
            self.assertEqual(attempts, [], "held back by the row of the lead")
        self.assertEqual(attempts, [2], "lost the race once, then went through")
        self.assertChain(lead_id, [1000.0, 2000.0, 3000.0])

    @mute_logger("odoo.sql_db")
    def test_second_writer_of_a_rolled_back_change_knows_nothing_of_it(self):
        lead_id = self.lead_ids[0]
        with self._rival_waiting(lead_id, 3000) as (env, attempts):
            env.cr.rollback()
        self.assertEqual(attempts, [1])
        self.assertChain(lead_id, [1000.0, 3000.0])

    def test_transactions_of_the_same_instant_leave_one_interval(self):
        lead_id = self.lead_ids[0]
        moment = self._read_chain(lead_id)[0][0] + timedelta(seconds=1)
        for amount in (2000, 3000):
            with (
                self._connection() as env,
                patch.object(env.cr, "now", lambda: moment),
            ):
                env["crm.lead"].browse(lead_id).expected_revenue = amount
                env.cr.flush()
        self.assertChain(lead_id, [1000.0, 3000.0])

    @mute_logger("odoo.sql_db")
    def test_many_writers_leave_unbroken_chains(self):
        failures = []

        def work(seed):
            generator = random.Random(seed)
            try:
                for _number in range(8):
                    self._write_with_retry(
                        generator.choice(self.lead_ids),
                        {
                            "expected_revenue": generator.randrange(5),
                            "stage_id": generator.choice(self.stage_ids),
                        },
                    )
            except Exception as error:
                failures.append(error)
                raise

        self._join(*[self._start(work, seed) for seed in range(4)])
        self.assertEqual(failures, [])
        for lead_id in self.lead_ids:
            amounts = [amount for *_times, amount in self._read_chain(lead_id)]
            self.assertChain(lead_id, amounts)
        with self._connection() as env:
            found = env["crm.plus.lead.history"]._check_history_consistency()
            self.assertFalse(set(found) & set(self.lead_ids))
