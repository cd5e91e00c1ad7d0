from datetime import date, datetime
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import mute_logger

from .common import CrmPlusCase

TODAY = datetime(2026, 5, 16, 9, 0, 0)


class TargetCase(CrmPlusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create(
            {"name": "Plan", "type": "service", "taxes_id": False}
        )

    @classmethod
    def _create_targets(cls, *values):
        defaults = {"team_id": cls.team_a.id, "date_start": TODAY, "target_value": 100}
        return cls.env["crm.plus.target"].create(
            [{**defaults, **vals} for vals in values]
        )

    @classmethod
    def _create_orders(cls, *days, price=1000, confirm=True, **values):
        """Quotations of ``user_own`` in ``team_a`` made on the given days."""
        orders = cls.env["sale.order"]
        for day in days:
            with patch.object(cls.env.cr, "now", lambda day=day: day):
                orders |= orders.create(
                    {
                        "partner_id": cls.partner.id,
                        "user_id": cls.user_own.id,
                        "team_id": cls.team_a.id,
                        "order_line": [
                            Command.create(
                                {"product_id": cls.product.id, "price_unit": price}
                            )
                        ],
                        **values,
                    }
                )
            if confirm:
                orders[-1:].action_confirm()
                orders[-1:].date_order = day
        return orders


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTarget(TargetCase):
    # ------------------------------------------------------------
    # Period
    # ------------------------------------------------------------

    @users("user_manager")
    def test_start_becomes_the_first_day_of_the_period(self):
        targets = self._create_targets(
            {"period_type": "month"},
            {"period_type": "quarter"},
            {"period_type": "year", "date_start": "2028-02-29"},
        ).with_env(self.env)
        self.assertRecordValues(
            targets,
            [
                {"date_start": date(2026, 5, 1), "date_end": date(2026, 5, 31)},
                {"date_start": date(2026, 4, 1), "date_end": date(2026, 6, 30)},
                {"date_start": date(2028, 1, 1), "date_end": date(2028, 12, 31)},
            ],
        )
        targets[0].period_type = "year"
        targets[2].date_start = "2027-07-09"
        self.assertEqual(
            targets.mapped("date_start"),
            [date(2026, 1, 1), date(2026, 4, 1), date(2027, 1, 1)],
        )

    @users("user_manager")
    def test_form_proposes_the_running_month(self):
        with Form(self.env["crm.plus.target"]) as form:
            form.team_id = self.team_a
            form.target_value = 5
            self.assertEqual(form.date_start, date(2026, 5, 1))
            form.period_type = "quarter"
            self.assertEqual(form.date_start, date(2026, 4, 1))
            self.assertEqual(form.date_end, date(2026, 6, 30))
        self.assertEqual(form.record.company_id, self.company)
        self.assertEqual(form.record.display_name, "Team A – Orders Amount – Q2 2026")

    # ------------------------------------------------------------
    # Bad input
    # ------------------------------------------------------------

    @users("user_manager")
    def test_value_that_is_no_target_is_refused_and_the_old_one_stays(self):
        Target = self.env["crm.plus.target"]
        values = {"team_id": self.team_a.id, "measure": "order_amount"}
        refused = [
            (0, "greater than zero"),
            (-5, "greater than zero"),
            (float("nan"), "nan is not a number"),
            (float("inf"), "inf is not a number"),
            (float("-inf"), "inf is not a number"),
            (1e300, "not be greater than 1,000,000,000,000,000"),
            (1e15 + 1, "not be greater than 1,000,000,000,000,000"),
        ]
        for wrong, words in refused:
            with (
                self.assertRaisesRegex(ValidationError, words),
                self.cr.savepoint(),
            ):
                Target.create({**values, "target_value": wrong})
        self.assertFalse(Target.search([("team_id", "=", self.team_a.id)]))
        target = Target.create({**values, "target_value": 1e15})
        for wrong, words in refused:
            with (
                self.assertRaisesRegex(ValidationError, words),
                self.cr.savepoint(),
            ):
                target.target_value = wrong
            target.invalidate_recordset()
            self.assertEqual(target.target_value, 1e15)

    @users("user_manager")
    def test_part_of_an_order_is_no_target(self):
        for measure in ("order_count", "quotation_count", "won_count"):
            with (
                self.assertRaisesRegex(ValidationError, "needs a whole number"),
                self.cr.savepoint(),
            ):
                self._create_targets({"measure": measure, "target_value": 4.7})
        target = self._create_targets({"measure": "mrr_amount", "target_value": 4.7})
        with (
            self.assertRaisesRegex(ValidationError, "needs a whole number"),
            self.cr.savepoint(),
        ):
            target.measure = "won_count"
        target.invalidate_recordset()
        self.assertRecordValues(
            target, [{"measure": "mrr_amount", "target_value": 4.7}]
        )

    @users("user_manager")
    def test_unknown_period_is_refused(self):
        target = self._create_targets({})
        for action in (
            lambda: self._create_targets(
                {"measure": "won_count", "period_type": "foo"}
            ),
            lambda: target.write({"period_type": "foo"}),
            lambda: self.team_a.with_env(self.env).set_card_target(
                "won_count", 5, period_type="foo"
            ),
        ):
            with (
                self.assertRaisesRegex(ValidationError, "a year, not foo"),
                self.cr.savepoint(),
            ):
                action()
        target.invalidate_recordset()
        self.assertEqual(self.team_a.target_ids, target.with_env(self.env))
        self.assertEqual(target.period_type, "month")

    def test_amounts_have_a_currency_and_numbers_have_none(self):
        targets = self._create_targets(
            {"measure": "order_amount"}, {"measure": "order_count"}
        )
        self.assertEqual(targets[0].amount_currency_id, self.company.currency_id)
        self.assertFalse(targets[1].amount_currency_id)

    @users("user_manager")
    @mute_logger("odoo.sql_db")
    def test_second_target_for_the_same_is_refused(self):
        self._create_targets({"measure": "won_count"})
        for user in (False, self.user_own):
            values = {"measure": "order_amount", "user_id": user and user.id}
            first = self._create_targets(values)
            with (
                self.assertRaisesRegex(UniqueViolation, "subject_period_uniq"),
                self.cr.savepoint(),
            ):
                self._create_targets({**values, "date_start": "2026-05-31"})
            self.assertTrue(first.exists())

    @users("user_manager")
    def test_seller_outside_the_team_is_refused(self):
        with (
            self.assertRaisesRegex(ValidationError, "is not in the team Team A"),
            self.cr.savepoint(),
        ):
            self._create_targets({"user_id": self.user_all.id})
        self.assertTrue(self._create_targets({"user_id": self.user_leader.id}))

    # ------------------------------------------------------------
    # What is achieved
    # ------------------------------------------------------------

    def test_orders_and_quotations_of_team_and_seller(self):
        self._create_orders(
            datetime(2026, 4, 30, 23, 59), datetime(2026, 5, 1), datetime(2026, 5, 31)
        )
        self._create_orders(datetime(2026, 5, 2), user_id=self.user_peer.id, price=500)
        self._create_orders(datetime(2026, 5, 3), confirm=False)
        self._create_orders(datetime(2026, 5, 4), confirm=False, state="cancel")
        self._create_orders(datetime(2026, 5, 5), team_id=self.team_b.id)
        targets = self._create_targets(
            {"measure": "order_amount", "target_value": 5000},
            {"measure": "order_count"},
            {"measure": "quotation_count"},
            {"measure": "order_amount", "user_id": self.user_own.id},
            {"measure": "quotation_count", "user_id": self.user_peer.id},
            {"measure": "order_amount", "period_type": "quarter"},
        )
        self.assertEqual(targets.mapped("achieved"), [2500, 3, 4, 2000, 1, 3500])
        self.assertRecordValues(
            targets[0],
            [{"achieved_percent": 50.0, "remaining": 2500.0, "state": "on_track"}],
        )

    def test_won_deals_and_recurring_revenue(self):
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        plan = self.env["crm.recurring.plan"].create(
            {"name": "Yearly", "number_of_months": 12}
        )
        leads = self._create_leads(
            3,
            stage_id=won.id,
            probability=100,
            expected_revenue=700,
            recurring_revenue=1200,
            recurring_plan=plan.id,
        )
        self._set_date_closed(leads[0], datetime(2026, 4, 30, 12))
        self._set_date_closed(leads[1:], datetime(2026, 5, 31, 12))
        self._create_leads(expected_revenue=9000)
        targets = self._create_targets(
            {"measure": "won_amount"},
            {"measure": "won_count"},
            {"measure": "mrr_amount"},
        )
        self.assertEqual(targets.mapped("achieved"), [1400, 2, 200])

    def test_archived_won_deal_counts(self):
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        lead = self._create_leads(stage_id=won.id, probability=100)
        lead.date_closed = datetime(2026, 5, 2)
        lead.active = False
        lead.date_closed = datetime(2026, 5, 2)
        self.assertEqual(lead.won_status, "won")
        self.assertEqual(self._create_targets({"measure": "won_count"}).achieved, 1)

    def test_foreign_currency_counts_at_the_rate_of_its_day(self):
        currency = self.env["res.currency"].create(
            {
                "name": "TST",
                "symbol": "T",
                "rate_ids": [
                    Command.create({"name": "2026-01-01", "rate": 2.0}),
                    Command.create({"name": "2026-05-15", "rate": 4.0}),
                ],
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "TST", "currency_id": currency.id}
        )
        self._create_orders(datetime(2026, 5, 2), pricelist_id=pricelist.id)
        target = self._create_targets({"measure": "order_amount"})
        self.assertEqual(target.achieved, 500)

    def test_months_are_those_of_the_reader(self):
        self._create_orders(datetime(2026, 4, 30, 21, 0))
        target = self._create_targets({"measure": "order_count"})
        self.assertEqual(target.with_context(tz="UTC").achieved, 0)
        self.assertEqual(target.with_context(tz="Asia/Tehran").achieved, 1)

    def test_figure_is_the_same_for_everybody_who_reads_the_target(self):
        self._create_orders(datetime(2026, 5, 2))
        target = self._create_targets({"measure": "order_amount"})
        self.assertFalse(
            self.env["sale.order"]
            .with_user(self.user_peer)
            .search([("team_id", "=", self.team_a.id)])
        )
        for user in (
            self.user_peer,
            self.user_leader,
            self.user_all,
            self.user_auditor,
        ):
            self.assertEqual(target.with_user(user).achieved, 1000, user.login)

    def test_other_companies_do_not_count(self):
        team = self._create_team("Everywhere", self.user_all, self.user_all)
        team.company_id = False
        self._create_orders(datetime(2026, 5, 2), team_id=team.id)
        self._create_orders(
            datetime(2026, 5, 2),
            team_id=team.id,
            user_id=self.user_other.id,
            company_id=self.company_other.id,
        )
        targets = self._create_targets(
            {
                "team_id": team.id,
                "company_id": self.company.id,
                "measure": "order_count",
            },
            {
                "team_id": team.id,
                "company_id": self.company_other.id,
                "measure": "order_count",
            },
        )
        self.assertEqual(targets.mapped("achieved"), [1, 1])

    def test_state_follows_the_calendar(self):
        self._create_orders(datetime(2026, 4, 2), datetime(2026, 5, 2), price=50)
        targets = self._create_targets(
            {"date_start": "2026-06-01"},
            {"target_value": 100},
            {"target_value": 200, "period_type": "quarter"},
            {"target_value": 100, "period_type": "year"},
            {"date_start": "2026-04-01"},
        )
        self.assertEqual(
            targets.mapped("state"),
            ["upcoming", "on_track", "on_track", "reached", "missed"],
        )

    # ------------------------------------------------------------
    # Next period
    # ------------------------------------------------------------

    @users("user_manager")
    def test_targets_are_copied_to_the_next_period_once(self):
        targets = self._create_targets(
            {"measure": "order_count", "target_value": 7},
            {"measure": "order_count", "user_id": self.user_own.id},
            {"measure": "order_amount", "period_type": "year"},
        ).with_env(self.env)
        self._create_targets(
            {
                "measure": "order_count",
                "user_id": self.user_own.id,
                "date_start": "2026-06-01",
                "target_value": 55,
            }
        )
        message = targets.action_copy_to_next_period()["params"]["message"]
        self.assertRegex(message, "2 targets set.*1 were there")
        following = targets.search(
            [("team_id", "=", self.team_a.id), ("date_start", ">", "2026-05-31")]
        )
        self.assertRecordValues(
            following.sorted(lambda target: (target.date_start, target.user_id.id)),
            [
                {"date_start": date(2026, 6, 1), "user_id": False, "target_value": 7},
                {
                    "date_start": date(2026, 6, 1),
                    "user_id": self.user_own.id,
                    "target_value": 55,
                },
                {"date_start": date(2027, 1, 1), "user_id": False, "target_value": 100},
            ],
        )
        params = targets.action_copy_to_next_period()["params"]
        self.assertEqual(params["type"], "warning")
        self.assertIn("0 targets set", params["message"])
