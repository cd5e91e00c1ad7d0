from ast import literal_eval

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_stock_rows import StockRowsCase


@tagged("post_install", "-at_install", "crm_plus_stock_rows")
class TestStockRowsView(StockRowsCase):
    """Views, filters, favourites and settings of the stock screens."""

    def test_phone_width_renders_cards(self):
        """S3-06: on a phone the pipeline shows cards, which stock serves."""
        for action in ("crm.crm_lead_opportunities", "crm.crm_lead_all_leads"):
            self.assertIn("kanban", self._view_types(action))
        for view_type in ("kanban", "form"):
            options = {"mobile": True, "load_filters": True}
            views = (
                self.env["crm.lead"]
                .with_user(self.user_own)
                .get_views([(False, view_type)], options)
            )
            self.assertIn(view_type, views["views"])

    def test_no_module_calls_out_by_default(self):
        """S3-36: neither the addon nor what it depends on needs a service."""
        self.assertFalse(
            self.env["ir.module.module"]
            .search([("name", "in", self._dependencies("crm_plus"))])
            .filtered(lambda module: "iap" in module.name)
        )

    def _dependencies(self, name):
        modules = self.env["ir.module.module"].search([("name", "=", name)])
        return (modules.upstream_dependencies(exclude_states=("",)) | modules).mapped(
            "name"
        )

    def test_seller_sees_crm_not_settings(self):
        """S3-53: a seller's menus hold CRM and not Settings."""
        menus = self.env["ir.ui.menu"].with_user(self.user_own).load_menus(False)
        names = {menu.get("xmlid") for menu in menus.values()}
        self.assertIn("crm.crm_menu_root", names)
        self.assertNotIn("base.menu_administration", names)

    def test_favourite_shared_with_named_users(self):
        """S3-54: a favourite is shared with the named users and no others."""
        favourite = self.env["ir.filters"].create(
            {
                "name": "Taipei",
                "model_id": "crm.lead",
                "domain": "[('city', '=', 'Taipei')]",
                "user_ids": (self.user_own | self.user_peer).ids,
            }
        )
        for user, shown in (
            (self.user_own, True),
            (self.user_peer, True),
            (self.user_all, False),
        ):
            found = self.env["ir.filters"].with_user(user).get_filters("crm.lead")
            self.assertEqual(
                favourite.id in [item["id"] for item in found], shown, user.login
            )

    def test_favourite_restores_filter_and_grouping(self):
        """S4-124: a favourite keeps domain, grouping and the default flag."""
        Filters = self.env["ir.filters"].with_user(self.user_own)
        Filters.create_filter(
            {
                "name": "By source",
                "model_id": "crm.lead",
                "domain": "[('priority', '=', '3')]",
                "context": "{'group_by': ['source_id']}",
                "is_default": True,
                "user_ids": self.user_own.ids,
            }
        )
        (found,) = [
            item
            for item in Filters.get_filters("crm.lead")
            if item["name"] == "By source"
        ]
        self.assertEqual(found["domain"], "[('priority', '=', '3')]")
        self.assertEqual(literal_eval(found["context"]), {"group_by": ["source_id"]})
        self.assertTrue(found["is_default"])

    def test_pipeline_and_leads_offer_all_views(self):
        """S4-25, S4-26, S4-28 and S4-29: kanban, list, graph and pivot."""
        wanted = {"kanban", "list", "graph", "pivot"}
        for action in ("crm.crm_lead_opportunities", "crm.crm_lead_all_leads"):
            self.assertLessEqual(wanted, self._view_types(action), action)

    def test_kanban_groups_by_stage(self):
        """S4-25: the kanban shows blocks by stage."""
        arch = self._arch("crm.lead", "kanban", "crm.crm_case_kanban_view_leads")
        self.assertEqual(arch.get("default_group_by"), "stage_id")

    def test_list_has_optional_columns_and_multi_edit(self):
        """S4-26: rows with optional columns, several edited at once."""
        arch = self._arch("crm.lead", "list", "crm.crm_case_tree_view_oppor")
        self.assertEqual(arch.get("multi_edit"), "1")
        self.assertGreater(len(arch.xpath("//field[@optional]")), 5)

    def test_rows_offer_email_and_call(self):
        """S4-95: both buttons on each row, of opportunities and of leads."""
        self.user_own.group_ids += self.env.ref("crm_plus.group_use_phone_calls")
        email = self.env.ref("crm.action_lead_mail_compose")
        for view in ("crm_case_tree_view_oppor", "crm_case_tree_view_leads"):
            arch = etree.fromstring(
                self.env["crm.lead"]
                .with_user(self.user_own)
                .get_view(self.env.ref(f"crm.{view}").id, "list")["arch"]
            )
            buttons = arch.xpath("/list/button/@name")
            self.assertIn(str(email.id), buttons, view)
            self.assertIn("action_log_phone_call", buttons, view)
        lead = self._create_leads(type="lead", email_from="kim@rows.example")
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.user_own)
            .with_context(
                active_model="crm.lead",
                active_id=lead.id,
                active_ids=lead.ids,
                default_composition_mode="comment",
                default_model="crm.lead",
                default_res_ids=lead.ids,
            )
            .create({"body": "Hello", "subject": "Your question"})
        )
        composer.action_send_mail()
        self.assertIn("Hello", lead.message_ids[0].body)

    def test_graph_has_a_measure(self):
        """S4-28: the report opens as a graph of stages by revenue."""
        arch = self._arch("crm.lead", "graph", "crm.crm_lead_view_graph")
        self.assertTrue(arch.xpath("//field[@name='stage_id']"))

    def test_pivot_has_rows_columns_and_measures(self):
        """S4-29: the pivot has two dimensions and a measure."""
        arch = self._arch("crm.lead", "pivot", "crm.crm_lead_view_pivot")
        kinds = {node.get("type") for node in arch.xpath("//field")}
        self.assertLessEqual({"row", "col", "measure"}, kinds)

    def test_multi_team_setting_off_moves_the_member(self):
        """S4-32: with one team a person, joining a second one warns and moves."""
        self.env["ir.config_parameter"].set_param("sales_team.membership_multi", False)
        new = self.env["crm.team.member"].new(
            {"user_id": self.user_own.id, "crm_team_id": self.team_b.id}
        )
        self.assertIn(self.team_a.name, new.member_warning)
        self.env["crm.team.member"].create(
            {"user_id": self.user_own.id, "crm_team_id": self.team_b.id}
        )
        self.assertNotIn(self.user_own, self.team_a.member_ids)
        self.assertIn(self.user_own, self.team_b.member_ids)

    def test_my_pipeline_opens_on_own_deals(self):
        """S4-65: My Pipeline filters own deals and offers several views."""
        action = self.env["crm.team"].with_user(self.user_own).action_your_pipeline()
        context = action["context"]
        if isinstance(context, str):
            context = literal_eval(context)
        self.assertTrue(context.get("search_default_assigned_to_me"))
        self.assertEqual([kind for _id, kind in action["views"]][0], "kanban")

    def test_tags_page(self):
        """S4-63: tags have a page in the configuration, for managers."""
        action = self.env.ref("sales_team.sales_team_crm_tag_action")
        self.assertEqual(action.res_model, "crm.tag")
        tag = self.env["crm.tag"].with_user(self.user_manager).create({"name": "VIP"})
        self.assertTrue(tag.id)
        with self.assertRaises(AccessError):
            tag.with_user(self.user_employee).name = "Changed"
        self.assertEqual(tag.name, "VIP")

    def test_leads_page_columns_and_views(self):
        """S4-102: team, e-mail and tags columns; every listed view opens."""
        arch = self._arch("crm.lead", "list", "crm.crm_case_tree_view_leads")
        for name in ("team_id", "email_from", "tag_ids"):
            (column,) = arch.xpath(f"//field[@name='{name}']")
            self.assertIn(column.get("optional"), ("show", "hide"))
        kinds = self._view_types("crm.crm_lead_all_leads")
        views = [(False, kind) for kind in sorted(kinds)]
        loaded = self.env["crm.lead"].with_user(self.user_own).get_views(views)
        self.assertEqual(set(loaded["views"]), kinds)

    def test_custom_filter_equals_search(self):
        """S4-122: a saved rule of two conditions finds what a search finds."""
        wanted = self._create_leads(2, city="Isfahan", priority="2")
        self._create_leads(1, city="Isfahan", priority="0")
        rule = self.env["ir.filters"].create(
            {
                "name": "Two conditions",
                "model_id": "crm.lead",
                "domain": "[('city', '=', 'Isfahan'), ('priority', '=', '2')]",
            }
        )
        found = self.env["crm.lead"].search(rule._get_eval_domain())
        self.assertEqual(found, wanted)

    def test_group_by_city_country_team_source(self):
        """S4-123: the four groupings stand in both search views."""
        for view in (
            "crm.view_crm_case_opportunities_filter",
            "crm.view_crm_case_leads_filter",
        ):
            arch = self._arch("crm.lead", "search", view)
            contexts = " ".join(
                node.get("context") or "" for node in arch.xpath("//filter")
            )
            for field in ("city", "country_id", "team_id", "source_id"):
                self.assertIn(f"'{field}'", contexts, view)

    def test_amounts_in_company_currency(self):
        """S4-129: deals show the company's currency with its digits."""
        rial = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "=", "IRR")])
        )
        rial.active = True
        company = self.env["res.company"].create(
            {"name": "Tehran Branch", "currency_id": rial.id}
        )
        lead = self.env["crm.lead"].create(
            {"name": "Rial deal", "company_id": company.id, "expected_revenue": 5e9}
        )
        self.assertEqual(lead.company_currency, rial)
        self.assertEqual(lead.expected_revenue, 5e9)
        shown = rial.format(lead.expected_revenue)
        self.assertIn(rial.symbol, shown)
