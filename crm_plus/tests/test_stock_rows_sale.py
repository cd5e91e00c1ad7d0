from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_stock_rows import StockRowsCase

PIXEL = (  # a transparent image of one pixel, the smallest signature
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwAD"
    b"hgGAWjR9awAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install", "crm_plus_stock_rows")
class TestStockRowsSale(StockRowsCase):
    """Quotations and orders of a deal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create({"name": "Customer"})
        cls.product = cls.env["product.product"].create(
            {"name": "Tea", "list_price": 100.0, "taxes_id": [Command.clear()]}
        )
        cls.lead = cls._create_leads(partner_id=cls.customer.id)

    def _quote(self, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "opportunity_id": self.lead.id,
                "user_id": self.user_own.id,
                "order_line": [Command.create({"product_id": self.product.id})],
                **values,
            }
        )

    def test_quotation_carries_terms_in_its_print(self):
        """S2-14: the printed quotation carries the payment terms."""
        term = self.env["account.payment.term"].create(
            {"name": "Net 45", "note": "Payable within 45 days"}
        )
        order = self._quote(payment_term_id=term.id)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "sale.report_saleorder", order.ids
        )
        self.assertIn("Payable within 45 days", html.decode())

    def test_order_is_confirmed_by_portal_signature(self):
        """S2-16: the customer's signature confirms; the deal shows the order."""
        order = self._quote(require_signature=True, require_payment=False)
        order.action_quotation_sent()
        self.assertTrue(order._has_to_be_signed())
        order.write({"signed_by": "Customer", "signature": PIXEL})
        order._validate_order()
        self.assertEqual(order.state, "sale")
        self.assertEqual(self.lead.sale_order_count, 1)

    def test_quotation_from_a_deal_carries_its_facts(self):
        """S3-40: customer, team, seller, UTM and tags come from the deal."""
        source = self.env["utm.source"].create({"name": "Fair"})
        tag = self.env["crm.tag"].create({"name": "Hot"})
        self.lead.write({"source_id": source.id, "tag_ids": tag.ids})
        action = self.lead.with_user(self.user_own).action_new_quotation()
        context = {
            key: value
            for key, value in action["context"].items()
            if key.startswith("default_")
        }
        order = Form(
            self.env["sale.order"].with_user(self.user_own).with_context(**context)
        ).save()
        self.assertRecordValues(
            order,
            [
                {
                    "partner_id": self.customer.id,
                    "team_id": self.team_a.id,
                    "user_id": self.user_own.id,
                    "source_id": source.id,
                    "opportunity_id": self.lead.id,
                    "tag_ids": tag.ids,
                }
            ],
        )
        self.assertTrue(order.validity_date)

    def test_quotation_button_opens_the_deals_quotations(self):
        """S4-83: the button opens own quotations; prices by the customer's list."""
        self.env["res.config.settings"].create(
            {"group_product_pricelist": True}
        ).execute()
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Loyal",
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "percentage",
                            "percent_price": 10,
                            "applied_on": "3_global",
                        }
                    )
                ],
            }
        )
        self.customer.property_product_pricelist = pricelist
        order = self._quote()
        action = self.lead.with_user(self.user_own).action_view_sale_quotation()
        self.assertEqual(self.env["sale.order"].search(action["domain"]), order)
        self.assertEqual(order.pricelist_id, pricelist)
        self.assertEqual(order.amount_untaxed, 90.0)

    def test_my_quotations_menu_lists_own(self):
        """S4-98: CRM's My Quotations lists the seller's own."""
        menu = self.env.ref("sale_crm.sale_order_menu_quotations_crm")
        own, other = self._quote(), self._quote(user_id=self.user_all.id)
        self.assertEqual(menu.action.res_model, "sale.order")
        self.assertIn("search_default_my_quotation", menu.action.context)
        found = (
            self.env["sale.order"]
            .with_user(self.user_own)
            .search([("id", "in", (own | other).ids)])
        )
        self.assertEqual(found, own)
