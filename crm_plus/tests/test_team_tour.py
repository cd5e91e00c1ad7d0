from odoo.tests import HttpCase, tagged

from .common import CrmPlusCase, PhoneBrowser


@tagged("post_install", "-at_install")
class TestTeamTour(CrmPlusCase, HttpCase):
    def test_leader_sets_quotation_target_by_clicking_the_bar(self):
        team = self._create_team("Tour Team", self.user_leader, self.user_own)
        customer = self.env["res.partner"].create({"name": "Customer"})
        self.env["sale.order"].create(
            [
                {
                    "partner_id": customer.id,
                    "team_id": team.id,
                    "user_id": self.user_leader.id,
                }
            ]
            * 2
        )
        self.start_tour(
            "/odoo/action-sales_team.crm_team_action_pipeline",
            "crm_plus_team_quotation_target",
            login="user_leader",
        )
        target = team.target_ids
        self.assertRecordValues(
            target,
            [
                {
                    "measure": "quotation_count",
                    "period_type": "month",
                    "user_id": False,
                    "target_value": 8,
                    "create_uid": self.user_leader.id,
                }
            ],
        )


@tagged("post_install", "-at_install")
class TestTeamTourPhone(PhoneBrowser, TestTeamTour):
    """The same on a phone."""
