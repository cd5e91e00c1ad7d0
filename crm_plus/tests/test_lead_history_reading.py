import random
from datetime import date, datetime, timedelta

from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .test_lead_history import DAY, T0, LeadHistoryCase


@tagged("post_install", "-at_install")
class TestLeadHistoryReading(LeadHistoryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = [("team_id", "=", cls.team_a.id)]

    def _pipeline(self, moment):
        rows = self.History.pipeline_at(moment, self.domain)
        return {row.lead_id.id: row.expected_revenue for row in rows}

    def test_pipeline_at_an_instant(self):
        first = self._create_at(T0)
        second = self._create_at(T0 + DAY)
        with self._transaction(T0 + 2 * DAY):
            first.expected_revenue = 2000
        second_gone = {first.id: 1000.0, second.id: 1000.0}
        self.assertEqual(self._pipeline(T0 - DAY), {})
        self.assertEqual(self._pipeline(T0), {first.id: 1000.0})
        self.assertEqual(self._pipeline(T0 + DAY), second_gone)
        self.assertEqual(
            self._pipeline(T0 + 2 * DAY - timedelta(seconds=1)), second_gone
        )
        changed = {first.id: 2000.0, second.id: 1000.0}
        self.assertEqual(self._pipeline(T0 + 2 * DAY), changed)
        self.assertEqual(self._pipeline("2030-01-01 00:00:00"), changed)

    def test_history_at_of_some_leads_only(self):
        leads = self._create_at(T0, 2)
        self.assertEqual(leads[1]._history_at("2025-03-04 00:00:00").lead_id, leads[1])
        self.assertFalse(leads._history_at("2025-03-02 00:00:00"))

    def test_as_on_date_means_the_end_of_the_day_where_the_user_is(self):
        lead = self._create_at(datetime(2025, 3, 3, 20, 0))
        with self._transaction(datetime(2025, 3, 4, 20, 0)):
            lead.expected_revenue = 2000
        # Local midnight: 20:30 UTC in Tehran, 16:00 UTC in Taipei, 05:00 UTC in Lima
        expected = {
            "UTC": ([1000.0], [2000.0]),
            "Asia/Tehran": ([1000.0], [2000.0]),
            "Asia/Taipei": ([], [1000.0]),
            "America/Lima": ([1000.0], [2000.0]),
        }
        for tz, amounts in expected.items():
            with self.subTest(tz=tz):
                history = self.History.with_context(tz=tz)
                found = tuple(
                    history.search(
                        [("lead_id", "=", lead.id), ("as_of", "=", day)]
                    ).mapped("expected_revenue")
                    for day in ("2025-03-03", "2025-03-04")
                )
                self.assertEqual(found, amounts)

    def test_as_on_date_understands_relative_days_and_negation(self):
        lead = self._create_at(self.env.cr.now() - 10 * DAY)
        with self._transaction(self.env.cr.now() - 3 * DAY):
            lead.expected_revenue = 2000
        older, newer = self._history(lead)
        domain = [("lead_id", "=", lead.id)]
        self.assertEqual(
            self.History.search([*domain, ("as_of", "=", "today -7d")]), older
        )
        self.assertEqual(self.History.search([*domain, ("as_of", "=", "today")]), newer)
        self.assertEqual(
            self.History.search([*domain, ("as_of", "!=", "today")]), older
        )
        self.assertEqual(
            self.History.search([*domain, ("as_of", "=", "today -20d")]),
            self.History,
        )

    def test_every_filter_of_the_search_view_finds_what_it_says(self):
        lead = self._create_at(datetime(2020, 1, 6, 8))
        with self._transaction(datetime(2020, 1, 7, 8)):
            lead.action_set_lost()
        older, newer = self._history(lead)
        arch = self.History.get_view(view_type="search")["arch"]
        found = {
            node.get("name"): self.History.search(
                [("lead_id", "=", lead.id), *safe_eval(node.get("domain"), {"uid": 2})]
            )
            for node in etree.fromstring(arch).iter("filter")
            if node.get("domain")
        }
        self.assertEqual(
            {name: rows for name, rows in found.items() if rows != older | newer},
            {
                "filter_my": self.History,
                "filter_open": newer,
                "filter_as_of_week": newer,
                "filter_as_of_month": newer,
                "filter_as_of_year": newer,
                "filter_pending": older,
                "filter_won": self.History,
                "filter_lost": newer,
            },
        )

    def test_pivot_adds_up_days_and_amounts(self):
        lead = self._create_at(T0)
        with self._transaction(T0 + 2 * DAY):
            lead.stage_id = self.stage_offer
        with self._transaction(T0 + 2.5 * DAY):
            lead.expected_revenue = 5000
        with self._transaction(T0 + 6 * DAY):
            groups = self.History.formatted_read_group(
                [("lead_id", "=", lead.id)],
                ["stage_id"],
                [
                    "duration_days:sum",
                    "expected_revenue:sum",
                    "currency_id:array_agg_distinct",
                ],
            )
        self.assertEqual(
            [
                (
                    group["stage_id"][0],
                    round(group["duration_days:sum"], 6),
                    group["expected_revenue:sum"],
                    group["currency_id:array_agg_distinct"],
                )
                for group in groups
            ],
            [
                (self.stage_new.id, 2.0, 1000.0, self.company.currency_id.ids),
                (self.stage_offer.id, 4.0, 6000.0, self.company.currency_id.ids),
            ],
        )

    def test_days_of_an_open_interval_count_until_now(self):
        lead = self._create_at(T0)
        with self._transaction(T0 + 1.5 * DAY):
            self.assertEqual(self._history(lead).duration_days, 1.5)

    def test_groups_by_what_the_lead_is_today(self):
        lead = self._create_at(T0, city="Shiraz", country_id=self.env.ref("base.ir").id)
        for field, value in (
            ("city", "Shiraz"),
            ("country_id", self.env.ref("base.ir")),
            ("source_id", self.env["utm.source"]),
            ("valid_from:month", datetime(2025, 3, 1)),
        ):
            with self.subTest(field=field):
                groups = self.History._read_group(
                    [("lead_id", "=", lead.id)], [field], ["__count"]
                )
                self.assertEqual(groups, [(value, 1)])

    def test_currency_is_that_of_the_interval_s_company(self):
        self.company_other.currency_id = self.env.ref("base.CHF")
        lead = self._create_at(
            T0,
            company_id=self.company_other.id,
            team_id=self.team_other.id,
            user_id=self.user_other.id,
        )
        orphan = self._create_at(T0, team_id=False, user_id=False, company_id=False)
        self.assertEqual(self._history(lead).currency_id, self.env.ref("base.CHF"))
        self.assertEqual(self._history(orphan).currency_id, self.company.currency_id)

    def test_button_on_the_form_opens_the_history_of_the_lead(self):
        lead = self._create_at(T0)
        action = lead.with_user(self.user_own).action_view_history()
        self.assertEqual(action["res_model"], "crm.plus.lead.history")
        self.assertEqual(
            self.History.with_user(self.user_own).search(action["domain"]),
            self._history(lead),
        )

    def test_replayed_history_equals_every_committed_state(self):
        """Random changes, any mix of them a transaction: the history misses none."""
        generator = random.Random(20250303)
        stages = self.stage_new | self.stage_offer | self.stage_won
        users = self.user_own | self.user_all | self.env["res.users"]
        changes = [
            lambda lead: lead.write({"stage_id": generator.choice(stages).id}),
            lambda lead: lead.write(
                {"user_id": generator.choice([*users, users[:0]]).id}
            ),
            lambda lead: lead.write({"expected_revenue": generator.randrange(3)}),
            lambda lead: lead.write(
                {"date_deadline": date(2025, 1, generator.randint(1, 3))}
            ),
            lambda lead: lead.won_status == "pending" and lead.action_set_lost(),
            lambda lead: lead.action_restore() if lead.won_status == "lost" else None,
            lambda lead: lead.write({"description": str(generator.random())}),
            lambda lead: self.History._record_pending(),
            lambda lead: self.env.flush_all(),
        ]
        leads = self._create_at(T0, 4)
        states = {T0: self._read_state(leads)}
        for number in range(1, 60):
            moment = T0 + number * timedelta(minutes=7, microseconds=31)
            with self._transaction(moment):
                for _change in range(generator.randint(1, 4)):
                    generator.choice(changes)(generator.choice(leads))
            states[moment] = self._read_state(leads)
        replayed = {
            moment: self._read_history(
                leads, moment.replace(microsecond=0) + timedelta(seconds=1)
            )
            for moment in states
        }
        self.assertEqual(replayed, states)
        self._check_chains(leads)

    def _check_chains(self, leads):
        """No gaps, no overlaps, no interval that changes nothing."""
        values = [name for name in self.History._fields if name in RECORDED]
        for lead in leads:
            rows = self._history(lead)
            self.assertEqual(
                rows.mapped("valid_to"), [*rows.mapped("valid_from")[1:], False]
            )
            recorded = rows.read(values)
            for older, newer in zip(recorded, recorded[1:], strict=False):
                self.assertNotEqual(
                    {**older, "id": 0}, {**newer, "id": 0}, "an interval that is none"
                )

    def _read_state(self, leads):
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT id, stage_id, user_id, expected_revenue::float, date_deadline,
                      won_status, active IS NOT TRUE, probability
                 FROM crm_lead WHERE id = ANY(%s) ORDER BY id""",
            [leads.ids],
        )
        return self.env.cr.fetchall()

    def _read_history(self, leads, moment):
        self.env.cr.execute(
            """SELECT lead_id, stage_id, user_id, expected_revenue::float,
                      date_deadline, won_status, is_archived, probability
                 FROM crm_plus_lead_history
                WHERE lead_id = ANY(%s) AND valid_from <= %s
                  AND (valid_to IS NULL OR valid_to > %s) ORDER BY lead_id""",
            [leads.ids, moment, moment],
        )
        return self.env.cr.fetchall()


RECORDED = {
    "type",
    "stage_id",
    "team_id",
    "user_id",
    "company_id",
    "won_status",
    "is_archived",
    "expected_revenue",
    "recurring_revenue_monthly",
    "probability",
    "date_deadline",
}
