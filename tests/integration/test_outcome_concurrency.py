"""Two sellers close the same deal at the same moment, on real connections.

Run against a database with the addon installed::

    pytest --odoo-database=NAME --odoo-config=FILE \
        tests/integration/test_outcome_concurrency.py

Each seller has a connection and a thread, and goes through the same retry loop
as a request of the web client. What the tests create they delete again.
"""

import threading
import unittest
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests.common import get_db_name

WAIT = 30  # seconds until a thread that should have ended counts as stuck


class TestOutcomeConcurrency(unittest.TestCase):
    def setUp(self):
        self.registry = Registry(get_db_name())
        with self._env() as env:
            self.stages = env["crm.stage"].create(
                [{"name": "Race", "sequence": 1}, {"name": "Won", "is_won": True}]
            )
            team = env["crm.team"].create({"name": "Race team"})
            self.stages.team_ids = team
            users = (
                env["res.users"]
                .with_context(no_reset_password=True)
                .create(
                    [
                        {
                            "name": name,
                            "login": f"race_{name}",
                            "group_ids": [
                                (
                                    4,
                                    env.ref(
                                        "sales_team.group_sale_salesman_all_leads"
                                    ).id,
                                )
                            ],
                        }
                        for name in ("Ali", "Mei")
                    ]
                )
            )
            self.team_id = team.id
            self.users = dict(zip(("Ali", "Mei"), users.ids, strict=True))
            self.partner_ids = users.partner_id.ids
            self.stage_ids = self.stages.ids
            self.lead_id = self._create_lead(env)

    def tearDown(self):
        with self._env() as env:
            env["crm.lead"].with_context(active_test=False).search(
                [("team_id", "=", self.team_id)]
            ).unlink()
            env["crm.stage"].browse(self.stage_ids).unlink()
            env["crm.team"].browse(self.team_id).unlink()
            env["res.users"].browse(self.users.values()).unlink()
            env["res.partner"].browse(self.partner_ids).unlink()

    def _create_lead(self, env):
        return (
            env["crm.lead"]
            .create(
                {
                    "name": "Contested",
                    "type": "opportunity",
                    "user_id": False,
                    "team_id": self.team_id,
                    "stage_id": self.stage_ids[0],
                }
            )
            .id
        )

    @contextmanager
    def _env(self, uid=SUPERUSER_ID):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, uid, {})

    def _act(self, name, action, started, release, results):
        """Let one seller act in a request of his own.

        The first attempt reads the lead, reports and waits, so that both have
        seen an open deal before either of them acts.
        """
        try:
            with self._env(self.users[name]) as env:
                lead = env["crm.lead"].browse(self.lead_id)
                waited = []

                def attempt():
                    if not waited:
                        waited.append(lead.outcome)
                        started.release()
                        release.wait(WAIT)
                    action(lead)

                retrying(attempt, env)
            results[name] = "done"
        except UserError as error:
            results[name] = str(error)
        except Exception as error:  # noqa: BLE001 - the test compares it
            results[name] = repr(error)

    def _race(self, **actions):
        started, release, results = threading.Semaphore(0), threading.Event(), {}
        threads = [
            threading.Thread(
                target=self._act, args=(name, action, started, release, results)
            )
            for name, action in actions.items()
        ]
        for thread in threads:
            thread.start()
        for _thread in threads:
            self.assertTrue(started.acquire(timeout=WAIT))
        release.set()
        for thread in threads:
            thread.join(WAIT)
            self.assertFalse(thread.is_alive(), "a seller waits for ever")
        return results

    def _read(self):
        with self._env() as env:
            lead = env["crm.lead"].browse(self.lead_id)
            return lead.outcome, lead.outcome_ids.mapped("outcome")

    def _check_one_wins(self, results, outcomes):
        """Exactly one seller got through; the other reads who was faster."""
        winner = next((name for name, text in results.items() if text == "done"), None)
        self.assertTrue(winner, results)
        loser = next(name for name in results if name != winner)
        outcome = outcomes[winner]
        self.assertIn(f"marked as {outcome} by {winner}", results[loser])
        self.assertEqual(self._read(), (outcome, [outcome]))

    def test_won_and_lost_at_once(self):
        results = self._race(
            Ali=lambda lead: lead.action_set_won_rainbowman(),
            Mei=lambda lead: lead.action_set_lost(),
        )
        self._check_one_wins(results, {"Ali": "won", "Mei": "lost"})

    def test_dialog_lost_and_button_won_at_once(self):
        def lose(lead):
            lead.env["crm.lead.lost"].create(
                {"lead_ids": [(6, 0, lead.ids)]}
            ).action_lost_reason_apply()

        results = self._race(
            Ali=lambda lead: lead.action_set_won_rainbowman(), Mei=lose
        )
        self._check_one_wins(results, {"Ali": "won", "Mei": "lost"})

    def test_dragged_to_won_and_lost_at_once(self):
        won_stage = self.stage_ids[1]
        results = self._race(
            Ali=lambda lead: lead.web_save({"stage_id": won_stage}, {}),
            Mei=lambda lead: lead.action_set_lost(),
        )
        self._check_one_wins(results, {"Ali": "won", "Mei": "lost"})

    def test_two_losing_at_once_with_different_outcomes(self):
        results = self._race(
            Ali=lambda lead: lead.action_set_lost(outcome="dead"),
            Mei=lambda lead: lead.action_set_lost(),
        )
        self._check_one_wins(results, {"Ali": "dead", "Mei": "lost"})

    def test_both_winning_at_once_is_one_win(self):
        results = self._race(
            Ali=lambda lead: lead.action_set_won(),
            Mei=lambda lead: lead.action_set_won(),
        )
        self.assertEqual(results, {"Ali": "done", "Mei": "done"})
        self.assertEqual(self._read(), ("won", ["won"]))

    def test_restoring_at_once_completes_one_episode(self):
        with self._env() as env:
            env["crm.lead"].browse(self.lead_id).action_set_lost()
        results = self._race(
            Ali=lambda lead: lead.action_restore(),
            Mei=lambda lead: lead.action_restore(),
        )
        self.assertEqual(results, {"Ali": "done", "Mei": "done"})
        self.assertEqual(self._read(), (False, ["lost"]))
