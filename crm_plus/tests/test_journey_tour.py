from odoo.tests import HttpCase, tagged

from .common import CrmPlusCase, PhoneBrowser


@tagged("post_install", "-at_install")
class TestJourneyTour(CrmPlusCase, HttpCase):
    """Journeys that cross the features of the sales desk."""

    def test_call_becomes_a_won_deal(self):
        self.env["product.product"].create({"name": "School Chair", "list_price": 50.0})
        self.user_own.action_id = False
        self.start_tour("/odoo/phone-calls", "crm_plus_call_to_won", login="user_own")
        call = self.env["crm.plus.phone.call"].search(
            [("name", "=", "Forty chairs for a school")]
        )
        lead = call.lead_id
        self.assertRecordValues(
            lead,
            [
                {
                    "won_status": "won",
                    "outcome": "won",
                    "user_id": self.user_own.id,
                    "sale_order_count": 1,
                }
            ],
        )
        self.assertEqual(lead.partner_id.name, "Chen Mei-Ling")
        self.assertEqual(lead.outcome_ids.mapped("outcome"), ["won"])


@tagged("post_install", "-at_install")
class TestJourneyTourPhone(PhoneBrowser, TestJourneyTour):
    """The same on a phone."""
