from odoo.tests import HttpCase, tagged

from .common import PhoneBrowser
from .conversion_common import ConversionCase


@tagged("post_install", "-at_install")
class TestConversionTour(ConversionCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").implied_ids |= cls.env.ref("crm.group_use_lead")
        cls.user_leader.group_ids += cls.env.ref(
            "sales_team.group_sale_salesman_all_leads"
        )
        cls.team_a.conversion_min_probability = 30
        cls.env["crm.plus.conversion.condition"].create(
            {
                "name": "City is filled",
                "team_id": cls.team_a.id,
                "field_name": "city",
                "message": "Ask for the city",
            }
        )
        for user in (cls.user_own, cls.user_leader):
            user.password = user.login

    def test_approval_of_a_conversion(self):
        lead = self._create_lead(name="Tour of the pumps")
        self.start_tour(
            f"/odoo/crm.lead/{lead.id}", "crm_plus_conversion_request", login="user_own"
        )
        approval = lead.conversion_pending_id
        self.assertRecordValues(
            approval, [{"state": "pending", "note": "They order on Monday"}]
        )
        self.assertRecordValues(lead, [{"type": "lead", "city": "Shiraz"}])
        self.start_tour(
            "/odoo/crm-conversion-approvals",
            "crm_plus_conversion_approve",
            login="user_leader",
        )
        self.assertRecordValues(
            approval,
            [
                {
                    "state": "approved",
                    "requester_id": self.user_own.id,
                    "decision_user_id": self.user_leader.id,
                    "decision_note": "Good luck",
                }
            ],
        )
        self.assertRecordValues(
            lead, [{"type": "opportunity", "stage_id": self.stage_first.id}]
        )
        self.assertEqual(lead.partner_id.parent_id.name, "Zarrinpump GmbH")


@tagged("post_install", "-at_install")
class TestConversionTourPhone(PhoneBrowser, TestConversionTour):
    """The same on a phone."""
