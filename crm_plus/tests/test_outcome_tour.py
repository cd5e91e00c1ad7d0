from odoo.tests import HttpCase, tagged

from .common import PhoneBrowser
from .outcome_common import OutcomeCase


@tagged("post_install", "-at_install")
class TestOutcomeTour(OutcomeCase, HttpCase):
    def test_lost_and_won_back(self):
        self.env["ir.config_parameter"].set_param("crm_plus.ask_won_reason", "True")
        self.env["crm.lost.reason"].create(
            {"name": "Next season", "recontact_delay": 3}
        )
        self.reason_won.name = "Good service"
        self.stage_two.name = "Field Visit"
        lead = self._create_leads(name="Solar pumps for Yazd")
        self.start_tour("/odoo", "crm_plus_lost_and_won_back", login="user_own")
        self.assertRecordValues(
            lead.outcome_ids.sorted("id"),
            [
                {
                    "outcome": "lost",
                    "author_id": self.user_own.id,
                    "restored_by_id": self.user_own.id,
                    "restored_stage_id": self.stage_two.id,
                    "won_reason_id": False,
                },
                {
                    "outcome": "won",
                    "author_id": self.user_own.id,
                    "restored_by_id": False,
                    "restored_stage_id": False,
                    "won_reason_id": self.reason_won.id,
                },
            ],
        )
        self.assertEqual(lead.outcome, "won")
        self.assertEqual(lead.outcome_restored_count, 1)
        self.assertFalse(lead.winback_date)

    def test_won_by_status_bar(self):
        self.env["ir.config_parameter"].set_param("crm_plus.ask_won_reason", "True")
        self.reason_won.name = "Good service"
        lead = self._create_leads(name="Solar pumps for Yazd")
        self.start_tour("/odoo", "crm_plus_won_by_status_bar", login="user_own")
        self.assertRecordValues(
            lead.outcome_ids,
            [{"outcome": "won", "won_reason_id": self.reason_won.id}],
        )


@tagged("post_install", "-at_install")
class TestOutcomeTourPhone(PhoneBrowser, TestOutcomeTour):
    """The same on a phone."""
