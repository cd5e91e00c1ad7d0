from lxml import etree

from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .outcome_common import OutcomeCase


@tagged("post_install", "-at_install")
class TestOutcomeSearch(OutcomeCase):
    """The filters of both search views, and the buttons of the form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open, cls.won, cls.won_archived, cls.lost, cls.dead, cls.archived = (
            cls._create_leads(6)
        )
        cls.zero = cls._create_leads(probability=0)
        (cls.won | cls.won_archived).action_set_won()
        cls.won_archived.action_archive()
        cls.lost.action_set_lost()
        cls.dead.action_set_lost(outcome="dead")
        (cls.archived | cls.zero).action_archive()
        cls.all = (
            cls.open
            | cls.won
            | cls.won_archived
            | cls.lost
            | cls.dead
            | cls.archived
            | cls.zero
        )

    def _filter(self, view, name):
        arch = self.env["crm.lead"].get_view(self.env.ref(view).id, "search")["arch"]
        node = etree.fromstring(arch).find(f".//filter[@name='{name}']")
        domain = Domain(safe_eval(node.get("domain"), {"uid": self.user_own.id}))
        return (
            self.env["crm.lead"]
            .with_user(self.user_own)
            .search(domain & Domain("id", "in", self.all.ids))
        )

    def test_opportunity_filters(self):
        view = "crm.view_crm_case_opportunities_filter"
        self.assertEqual(self._filter(view, "filter_won_status_won"), self.won)
        self.assertEqual(self._filter(view, "filter_won_status_lost"), self.lost)
        self.assertEqual(self._filter(view, "filter_dead"), self.dead)
        self.assertEqual(self._filter(view, "filter_won_status_pending"), self.open)
        self.assertEqual(
            self._filter(view, "inactive"),
            (self.won_archived | self.archived | self.zero).sorted("id", reverse=True),
        )

    def test_lead_filters(self):
        view = "crm.view_crm_case_leads_filter"
        self.assertEqual(self._filter(view, "lost"), self.lost)
        self.assertEqual(self._filter(view, "filter_dead"), self.dead)
        self.assertEqual(
            self._filter(view, "inactive"),
            (self.won_archived | self.archived | self.zero).sorted("id", reverse=True),
        )

    def test_restored_filter(self):
        self.lost.action_restore()
        view = "crm.view_crm_case_opportunities_filter"
        self.assertEqual(self._filter(view, "filter_restored"), self.lost)

    def test_won_and_lost_buttons_on_open_deals_only(self):
        view = self.env.ref("crm.crm_lead_view_form")
        arch = etree.fromstring(
            self.env["crm.lead"].with_user(self.user_own).get_view(view.id)["arch"]
        )
        lost_action = self.env.ref("crm.crm_lead_lost_action").id
        won = arch.find(".//header/button[@name='action_set_won_rainbowman']")
        lost = arch.find(f".//header/button[@name='{lost_action}']")
        reopen = arch.find(".//header/button[@name='action_open_restore']")
        restore = arch.find(".//header/button[@name='action_restore']")
        for lead, visible in (
            (self.open, [True, True, False, False]),
            (self.won, [False, False, True, False]),
            (self.lost, [False, False, False, True]),
            (self.dead, [False, False, False, True]),
            (self.archived, [False, False, False, False]),
        ):
            values = lead.read(["won_status", "type", "active", "outcome"])[0]
            self.assertEqual(
                [
                    not safe_eval(button.get("invisible"), values)
                    for button in (won, lost, reopen, restore)
                ],
                visible,
                lead.outcome,
            )

    def test_group_by_reason_group(self):
        self.lost.action_restore()
        self.lost.action_set_lost(lost_reason_id=self.reason_price.id)
        groups = self.env["crm.lead"].formatted_read_group(
            [("id", "=", self.lost.id), ("active", "=", False)],
            ["lost_reason_group_id"],
            ["__count"],
        )
        self.assertEqual(groups[0]["lost_reason_group_id"][1], "Money")

    def test_analysis_counts_episodes(self):
        self.lost.action_restore()
        self.lost.action_set_won()
        rows = self.env["crm.plus.outcome"]._read_group(
            [("lead_id", "in", self.all.ids)],
            ["outcome"],
            ["__count", "expected_revenue:sum"],
        )
        self.assertEqual(
            {outcome: (count, amount) for outcome, count, amount in rows},
            {"won": (3, 3000.0), "lost": (1, 1000.0), "dead": (1, 1000.0)},
        )

    def test_analysis_has_a_rate_for_each_outcome(self):
        [rates] = self.env["crm.plus.outcome"]._read_group(
            [("lead_id", "in", self.all.ids)],
            [],
            ["won_rate:avg", "lost_rate:avg", "dead_rate:avg", "junk_rate:avg"],
        )
        self.assertEqual(rates, (50.0, 25.0, 25.0, 0.0))
