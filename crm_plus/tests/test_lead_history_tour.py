from datetime import timedelta
from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from .common import PhoneBrowser


@tagged("post_install", "-at_install")
class TestLeadHistoryTour(HttpCase):
    def _transaction(self, days):
        """Flush what follows as a transaction of that many days ago."""
        self.env.cr.flush()
        moment = self.env.cr.now() - timedelta(days=days)
        return patch.object(self.env.cr, "now", lambda: moment)

    def test_seller_reads_the_history_of_a_deal_and_the_pipeline_of_last_week(self):
        seller = new_test_user(
            self.env, "history_seller", groups="sales_team.group_sale_salesman"
        )
        fresh, offered = self.env["crm.stage"].create(
            [{"name": "Fresh", "sequence": 101}, {"name": "Offered", "sequence": 102}]
        )
        with self._transaction(days=20):
            lead = self.env["crm.lead"].create(
                {
                    "name": "Solar Roof",
                    "type": "opportunity",
                    "user_id": seller.id,
                    "stage_id": fresh.id,
                    "expected_revenue": 1000,
                }
            )
            self.env.cr.flush()
        with self._transaction(days=3):
            lead.write({"stage_id": offered.id, "expected_revenue": 2500})
            self.env.cr.flush()
        self.start_tour(
            f"/odoo/crm/{lead.id}", "crm_plus_lead_history", login="history_seller"
        )
        self.assertEqual(
            self.env["crm.plus.lead.history"].search_count([("lead_id", "=", lead.id)]),
            2,
            "looking changes nothing",
        )


@tagged("post_install", "-at_install")
class TestLeadHistoryTourPhone(PhoneBrowser, TestLeadHistoryTour):
    """The same on a phone."""
