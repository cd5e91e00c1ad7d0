from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users

from .common import CrmPlusCase


class TeamKindCase(CrmPlusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind_sales, cls.kind_renewal = cls.env["crm.plus.team.kind"].create(
            [
                {"name": "Test Sales"},
                {
                    "name": "Test Renewal",
                    "use_leads": False,
                    "use_quotations": False,
                },
            ]
        )
        cls.team_a.team_kind_id = cls.kind_sales
        cls.team_b.team_kind_id = cls.kind_renewal


@tagged("post_install", "-at_install")
class TestTeamKind(TeamKindCase):
    def test_kinds_of_the_manual_come_with_the_addon(self):
        names = self.env["crm.plus.team.kind"].search([]).mapped("name")
        for name in ("Acquisition", "Sales", "Renewal", "Support", "Other"):
            self.assertIn(name, names)

    @users("user_manager")
    def test_new_team_starts_with_the_ticks_of_its_kind(self):
        with Form(self.env["crm.team"]) as form:
            form.name = "Renewals"
            form.team_kind_id = self.kind_renewal
            self.assertFalse(form.use_quotations)
        self.assertRecordValues(
            form.record,
            [{"use_opportunities": True, "use_leads": False, "use_quotations": False}],
        )

    @users("user_manager")
    def test_explicit_tick_wins_over_the_kind(self):
        team = self.env["crm.team"].create(
            {
                "name": "Renewals",
                "team_kind_id": self.kind_renewal.id,
                "use_quotations": True,
            }
        )
        self.assertRecordValues(team, [{"use_leads": False, "use_quotations": True}])

    @users("user_manager")
    def test_existing_team_keeps_its_ticks_when_its_kind_changes(self):
        with Form(self.team_a.with_env(self.env)) as form:
            form.team_kind_id = self.kind_renewal
        self.assertRecordValues(
            self.team_a, [{"use_leads": True, "use_quotations": True}]
        )

    @users("user_manager")
    def test_team_without_kind_is_as_in_stock(self):
        team = self.env["crm.team"].create({"name": "Plain"})
        self.assertRecordValues(
            team,
            [
                {
                    "team_kind_id": False,
                    "use_leads": False,
                    "use_opportunities": True,
                    "use_quotations": True,
                }
            ],
        )

    @users("user_all")
    def test_deals_are_filtered_and_grouped_by_the_kind_of_their_team(self):
        lead_a = self._create_leads()
        lead_b = self._create_leads(team_id=self.team_b.id, user_id=self.user_all.id)
        domain = [("id", "in", (lead_a | lead_b).ids)]
        Lead = self.env["crm.lead"]
        self.assertEqual(
            Lead.search([*domain, ("team_kind_id", "=", self.kind_renewal.id)]), lead_b
        )
        self.assertEqual(
            set(Lead._read_group(domain, ["team_kind_id"], ["__count"])),
            {(self.kind_sales, 1), (self.kind_renewal, 1)},
        )

    @users("user_all")
    def test_quotations_are_filtered_and_grouped_by_the_kind_of_their_team(self):
        orders = self.env["sale.order"].create(
            [
                {"partner_id": self.partner.id, "team_id": team.id}
                for team in (self.team_a, self.team_b)
            ]
        )
        domain = [("id", "in", orders.ids)]
        self.assertEqual(
            orders.search([*domain, ("team_kind_id", "=", self.kind_sales.id)]),
            orders[0],
        )
        self.assertEqual(
            set(orders._read_group(domain, ["team_kind_id"], ["__count"])),
            {(self.kind_sales, 1), (self.kind_renewal, 1)},
        )

    @users("user_own")
    def test_pipeline_of_a_kind_makes_deals_of_that_kind(self):
        action = self.kind_sales.with_env(self.env).action_open_pipeline()
        self.assertEqual(action["res_model"], "crm.lead")
        lead = (
            self.env["crm.lead"]
            .with_context(**action["context"])
            .create({"name": "From the menu"})
        )
        self.assertRecordValues(
            lead,
            [
                {
                    "deal_kind_id": self.kind_sales.id,
                    "team_id": self.team_a.id,
                    "type": "opportunity",
                }
            ],
        )

    @users("user_own")
    def test_teams_and_quotations_of_a_kind_open_filtered(self):
        kind = self.kind_sales.with_env(self.env)
        self.assertEqual(kind.team_count, 1)
        for action, model in (
            (kind.action_open_teams(), "crm.team"),
            (kind.action_open_quotations(), "sale.order"),
        ):
            self.assertEqual(action["res_model"], model)
            self.assertEqual(action["context"]["search_default_team_kind_id"], kind.id)

    @users("user_own")
    def test_leads_of_a_kind_open_and_are_of_that_kind(self):
        kind = self.kind_sales.with_env(self.env)
        action = kind.action_open_leads()
        self.assertEqual(action["res_model"], "crm.lead")
        self.assertEqual(action["context"]["search_default_deal_kind_id"], kind.id)
        lead = self.env["crm.lead"].with_context(**action["context"])
        lead = lead.create({"name": "From the menu"})
        self.assertRecordValues(
            lead, [{"deal_kind_id": kind.id, "type": "lead", "team_id": self.team_a.id}]
        )

    def _assert_documents(self, kind, leads, opportunities, quotations):
        self.assertRecordValues(
            kind.with_user(self.user_own),
            [
                {
                    "has_leads": leads,
                    "has_opportunities": opportunities,
                    "has_quotations": quotations,
                }
            ],
        )

    def test_links_of_a_kind_follow_the_ticks_of_its_teams(self):
        self._assert_documents(self.kind_sales, True, True, True)
        self.team_a.use_quotations = False
        self._assert_documents(self.kind_sales, True, True, False)
        self.team_b.write({"use_leads": False, "use_opportunities": False})
        self._assert_documents(self.kind_renewal, False, False, True)
        self.team_a.team_kind_id = self.kind_renewal
        self._assert_documents(self.kind_renewal, True, True, True)

    def test_links_of_a_kind_without_teams_follow_its_own_ticks(self):
        kind = self.env["crm.plus.team.kind"].create(
            {"name": "Unused", "use_leads": False, "use_quotations": False}
        )
        self._assert_documents(kind, False, True, False)
        kind.use_leads = True
        self._assert_documents(kind, True, True, False)

    @users("user_own")
    def test_card_of_a_kind_has_links_by_ticks(self):
        view = self.env.ref("crm_plus.crm_plus_team_kind_view_kanban")
        self.env.user.group_ids += self.env.ref("crm.group_use_lead")
        arch = self.env["crm.plus.team.kind"].get_view(view.id, "kanban")["arch"]
        links = {
            link.get("name"): link.get("t-if")
            for link in etree.fromstring(arch).iter("a")
            if link.get("name")
        }
        self.assertEqual(
            links,
            {
                "action_open_leads": "record.has_leads.raw_value",
                "action_open_pipeline": "record.has_opportunities.raw_value",
                "action_open_quotations": "record.has_quotations.raw_value",
                "action_open_teams": None,
            },
        )

    def test_kind_in_use_is_archived_and_not_deleted(self):
        unused = self.env["crm.plus.team.kind"].create({"name": "Unused"})
        self._create_leads(deal_kind_id=unused.id, active=False)
        for kind in (self.kind_sales, unused):
            with self.assertRaisesRegex(UserError, f"{kind.name}. Archive it"):
                kind.with_user(self.user_manager).unlink()
            self.assertTrue(kind.exists())
            kind.with_user(self.user_manager).action_archive()
            self.assertFalse(kind.active)
        self.assertEqual(self.team_a.team_kind_id, self.kind_sales)

    def test_only_the_administrator_changes_kinds(self):
        for user in (self.user_own, self.user_leader, self.user_all, self.user_auditor):
            with self.subTest(user=user.login):
                kind = self.kind_sales.with_user(user)
                self.assertEqual(kind.name, "Test Sales")
                with self.assertRaises(AccessError):
                    kind.name = "Changed"
                with self.assertRaises(AccessError):
                    kind.create({"name": "New"})
                with self.assertRaises(AccessError):
                    kind.unlink()
        with self.assertRaises(AccessError):
            self.kind_sales.with_user(self.user_portal).read(["name"])
        self.kind_sales.with_user(self.user_manager).name = "Changed"
        self.assertEqual(self.kind_sales.name, "Changed")

    def test_kind_of_another_company_is_out_of_sight(self):
        kind = self.env["crm.plus.team.kind"].create(
            {"name": "Elsewhere", "company_id": self.company_other.id}
        )
        Kind = self.env["crm.plus.team.kind"]
        self.assertFalse(
            Kind.with_user(self.user_manager).search([("id", "=", kind.id)])
        )
        self.assertEqual(
            Kind.with_user(self.user_other).search([("id", "=", kind.id)]), kind
        )
        with self.assertRaises(UserError):
            self.team_a.team_kind_id = kind
