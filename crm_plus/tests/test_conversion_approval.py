from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from odoo.addons.crm_plus.tests.conversion_common import ApprovalCase


@tagged("post_install", "-at_install")
class TestConversionRequest(ApprovalCase):
    @users("user_own")
    def test_request(self):
        lead = self._create_lead()
        approval = self._request(lead, approval_note="They order on Monday")
        self.assertRecordValues(
            approval,
            [
                {
                    "lead_id": lead.id,
                    "state": "pending",
                    "requester_id": self.user_own.id,
                    "approver_id": self.user_leader.id,
                    "team_id": self.team_a.id,
                    "company_id": self.company.id,
                    "note": "They order on Monday",
                    "probability": 20.0,
                    "threshold": 30.0,
                }
            ],
        )
        self.assertIn("New Company", " ".join(approval.summary.striptags().split()))
        self.assertRecordValues(
            self._activities(approval.sudo()),
            [
                {
                    "user_id": self.user_leader.id,
                    "activity_type_id": self.env.ref(
                        "crm_plus.mail_activity_type_conversion"
                    ).id,
                }
            ],
        )
        self.assertEqual(lead.type, "lead")
        self.assertFalse(lead.partner_id)

    @users("user_own")
    def test_the_dialog_shows_a_pending_request(self):
        lead = self._create_lead()
        wizard = self._wizard(lead)
        self._request(lead)
        wizard.invalidate_recordset()
        self.assertEqual(wizard.gate, "pending")
        self.assertIn(f"asked {self.user_leader.name} on", wizard.gate_message)
        with self.assertRaisesRegex(UserError, "already waiting for user_leader"):
            wizard.action_request_approval()
        self.assertEqual(len(lead.conversion_approval_ids), 1)

    @mute_logger("odoo.sql_db")
    def test_one_pending_request_a_lead(self):
        approval = self._request(self._create_lead())
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            approval.copy()
        approval.with_user(self.user_leader).action_refuse("No")
        self.assertEqual(self._request(approval.lead_id).state, "pending")

    @users("user_own")
    def test_no_request_where_none_is_needed(self):
        lead = self._create_lead(probability=60)
        with self.assertRaisesRegex(UserError, "convert it directly"):
            self._wizard(lead).action_request_approval()
        self.assertFalse(lead.conversion_approval_ids)

    @users("user_own")
    def test_no_request_while_conditions_are_unmet(self):
        self.env["crm.plus.conversion.condition"].sudo().create(
            {
                "name": "City",
                "team_id": self.team_a.id,
                "field_name": "city",
            }
        )
        lead = self._create_lead()
        with self.assertRaisesRegex(UserError, "Missing: City"):
            self._wizard(lead).action_request_approval()
        self.assertFalse(lead.conversion_approval_ids)

    @users("user_own")
    def test_withdrawn_by_the_requester(self):
        lead = self._create_lead()
        approval = self._request(lead)
        self._wizard(lead).action_withdraw_request()
        self.assertEqual(approval.state, "withdrawn")
        self.assertFalse(lead.conversion_pending_id)
        self.assertFalse(self._activities(approval.sudo()))

    def test_withdrawn_when_the_lead_changes(self):
        changes = {
            "archived": lambda lead: lead.action_archive(),
            "lost": lambda lead: lead.action_set_lost(),
            "team": lambda lead: lead.write({"team_id": self.team_b.id}),
            "converted": lambda lead: lead.sudo().convert_opportunity(False),
            "customer": lambda lead: self._wizard(
                lead, make_opportunity=False
            ).action_apply(),
        }
        for name, change in changes.items():
            with self.subTest(name):
                lead = self._create_lead(
                    email_from=f"{name}@pumps.example", contact_name=name
                )
                approval = self._request(lead)
                change(lead.with_user(self.user_own))
                self.assertEqual(approval.state, "withdrawn")
                self.assertFalse(lead.conversion_pending_id)

    def test_kept_when_the_lead_is_only_edited(self):
        lead = self._create_lead()
        approval = self._request(lead)
        lead.with_user(self.user_own).write(
            {"probability": 80, "team_id": self.team_a.id, "active": True}
        )
        self.assertEqual(approval.state, "pending")

    def test_merging_withdraws_and_keeps_the_request(self):
        lead = self._create_lead(probability=10)
        other = self._create_lead(name="Other", probability=25)
        approval = self._request(lead)
        (lead | other).merge_opportunity()
        self.assertFalse(lead.exists())
        self.assertRecordValues(approval, [{"state": "withdrawn", "lead_id": other.id}])

    def test_requests_die_with_their_lead(self):
        lead = self._create_lead()
        approval = self._request(lead)
        activity = self._activities(approval)
        lead.unlink()
        self.assertFalse(approval.exists())
        self.assertFalse(activity.exists())
