from odoo.exceptions import UserError
from odoo.tests import Form, tagged, users

from .common import CrmPlusCase

REFUSED = "The team Team A does not make quotations"


@tagged("post_install", "-at_install")
class TestTeamQuotation(CrmPlusCase):
    """The third tick of a team: may its deals get quotations?"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._create_leads(partner_id=cls.partner.id)
        cls.order_values = {
            "partner_id": cls.partner.id,
            "user_id": cls.user_own.id,
            "team_id": cls.team_a.id,
        }

    def _new_quotation(self, lead):
        """Do what the web client does with the button of the deal."""
        action = lead.action_sale_quotations_new()
        form = Form(lead.env["sale.order"].with_context(**action["context"]))
        return form.save()

    @users("user_own")
    def test_ticked_team_makes_quotations(self):
        lead = self.lead.with_env(self.env)
        self.assertTrue(lead.quotation_allowed)
        order = self._new_quotation(lead)
        self.assertRecordValues(
            order, [{"opportunity_id": lead.id, "team_id": self.team_a.id}]
        )

    @users("user_own")
    def test_unticked_team_has_neither_button_nor_quotation(self):
        self.team_a.use_quotations = False
        lead = self.lead.with_env(self.env)
        self.assertFalse(lead.quotation_allowed)
        arch = lead.get_view(view_type="form")["arch"]
        self.assertRegex(
            arch, r'name="action_sale_quotations_new"[^>]*not quotation_allowed'
        )
        with self.assertRaisesRegex(UserError, REFUSED):
            lead.action_sale_quotations_new()
        with self.assertRaisesRegex(UserError, REFUSED):
            lead.action_new_quotation()
        self.assertFalse(lead.action_view_sale_quotation()["context"]["create"])
        self.assertFalse(lead.order_ids)

    @users("user_own")
    def test_unticked_team_refuses_a_quotation_made_elsewhere(self):
        self.team_a.use_quotations = False
        count = self.env["sale.order"].search_count([])
        with self.assertRaisesRegex(UserError, REFUSED), self.cr.savepoint():
            self.env["sale.order"].create(
                {**self.order_values, "opportunity_id": self.lead.id}
            )
        self.assertEqual(self.env["sale.order"].search_count([]), count)

    @users("user_own")
    def test_unticked_team_refuses_to_link_a_quotation(self):
        self.team_a.use_quotations = False
        order = self.env["sale.order"].create(self.order_values)
        with self.assertRaisesRegex(UserError, REFUSED), self.cr.savepoint():
            order.opportunity_id = self.lead
        order.invalidate_recordset()
        self.assertFalse(order.opportunity_id)

    @users("user_own")
    def test_unticked_team_refuses_a_copied_quotation(self):
        order = self.env["sale.order"].create(
            {**self.order_values, "opportunity_id": self.lead.id}
        )
        self.team_a.use_quotations = False
        with self.assertRaisesRegex(UserError, REFUSED), self.cr.savepoint():
            order.copy()
        self.assertEqual(self.lead.order_ids, order)

    @users("user_own")
    def test_quotation_made_before_is_worked_on(self):
        order = self.env["sale.order"].create(
            {**self.order_values, "opportunity_id": self.lead.id}
        )
        self.team_a.use_quotations = False
        order.note = "Delivery in March"
        order.action_confirm()
        self.assertRecordValues(
            order, [{"state": "sale", "opportunity_id": self.lead.id}]
        )

    @users("user_all")
    def test_merged_deals_bring_their_quotations(self):
        other = self._create_leads(
            partner_id=self.partner.id,
            team_id=self.team_b.id,
            user_id=self.user_all.id,
            stage_id=self.lead.stage_id.id,
        )
        self.lead.probability = 90
        order = self.env["sale.order"].create(
            {"partner_id": self.partner.id, "opportunity_id": other.id}
        )
        self.team_a.use_quotations = False
        merged = (self.lead | other).with_env(self.env).merge_opportunity()
        self.assertEqual(order.opportunity_id, merged)

    @users("user_own")
    def test_deal_without_team_is_free(self):
        lead = self._create_leads(team_id=False, partner_id=self.partner.id)
        lead.team_id = False
        self.assertTrue(lead.with_env(self.env).quotation_allowed)
        self.assertTrue(self._new_quotation(lead.with_env(self.env)))

    @users("user_own")
    def test_order_without_deal_is_free(self):
        self.team_a.use_quotations = False
        self.assertTrue(self.env["sale.order"].create(self.order_values))

    @users("user_own")
    def test_my_quotations_show_the_opportunity(self):
        menu = self.env.ref("sale_crm.sale_order_menu_quotations_crm")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            menu.action.get_external_id()[menu.action.id]
        )
        self.assertIn("search_default_my_quotation", action["context"])
        view_id = dict((kind, view) for view, kind in action["views"])["list"]
        arch = self.env["sale.order"].get_view(view_id, "list")["arch"]
        self.assertRegex(arch, r'<field name="opportunity_id"[^>]*optional="show"')
        search = self.env["sale.order"].get_view(action["search_view_id"][0], "search")
        self.assertIn('name="team_kind_id"', search["arch"])
