from datetime import datetime

from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from .test_target import TODAY, TargetCase

COUNTERS = {
    "card_lead_count": 0,
    "card_deal_count": 0,
    "card_deal_amount": 0.0,
    "card_overdue_count": 0,
    "card_quotation_count": 0,
    "card_quotation_amount": 0.0,
    "card_order_count": 0,
    "card_order_amount": 0.0,
}


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTeamCard(TargetCase):
    """State of leads, deals, quotations and orders on the card of a team."""

    def _figures(self, user=None, team=None):
        team = (team or self.team_a).with_user(user or self.user_all)
        team.invalidate_recordset()
        return {name: team[name] for name in COUNTERS}

    def assertOpens(self, action, records):
        """The action shows exactly these records."""
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, records)
        self.assertEqual(action["context"]["default_team_id"], self.team_a.id)

    def test_team_without_anything_shows_zeros(self):
        self.assertEqual(self._figures(), COUNTERS)

    @users("user_all")
    def test_open_leads_and_deals(self):
        lead = self._create_leads(type="lead")
        deals = self._create_leads(2, expected_revenue=1500)
        self._create_leads(active=False, probability=0)
        self._create_leads(team_id=self.team_b.id)
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        self._create_leads(stage_id=won.id, expected_revenue=700)
        self.assertEqual(
            self._figures(),
            {
                **COUNTERS,
                "card_lead_count": 1,
                "card_deal_count": 2,
                "card_deal_amount": 3000.0,
            },
        )
        team = self.team_a.with_env(self.env)
        self.assertOpens(team.action_open_card_leads(), lead)
        self.assertOpens(team.action_open_card_deals(), deals.sorted())

    @users("user_all")
    def test_overdue_is_a_late_activity_or_a_closing_date_gone_by(self):
        late_lead = self._create_leads(type="lead")
        late_deal, today, expired, both, _open = self._create_leads(5)
        expired.date_deadline = "2026-05-15"
        today.date_deadline = "2026-05-16"
        both.date_deadline = "2026-05-01"
        for lead, day in (
            (late_lead, "2026-05-15"),
            (late_deal, "2026-05-15"),
            (both, "2026-05-15"),
            (today, "2026-05-16"),
        ):
            lead.activity_schedule(
                "mail.mail_activity_data_todo", day, user_id=self.user_own.id
            )
        self.assertEqual(self._figures()["card_overdue_count"], 4)
        self.assertOpens(
            self.team_a.with_env(self.env).action_open_card_overdue(),
            (late_lead | late_deal | expired | both).sorted(),
        )

    @users("user_all")
    def test_quotations_wait_and_orders_are_of_this_month(self):
        quotations = self._create_orders(
            datetime(2026, 2, 2), datetime(2026, 5, 2), confirm=False
        )
        orders = self._create_orders(datetime(2026, 5, 1), datetime(2026, 5, 31, 23))
        self._create_orders(datetime(2026, 4, 30, 23))
        self._create_orders(datetime(2026, 5, 2), confirm=False, state="cancel")
        self.assertEqual(
            self._figures(),
            {
                **COUNTERS,
                "card_quotation_count": 2,
                "card_quotation_amount": 2000.0,
                "card_order_count": 2,
                "card_order_amount": 2000.0,
            },
        )
        team = self.team_a.with_env(self.env)
        self.assertOpens(team.action_open_card_quotations(), quotations.sorted())
        self.assertOpens(team.action_open_card_orders(), orders.sorted())

    def test_amounts_are_in_the_currency_of_the_reader(self):
        currency = self.env["res.currency"].create(
            {
                "name": "TST",
                "symbol": "T",
                "rate_ids": [Command.create({"name": "2026-01-01", "rate": 4.0})],
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "TST", "currency_id": currency.id}
        )
        self._create_orders(
            datetime(2026, 5, 2), confirm=False, pricelist_id=pricelist.id
        )
        self._create_orders(datetime(2026, 5, 2), pricelist_id=pricelist.id)
        figures = self._figures()
        self.assertEqual(figures["card_quotation_amount"], 250)
        self.assertEqual(figures["card_order_amount"], 250)
        self.assertEqual(
            self.team_a.with_user(self.user_all).card_currency_id,
            self.company.currency_id,
        )

    def test_reader_counts_what_he_may_see(self):
        self._create_leads(2, expected_revenue=100)
        self._create_leads(user_id=self.user_peer.id, expected_revenue=10)
        self._create_orders(datetime(2026, 5, 2), user_id=self.user_peer.id)
        for user, deals, amount, orders in (
            (self.user_own, 2, 200, 0),
            (self.user_peer, 1, 10, 1),
            (self.user_all, 3, 210, 1),
            (self.user_manager, 3, 210, 1),
        ):
            with self.subTest(user=user.login):
                figures = self._figures(user)
                self.assertEqual(figures["card_deal_count"], deals)
                self.assertEqual(figures["card_deal_amount"], amount)
                self.assertEqual(figures["card_order_count"], orders)
        self.assertEqual(self._figures(self.user_employee), COUNTERS)

    def test_second_company_counts_its_own(self):
        team = self._create_team("Everywhere", self.user_all, self.user_all)
        team.company_id = False
        self._create_leads(team_id=team.id, user_id=False)
        self._create_leads(
            2, team_id=team.id, company_id=self.company_other.id, user_id=False
        )
        self.assertEqual(self._figures(self.user_all, team)["card_deal_count"], 1)
        self.assertEqual(self._figures(self.user_other, team)["card_deal_count"], 2)

    def test_card_renders_for_every_level(self):
        for user in (self.user_own, self.user_leader, self.user_all, self.user_manager):
            with self.subTest(user=user.login):
                view = self.env.ref("sales_team.crm_team_view_kanban_dashboard")
                arch = (
                    self.env["crm.team"]
                    .with_user(user)
                    .get_view(view.id, "kanban")["arch"]
                )
                for action in ("deals", "overdue", "quotations", "orders"):
                    self.assertIn(f'name="action_open_card_{action}"', arch)
                self.assertIn('widget="crm_plus_target_bars"', arch)
