from datetime import date, datetime

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged, users

from .test_target import TODAY, TargetCase


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCardTarget(TargetCase):
    """The bars at the bottom of the card of a team."""

    def _bars(self, team, user=None):
        team.invalidate_recordset(["target_card"])
        card = team.with_user(user or self.user_leader).target_card
        return {(bar["measure"], bar["period_type"]): bar for bar in card}

    def test_bar_without_target_counts_only(self):
        self._create_orders(datetime(2026, 5, 2), confirm=False)
        bars = self._bars(self.team_a)
        self.assertEqual(
            list(bars), [("quotation_count", "month"), ("order_amount", "month")]
        )
        bar = bars["quotation_count", "month"]
        self.assertEqual((bar["value"], bar["target"], bar["percent"]), (1, 0, 0))
        self.assertTrue(bar["editable"])
        self.assertFalse(bar["currency_id"])
        self.assertEqual(
            bars["order_amount", "month"]["currency_id"], self.company.currency_id.id
        )

    @users("user_leader")
    def test_number_typed_in_the_bar_is_the_target_of_this_month(self):
        self._create_orders(datetime(2026, 5, 2), datetime(2026, 5, 3), confirm=False)
        self.team_a.with_env(self.env).set_card_target("quotation_count", 8)
        self.assertRecordValues(
            self.team_a.target_ids,
            [
                {
                    "measure": "quotation_count",
                    "user_id": False,
                    "date_start": date(2026, 5, 1),
                    "date_end": date(2026, 5, 31),
                    "target_value": 8,
                    "company_id": self.company.id,
                }
            ],
        )
        bar = self._bars(self.team_a)["quotation_count", "month"]
        self.assertEqual((bar["value"], bar["target"], bar["percent"]), (2, 8, 25))

    @users("user_leader")
    def test_second_number_changes_the_target(self):
        team = self.team_a.with_env(self.env)
        team.set_card_target("order_amount", 8)
        team.set_card_target("order_amount", "9.5")
        self.assertEqual(team.target_ids.mapped("target_value"), [9.5])
        team.set_card_target("order_amount", 20, period_type="quarter")
        self.assertEqual(
            team.target_ids.sorted("date_start").mapped("target_value"), [20, 9.5]
        )
        self.assertEqual(
            [key for key in self._bars(self.team_a) if key[0] == "order_amount"],
            [("order_amount", "month"), ("order_amount", "quarter")],
        )

    @users("user_leader")
    def test_nothing_typed_removes_the_target(self):
        team = self.team_a.with_env(self.env)
        for nothing in (None, "", False):
            team.set_card_target("quotation_count", 8)
            team.set_card_target("quotation_count", nothing)
            self.assertFalse(team.target_ids)
        team.set_card_target("quotation_count", None)
        self.assertFalse(team.target_ids)

    @users("user_leader")
    def test_zero_and_nonsense_are_refused_and_the_target_stays(self):
        team = self.team_a.with_env(self.env)
        team.set_card_target("quotation_count", 8)
        for wrong, error, words in (
            (0, ValidationError, "greater than zero"),
            ("-3", ValidationError, "greater than zero"),
            ("many", UserError, "many is not a number"),
            ("nan", UserError, "nan is not a number"),
            ("1e9999", UserError, "1e9999 is not a number"),
            (float("inf"), UserError, "inf is not a number"),
            (10**400, UserError, "is not a number"),
            (1e16, ValidationError, "must not be greater than"),
            (4.7, ValidationError, "needs a whole number"),
        ):
            with self.assertRaisesRegex(error, words), self.cr.savepoint():
                team.set_card_target("quotation_count", wrong)
            team.target_ids.invalidate_recordset()
            self.assertEqual(team.target_ids.target_value, 8)

    @users("user_leader")
    def test_targets_of_sellers_and_other_periods_are_not_on_the_card(self):
        self._create_targets(
            {"measure": "won_count", "user_id": self.user_own.id},
            {"measure": "won_count", "date_start": "2026-04-30"},
            {"measure": "won_count", "date_start": "2026-06-01"},
            {"measure": "mrr_amount", "period_type": "year"},
        )
        self.assertEqual(
            list(self._bars(self.team_a)),
            [
                ("quotation_count", "month"),
                ("order_amount", "month"),
                ("mrr_amount", "year"),
            ],
        )

    def test_standing_invoicing_target_of_stock_has_a_bar(self):
        self.team_a.invoiced_target = 900
        self.assertEqual(
            self._bars(self.team_a)["invoice_amount", "month"]["target"], 900
        )
        self._create_targets({"measure": "invoice_amount", "target_value": 700})
        self.assertEqual(
            self._bars(self.team_a)["invoice_amount", "month"]["target"], 700
        )

    def test_team_without_quotations_has_no_bar_for_them(self):
        self.team_a.use_quotations = False
        self.assertNotIn(("quotation_count", "month"), self._bars(self.team_a))

    def test_who_may_not_set_the_target_cannot_edit_the_bar(self):
        for user, editable in (
            (self.user_own, False),
            (self.user_leader, True),
            (self.user_all, False),
            (self.user_manager, True),
            (self.user_auditor, False),
        ):
            with self.subTest(user=user.login):
                bar = self._bars(self.team_a, user)["quotation_count", "month"]
                self.assertIs(bar["editable"], editable)
        team = self.team_a.with_user(self.user_employee)
        self.assertFalse(team.target_card)

    def test_bars_show_to_who_may_know_the_targets_of_the_team(self):
        self._create_orders(datetime(2026, 5, 2), user_id=self.user_all.id)
        order = self._create_orders(
            datetime(2026, 5, 3), user_id=self.user_all.id, team_id=self.team_b.id
        )
        self.assertEqual(order.team_id, self.team_b)
        self._create_targets({}, {"team_id": self.team_b.id})
        self.team_b.invoiced_target = 900
        for user, knows_a, knows_b in (
            # members know how far their own team has come
            (self.user_own, True, False),
            (self.user_peer, True, False),
            (self.user_leader, True, False),
            (self.user_all, True, True),
            (self.user_manager, True, True),
            (self.user_auditor, True, True),
            (self.user_employee, False, False),
        ):
            teams = (self.team_a | self.team_b).with_user(user)
            teams.invalidate_recordset(["target_card"])
            cards = dict(zip(("a", "b"), teams.read(["target_card"]), strict=True))
            for name, knows in (("a", knows_a), ("b", knows_b)):
                with self.subTest(user=user.login, team=name):
                    card = cards[name]["target_card"]
                    if not knows:
                        self.assertFalse(card)
                        continue
                    bars = {bar["measure"]: bar for bar in card}
                    self.assertEqual(bars["order_amount"]["value"], 1000)
                    self.assertEqual(bars["order_amount"]["target"], 100)

    def test_team_that_one_leaves_shows_no_bars_any_more(self):
        self.assertTrue(self._bars(self.team_a, self.user_own))
        self.team_a.crm_team_member_ids.filtered(
            lambda member: member.user_id == self.user_own
        ).active = False
        self.team_a.invalidate_recordset()
        self.assertFalse(self.team_a.with_user(self.user_own).target_card)
