from datetime import date, datetime, timedelta

from psycopg2 import IntegrityError

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CrmPlusCase

T0 = datetime(2025, 3, 3, 8, 0, 0, 250000)
DAY = timedelta(days=1)


class LeadHistoryCase(CrmPlusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.History = cls.env["crm.plus.lead.history"]
        cls.stage_new, cls.stage_offer, cls.stage_won = cls.env["crm.stage"].create(
            [
                {"name": "Fresh", "sequence": 101},
                {"name": "Offered", "sequence": 102},
                {"name": "Signed", "sequence": 103, "is_won": True},
            ]
        )

    def _create_at(self, moment, count=1, **values):
        values = {
            "stage_id": self.stage_new.id,
            "expected_revenue": 1000,
            "probability": 20,
            **values,
        }
        with self._transaction(moment):
            return self._create_leads(count, **values)

    def _history(self, leads):
        return self.History.search([("lead_id", "in", leads.ids)], order="valid_from")

    def assertIntervals(self, lead, field, expected):
        """The chain of intervals: (begin, value), each ending where the next begins."""
        rows = self._history(lead)
        self.assertEqual([(row.valid_from, row[field]) for row in rows], expected)
        self.assertEqual(
            rows.mapped("valid_to"), [*rows.mapped("valid_from")[1:], False]
        )


@tagged("post_install", "-at_install")
class TestLeadHistory(LeadHistoryCase):
    def test_creation_opens_one_interval_with_the_values_of_the_lead(self):
        lead = self._create_at(T0, date_deadline=date(2025, 6, 30))
        self.assertRecordValues(
            self._history(lead),
            [
                {
                    "lead_id": lead.id,
                    "valid_from": T0,
                    "valid_to": False,
                    "type": "opportunity",
                    "stage_id": self.stage_new.id,
                    "team_id": self.team_a.id,
                    "user_id": self.user_own.id,
                    "company_id": self.company.id,
                    "won_status": "pending",
                    "is_archived": False,
                    "is_reconstructed": False,
                    "expected_revenue": 1000.0,
                    "recurring_revenue_monthly": 0.0,
                    "probability": 20.0,
                    "date_deadline": date(2025, 6, 30),
                    "changed_by_id": self.env.uid,
                }
            ],
        )
        self.assertEqual(self._history(lead).valid_from, lead.create_date)

    def test_each_recorded_field_closes_the_interval_and_opens_the_next(self):
        plan = self.env["crm.recurring.plan"].create(
            {"name": "Half a year", "number_of_months": 6}
        )
        changes = [
            ("stage_id", {"stage_id": self.stage_offer.id}, self.stage_offer),
            ("team_id", {"team_id": self.team_b.id}, self.team_b),
            ("user_id", {"user_id": self.user_all.id}, self.user_all),
            ("expected_revenue", {"expected_revenue": 1234.5}, 1234.5),
            ("probability", {"probability": 33.3}, 33.3),
            ("date_deadline", {"date_deadline": "2025-12-24"}, date(2025, 12, 24)),
            ("type", {"type": "lead"}, "lead"),
            ("is_archived", {"active": False}, True),
            (
                "recurring_revenue_monthly",
                {"recurring_revenue": 600, "recurring_plan": plan.id},
                100.0,
            ),
        ]
        for field, values, expected in changes:
            with self.subTest(field=field):
                lead = self._create_at(T0)
                before = self._history(lead)[field]
                with self._transaction(T0 + DAY):
                    lead.write(values)
                self.assertIntervals(lead, field, [(T0, before), (T0 + DAY, expected)])

    def test_company_change_is_recorded(self):
        lead = self._create_at(T0, team_id=False, user_id=False)
        with self._transaction(T0 + DAY):
            lead.write({"user_id": self.user_other.id, "team_id": self.team_other.id})
        self.assertEqual(lead.company_id, self.company_other)
        self.assertEqual(
            self._history(lead)[-1].company_id, self.company_other, "recomputed company"
        )

    def test_other_fields_leave_the_history_alone(self):
        lead = self._create_at(T0)
        with self._transaction(T0 + DAY):
            lead.write({"description": "<p>Called</p>", "phone": "+98 21 1234 5678"})
        self.assertIntervals(lead, "stage_id", [(T0, self.stage_new)])

    def test_two_writes_of_a_transaction_make_one_interval(self):
        lead = self._create_at(T0)
        with self._transaction(T0 + DAY):
            lead.expected_revenue = 2000
            self.env.flush_all()
            lead.write({"expected_revenue": 3000, "stage_id": self.stage_offer.id})
        self.assertIntervals(
            lead, "expected_revenue", [(T0, 1000.0), (T0 + DAY, 3000.0)]
        )

    def test_change_taken_back_makes_no_interval(self):
        lead = self._create_at(T0)
        with self._transaction(T0 + DAY):
            lead.expected_revenue = 2000
            self.env.flush_all()
            lead.expected_revenue = 1000
        self.assertIntervals(lead, "expected_revenue", [(T0, 1000.0)])

    def test_change_taken_back_after_a_savepoint_makes_no_interval(self):
        """A savepoint runs the precommit hooks in the middle of the transaction."""
        lead = self._create_at(T0)
        opened = self._history(lead)
        with self._transaction(T0 + DAY):
            lead.expected_revenue = 2000
            with self.env.cr.savepoint():
                lead.probability = 50
            self.assertIntervals(
                lead, "expected_revenue", [(T0, 1000.0), (T0 + DAY, 2000.0)]
            )
            lead.write({"expected_revenue": 1000, "probability": 20})
        self.assertIntervals(lead, "expected_revenue", [(T0, 1000.0)])
        self.assertEqual(self._history(lead), opened)

    def test_change_rolled_back_to_a_savepoint_is_not_recorded(self):
        lead = self._create_at(T0)
        with self._transaction(T0 + DAY):
            lead.probability = 30
            with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
                lead.expected_revenue = 2000
                self.History._record_pending()
                lead.expected_revenue /= 0
        self.assertIntervals(lead, "probability", [(T0, 20.0), (T0 + DAY, 30.0)])
        self.assertEqual(set(self._history(lead).mapped("expected_revenue")), {1000.0})

    def test_second_transaction_of_the_same_instant_rewrites_the_interval(self):
        lead = self._create_at(T0)
        with self._transaction(T0):
            lead.expected_revenue = 2000
        self.assertIntervals(lead, "expected_revenue", [(T0, 2000.0)])

    def test_clock_set_back_rewrites_the_interval(self):
        lead = self._create_at(T0)
        with self._transaction(T0 - DAY):
            lead.expected_revenue = 2000
        self.assertIntervals(lead, "expected_revenue", [(T0, 2000.0)])

    def test_changes_by_later_hooks_are_part_of_the_interval(self):
        lead = self._create_at(T0)
        with self._transaction(T0 + DAY):
            lead.expected_revenue = 2000

            def write_again():
                lead.probability = 60

            self.env.cr.precommit.add(write_again)
        self.assertIntervals(
            lead, "expected_revenue", [(T0, 1000.0), (T0 + DAY, 2000.0)]
        )
        self.assertEqual(self._history(lead)[-1].probability, 60.0)

    def test_lost_restored_and_won_are_intervals(self):
        lead = self._create_at(T0)
        with self._transaction(T0 + DAY):
            lead.action_set_lost()
        with self._transaction(T0 + 2 * DAY):
            lead.action_restore()
        with self._transaction(T0 + 3 * DAY):
            lead.write({"stage_id": self.stage_won.id})
        self.assertIntervals(
            lead,
            "won_status",
            [
                (T0, "pending"),
                (T0 + DAY, "lost"),
                (T0 + 2 * DAY, "pending"),
                (T0 + 3 * DAY, "won"),
            ],
        )
        self.assertEqual(
            self._history(lead).mapped("is_archived"), [False, True, False, False]
        )
        self.assertEqual(self._history(lead)[1].probability, 0.0)
        self.assertEqual(self._history(lead)[3].probability, 100.0)

    def test_recomputed_value_is_recorded(self):
        """A change of the plan reaches the lead without any write on it."""
        plan = self.env["crm.recurring.plan"].create(
            {"name": "Quarter", "number_of_months": 3}
        )
        lead = self._create_at(T0, recurring_revenue=300, recurring_plan=plan.id)
        with self._transaction(T0 + DAY):
            plan.number_of_months = 1
        self.assertIntervals(
            lead, "recurring_revenue_monthly", [(T0, 100.0), (T0 + DAY, 300.0)]
        )

    def test_merge_records_the_survivor_and_drops_the_others(self):
        leads = self._create_at(T0, 2)
        leads[1].expected_revenue = 5000
        with self._transaction(T0 + DAY):
            survivor = leads.merge_opportunity(user_id=self.user_all.id)
        gone = leads - survivor
        self.assertFalse(self.History.search([("lead_id", "in", gone.ids)]))
        self.assertIntervals(
            survivor,
            "user_id",
            [(T0, self.user_own), (T0 + DAY, self.user_all)],
        )

    def test_deleted_lead_takes_its_history_along(self):
        leads = self._create_at(T0, 2)
        with self._transaction(T0 + DAY):
            leads[0].expected_revenue = 7
            leads[0].unlink()
        self.assertEqual(self._history(leads).lead_id, leads[1])

    def test_deleted_team_is_emptied_on_both_sides(self):
        team = self._create_team("Short-lived", self.user_leader, self.user_own)
        lead = self._create_at(T0, team_id=team.id)
        with self._transaction(T0 + DAY):
            team.unlink()
        self.assertFalse(lead.team_id)
        self.assertNotIn(lead.id, self.History._check_history_consistency())

    def test_interval_without_length_is_refused_by_the_database(self):
        interval = self._history(self._create_at(T0))
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            interval.sudo().valid_to = T0
            self.env.flush_all()
        self.assertFalse(interval.valid_to)

    def test_second_open_interval_is_refused_by_the_database(self):
        lead = self._create_at(T0)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.History.create({"lead_id": lead.id, "valid_from": T0 + DAY})
        self.assertEqual(len(self._history(lead)), 1)

    def test_author_is_the_user_who_wrote(self):
        lead = self._create_at(T0)
        with self._transaction(T0 + DAY):
            lead.with_user(self.user_own).expected_revenue = 2000
        self.assertEqual(
            self._history(lead).changed_by_id.mapped("login"),
            [self.env.user.login, "user_own"],
        )

    def test_nightly_rescoring_is_recorded_from_one_point_up(self):
        """Stock writes the chances in SQL; small moves do not flood the history."""
        leads = self._create_at(T0, 2)
        self.env.flush_all()
        with self._transaction(T0 + DAY):
            for lead, probability in zip(leads, (20.4, 21.0), strict=True):
                self.env.cr.execute(
                    "UPDATE crm_lead SET probability = %s WHERE id = %s",
                    [probability, lead.id],
                )
            leads.invalidate_recordset()
            self.env["crm.lead"]._update_automated_probabilities()
        self.assertIntervals(leads[0], "probability", [(T0, 20.0)])
        self.assertIntervals(leads[1], "probability", [(T0, 20.0), (T0 + DAY, 21.0)])
        self.assertEqual(self._history(leads[1])[-1].changed_by_id, self.env.user)
        self.assertFalse(
            set(leads.ids) & set(self.History._check_history_consistency())
        )

    def test_every_chance_is_recorded_when_the_step_is_zero(self):
        self.env["ir.config_parameter"].set_param("crm_plus.history_chance_step", 0)
        lead = self._create_at(T0)
        with self._transaction(T0 + DAY):
            self.env.cr.execute(
                "UPDATE crm_lead SET probability = 20.01 WHERE id = %s", lead.ids
            )
            self.History._record_all()
        self.assertIntervals(lead, "probability", [(T0, 20.0), (T0 + DAY, 20.01)])

    def test_consistency_check_finds_and_repair_mends(self):
        leads = self._create_at(T0, 3)
        self.env.cr.execute(
            "UPDATE crm_lead SET expected_revenue = 9 WHERE id = %s", leads[0].ids
        )
        self.env.cr.execute(
            "DELETE FROM crm_plus_lead_history WHERE lead_id = %s", leads[1].ids
        )
        found = self.History._check_history_consistency()
        self.assertEqual(set(found) & set(leads.ids), set(leads[:2].ids))
        with self._transaction(T0 + DAY):
            self.assertEqual(self.History._repair_history_consistency(), found)
        self.assertEqual(self.History._check_history_consistency(), [])
        self.assertIntervals(
            leads[0], "expected_revenue", [(T0, 1000.0), (T0 + DAY, 9.0)]
        )
        self.assertIntervals(leads[1], "expected_revenue", [(T0 + DAY, 1000.0)])
        self.assertIntervals(leads[2], "expected_revenue", [(T0, 1000.0)])

    def test_salesperson_sees_pending_changes_when_reading(self):
        lead = self._create_at(T0)
        with self._transaction(T0 + DAY):
            lead.expected_revenue = 2000
            self.assertEqual(
                lead._history_at(T0 + DAY).expected_revenue, 2000.0, "not flushed yet"
            )

    def test_archived_stage_members_are_kept_in_the_chain(self):
        """Many leads of different kinds in one transaction, each with its own chain."""
        leads = self._create_at(T0, 6)
        with self._transaction(T0 + DAY):
            leads[:2].action_set_lost()
            leads[2].stage_id = self.stage_won
            leads[3].tag_ids = [Command.create({"name": "Crème"})]
            leads[4].unlink()
            new = self._create_leads(stage_id=self.stage_new.id)
        counts = [len(self._history(lead)) for lead in (leads - leads[4]) | new]
        self.assertEqual(counts, [2, 2, 2, 1, 1, 1])
