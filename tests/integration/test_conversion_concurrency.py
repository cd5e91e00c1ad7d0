"""The same lead converted from two browsers at the same moment.

Real connections and real commits against the database under test; what a test
commits it takes away. Each browser's call runs as the server runs a request:
rolled back and tried again when PostgreSQL finds that another one came first.
"""

import threading
import uuid

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

SELLER = "sales_team.group_sale_salesman"
LEADER = "crm_plus.group_team_leader"


@tagged("post_install", "-at_install", "concurrency")
class TestConversionConcurrency(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def setUp(self):
        super().setUp()
        self.marker = uuid.uuid4().hex[:12]
        self.addCleanup(self._remove)
        with self._env() as env:
            self.user_ids = [
                self._create_user(env, number, SELLER).id for number in (1, 2)
            ]
            leader = self._create_user(env, 3, LEADER)
            self.leader_id = leader.id
            team = env["crm.team"].create(
                {"name": self.marker, "user_id": leader.id, "use_leads": True}
            )
            self.team_id = team.id
            self.lead_id = (
                env["crm.lead"]
                .create(
                    {
                        "name": self.marker,
                        "type": "lead",
                        # Nobody's yet: both sellers see it.
                        "user_id": False,
                        "team_id": team.id,
                        "contact_name": f"Person {self.marker}",
                        "partner_name": f"Company {self.marker}",
                        "email_from": f"{self.marker}@concurrency.example",
                    }
                )
                .id
            )

    def _env(self, user_id=SUPERUSER_ID):
        return _Connection(self.registry, user_id)

    def _create_user(self, env, number, group):
        return (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": f"Seller {number} {self.marker}",
                    "login": f"{self.marker}-{number}",
                    "email": f"{self.marker}-{number}@concurrency.example",
                    "group_ids": [(4, env.ref(group).id)],
                }
            )
        )

    def _remove(self):
        with self._env() as env:
            everything = env(context={"active_test": False})
            everything["crm.lead"].search([("team_id", "=", self.team_id)]).unlink()
            everything["crm.team"].browse(self.team_id).unlink()
            users = everything["res.users"].browse([*self.user_ids, self.leader_id])
            contacts = users.partner_id
            users.unlink()
            contacts |= self._customers(everything)
            contacts.sorted(lambda contact: not contact.parent_id).unlink()

    def _customers(self, env):
        names = ("Person", "Second", "Company", "Branch")
        return env["res.partner"].search(
            [("name", "in", [f"{name} {self.marker}" for name in names])]
        )

    def _open_dialog(self, user_id, **values):
        """Save the dialog in a request of its own, as the web client does."""
        with self._env(user_id) as env:
            return (
                env["crm.lead2opportunity.partner"]
                .with_context(**self._context())
                .create(values)
                .id
            )

    def _context(self):
        return {
            "active_model": "crm.lead",
            "active_id": self.lead_id,
            "active_ids": [self.lead_id],
        }

    def _press_together(self, *presses):
        """Run each press of a button on a connection of its own.

        :param presses: pairs (user id, function of an environment)
        :return: list of (whether it worked, result or error)
        """
        barrier = threading.Barrier(len(presses))
        results = [None] * len(presses)

        def press(index, user_id, work):
            met = []
            try:
                with self._env(user_id) as env:

                    def attempt():
                        # The snapshot is taken before the other side commits.
                        env["crm.lead"].browse(self.lead_id).read(["type"])
                        if not met:
                            met.append(True)
                            barrier.wait(timeout=30)
                        return work(env)

                    results[index] = (True, retrying(attempt, env))
            except UserError as error:
                results[index] = (False, str(error))

        threads = [
            threading.Thread(target=press, args=(index, *one))
            for index, one in enumerate(presses)
        ]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertNotIn(None, results)
        return results

    def _apply(self, **values):
        """Press Convert in two browsers, each with a dialog opened before."""
        presses = []
        for user_id in self.user_ids:
            wizard_id = self._open_dialog(user_id, **values)

            def press(env, wizard_id=wizard_id):
                wizard = env["crm.lead2opportunity.partner"].browse(wizard_id)
                wizard.with_context(**self._context()).action_apply()

            presses.append((user_id, press))
        return self._press_together(*presses)

    def _assert_one_converted(self, results, mode, status):
        winners = [index for index, (worked, _result) in enumerate(results) if worked]
        self.assertEqual(len(winners), 1, results)
        message = results[1 - winners[0]][1]
        winner_id = self.user_ids[winners[0]]
        with self._env() as env:
            lead = env["crm.lead"].browse(self.lead_id)
            winner = env["res.users"].browse(winner_id)
            self.assertIn(f"was already converted by {winner.name} on", message)
            self.assertEqual(lead.conversion_status, status)
            self.assertEqual(lead.conversion_ids.mapped("mode"), [mode])
            self.assertEqual(lead.conversion_ids.user_id, winner)
            self.assertEqual(
                sorted(self._customers(env).mapped("name")),
                [f"Company {self.marker}", f"Person {self.marker}"],
            )

    def test_one_opportunity_and_one_customer(self):
        self._assert_one_converted(self._apply(), "opportunity", "opportunity")

    def test_one_customer_without_a_deal(self):
        self._assert_one_converted(
            self._apply(make_opportunity=False), "customer", "customer"
        )

    def _create_lead_beside(self, **values):
        """Create another lead, of a person who works for the same new company."""
        with self._env() as env:
            values = {"contact_name": f"Second {self.marker}", **values}
            return env["crm.lead"].browse(self.lead_id).copy(values).id

    def _assert_one_company(self, results, lead_ids):
        self.assertEqual([worked for worked, _result in results], [True, True], results)
        with self._env() as env:
            leads = env["crm.lead"].browse(lead_ids)
            company = leads.partner_id.commercial_partner_id
            self.assertEqual(len(company), 1, "no twin companies")
            self.assertTrue(company.is_company)
            self.assertEqual(
                sorted(leads.partner_id.mapped("name")),
                [f"Person {self.marker}", f"Second {self.marker}"],
            )
            known = env["res.partner"].search([("name", "like", self.marker)])
            customers = known.filtered(lambda partner: not partner.user_ids)
            self.assertEqual(customers, company | leads.partner_id)

    def _convert_together(self, lead_ids):
        """Convert two leads in dialogs that were opened before."""
        presses = []
        for user_id, lead_id in zip(self.user_ids, lead_ids, strict=True):
            with self._env(user_id) as env:
                wizard_id = (
                    env["crm.lead2opportunity.partner"].create({"lead_id": lead_id}).id
                )

            def press(env, wizard_id=wizard_id):
                env["crm.lead2opportunity.partner"].browse(wizard_id).action_apply()

            presses.append((user_id, press))
        return self._press_together(*presses)

    def test_two_leads_of_one_new_company_make_one_company(self):
        other_id = self._create_lead_beside(email_from=f"x{self.marker}@other.example")
        lead_ids = [self.lead_id, other_id]
        self._assert_one_company(self._convert_together(lead_ids), lead_ids)

    def test_two_leads_of_one_new_domain_make_one_company(self):
        other_id = self._create_lead_beside(
            partner_name=f"Branch {self.marker}",
            email_from=f"second@{self.marker}.example",
        )
        with self._env() as env:
            lead = env["crm.lead"].browse(self.lead_id)
            lead.email_from = f"first@{self.marker}.example"
        lead_ids = [self.lead_id, other_id]
        self._assert_one_company(self._convert_together(lead_ids), lead_ids)

    def test_two_leads_without_a_dialog_make_one_company(self):
        other_id = self._create_lead_beside(email_from=f"x{self.marker}@other.example")
        lead_ids = [self.lead_id, other_id]

        def convert(env, lead_id):
            lead = env["crm.lead"].browse(lead_id)
            lead._handle_partner_assignment(create_missing=True)

        results = self._press_together(
            *(
                (user_id, lambda env, lead_id=lead_id: convert(env, lead_id))
                for user_id, lead_id in zip(self.user_ids, lead_ids, strict=True)
            )
        )
        self._assert_one_company(results, lead_ids)

    def _assert_one_person(self, lead_ids):
        results = self._convert_together(lead_ids)
        self.assertEqual([worked for worked, _result in results], [True, True], results)
        with self._env() as env:
            person = env["crm.lead"].browse(lead_ids).partner_id
            self.assertEqual(len(person), 1, "no twin contacts")
            self.assertEqual(person.name.split()[-1], self.marker)
            known = env["res.partner"].search([("name", "like", self.marker)])
            customers = known.filtered(lambda partner: not partner.user_ids)
            self.assertEqual(customers, person | person.parent_id)

    def test_two_leads_of_one_new_person_make_one_person(self):
        self._assert_one_person(
            [
                self.lead_id,
                self._create_lead_beside(
                    contact_name=f" Person  {self.marker}", email_from=False
                ),
            ]
        )

    def test_two_leads_of_one_new_person_at_a_known_company(self):
        with self._env() as env:
            env["res.partner"].create(
                {"name": f"Company {self.marker}", "is_company": True}
            )
        self._assert_one_person(
            [
                self.lead_id,
                self._create_lead_beside(
                    contact_name=f"Person {self.marker}", email_from=False
                ),
            ]
        )

    def _demand_approval(self):
        with self._env() as env:
            env["crm.team"].browse(self.team_id).conversion_min_probability = 100

    def test_one_request(self):
        self._demand_approval()
        presses = []
        for user_id in self.user_ids:
            wizard_id = self._open_dialog(user_id)

            def press(env, wizard_id=wizard_id):
                wizard = env["crm.lead2opportunity.partner"].browse(wizard_id)
                wizard.with_context(**self._context()).action_request_approval()

            presses.append((user_id, press))
        results = self._press_together(*presses)
        self.assertEqual(sorted(worked for worked, _result in results), [False, True])
        (message,) = [result for worked, result in results if not worked]
        self.assertRegex(message, "already (waiting|been requested)")
        with self._env() as env:
            lead = env["crm.lead"].browse(self.lead_id)
            self.assertEqual(lead.conversion_approval_ids.mapped("state"), ["pending"])

    def test_approved_and_refused_at_once(self):
        self._demand_approval()
        wizard_id = self._open_dialog(self.user_ids[0])
        with self._env(self.user_ids[0]) as env:
            env["crm.lead2opportunity.partner"].browse(wizard_id).with_context(
                **self._context()
            ).action_request_approval()
            approval_id = env["crm.lead"].browse(self.lead_id).conversion_pending_id.id

        def approval(env):
            return env["crm.plus.conversion.approval"].browse(approval_id)

        results = self._press_together(
            (self.leader_id, lambda env: bool(approval(env).action_approve())),
            (self.leader_id, lambda env: bool(approval(env).action_refuse("No"))),
        )
        self.assertEqual(sorted(worked for worked, _result in results), [False, True])
        (message,) = [result for worked, result in results if not worked]
        self.assertIn("closed already", message)
        approved = results[0][0]
        with self._env() as env:
            lead = env["crm.lead"].browse(self.lead_id)
            self.assertEqual(
                (approval(env).state, lead.type, len(lead.conversion_ids)),
                ("approved", "opportunity", 1) if approved else ("refused", "lead", 0),
            )


class _Connection:
    """An environment on a connection of its own, committed at the end."""

    def __init__(self, registry, user_id):
        self.cursor = registry.cursor()
        self.user_id = user_id

    def __enter__(self):
        return api.Environment(self.cursor.__enter__(), self.user_id, {})

    def __exit__(self, *error):
        return self.cursor.__exit__(*error)
