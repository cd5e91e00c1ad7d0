from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.crm_plus.tests.conversion_common import ConversionCase


@tagged("post_install", "-at_install")
class TestConversionAccess(ConversionCase):
    """Who reads the conversions and requests of ``user_own``'s lead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_a.conversion_min_probability = 30
        cls.lead = cls._create_lead(probability=80)
        cls.lead.with_user(cls.user_own).convert_opportunity(False)
        cls.conversion = cls.lead.conversion_ids
        cls.waiting = cls._create_lead(name="Waiting")
        cls.approval = (
            cls.env["crm.plus.conversion.approval"]
            .with_user(cls.user_own)
            ._request(cls.waiting.with_user(cls.user_own), {})
            .with_user(cls.env.user)
        )
        cls.condition = cls.env["crm.plus.conversion.condition"].create(
            {
                "name": "City",
                "team_id": cls.team_a.id,
                "field_name": "city",
            }
        )

    def _assert_reads(self, records, readers, others):
        for user in readers:
            self.assertEqual(
                records.with_user(user).search([("id", "=", records.id)]),
                records,
                user.login,
            )
            records.with_user(user).read(["display_name"])
        for user in others:
            with self.subTest(user.login):
                try:
                    found = records.with_user(user).search([("id", "=", records.id)])
                except AccessError:
                    found = records.browse()
                self.assertFalse(found)
                with self.assertRaises(AccessError):
                    records.with_user(user).read(["create_date"])

    def _assert_read_only(self, records, users):
        name = [records._rec_name]
        before = records.read(name)
        for user in users:
            with self.subTest(user.login):
                for call in (
                    lambda user=user: records.with_user(user).write({}),
                    lambda user=user: records.with_user(user).write(
                        {"company_id": False}
                    ),
                    lambda user=user: records.with_user(user).unlink(),
                    lambda user=user: records.with_user(user).create({}),
                ):
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        call()
        records.invalidate_recordset()
        self.assertEqual(records.read(name), before)

    def test_conversions_are_read_by_who_reads_the_lead(self):
        self._assert_reads(
            self.conversion,
            (
                self.user_own,
                self.user_leader,
                self.user_all,
                self.user_manager,
                self.user_auditor,
            ),
            (self.user_peer, self.user_employee, self.user_portal, self.user_other),
        )

    def test_conversions_are_written_by_nobody(self):
        self._assert_read_only(
            self.conversion,
            (
                self.user_own,
                self.user_peer,
                self.user_leader,
                self.user_all,
                self.user_manager,
                self.user_auditor,
                self.user_employee,
                self.user_portal,
            ),
        )

    def test_requests_are_read_by_those_concerned(self):
        self._assert_reads(
            self.approval,
            (
                self.user_own,
                self.user_leader,
                self.user_all,
                self.user_manager,
                self.user_auditor,
            ),
            (self.user_peer, self.user_employee, self.user_portal, self.user_other),
        )

    def test_requests_are_written_by_nobody(self):
        self._assert_read_only(
            self.approval,
            (
                self.user_own,
                self.user_peer,
                self.user_leader,
                self.user_all,
                self.user_manager,
                self.user_auditor,
                self.user_employee,
                self.user_portal,
            ),
        )

    def test_the_asked_leader_reads_without_the_leader_role(self):
        self.approval.approver_id = self.user_peer
        self._assert_reads(self.approval, (self.user_peer,), ())

    def test_requester_and_approver_discuss(self):
        for user in (self.user_own, self.user_leader):
            self.approval.with_user(user).message_post(body=f"Word of {user.login}")
        bodies = "".join(self.approval.message_ids.mapped("body"))
        self.assertIn("Word of user_own", bodies)
        self.assertIn("Word of user_leader", bodies)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.approval.with_user(self.user_peer).message_post(body="Intruder")

    def test_conditions_are_read_by_sellers_and_set_by_the_administrator(self):
        self._assert_reads(
            self.condition,
            (
                self.user_own,
                self.user_peer,
                self.user_leader,
                self.user_all,
                self.user_manager,
                self.user_auditor,
            ),
            (self.user_employee, self.user_portal, self.user_other),
        )
        self._assert_read_only(
            self.condition,
            (
                self.user_own,
                self.user_leader,
                self.user_all,
                self.user_auditor,
                self.user_employee,
                self.user_portal,
            ),
        )
        condition = self.condition.with_user(self.user_manager)
        condition.name = "The city"
        self.assertEqual(self.condition.name, "The city")
        condition.copy({"name": "Again"}).unlink()

    def test_rules_of_a_team_are_set_by_the_administrator(self):
        for user in (self.user_own, self.user_leader, self.user_all):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.team_a.with_user(user).conversion_min_probability = 0
        self.team_a.invalidate_recordset()
        self.assertEqual(self.team_a.conversion_min_probability, 30)
        self.team_a.with_user(self.user_manager).conversion_min_probability = 40
        self.assertEqual(self.team_a.conversion_min_probability, 40)

    def test_the_panel_of_a_lead_follows_the_rights(self):
        lead = self.lead.with_user(self.user_own)
        self.assertEqual(lead.conversion_user_id, self.user_own)
        self.assertEqual(lead.conversion_opportunity_id, self.lead)
        with self.assertRaises(AccessError):
            self.lead.with_user(self.user_peer).read(["conversion_user_id"])

    def test_the_menus_show_to_who_decides(self):
        menu = self.env.ref("crm_plus.crm_plus_conversion_approval_menu")
        for user, visible in (
            (self.user_own, False),
            (self.user_leader, True),
            (self.user_manager, True),
        ):
            ids = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertEqual(menu.id in ids, visible, user.login)

    def test_counters_count_what_the_user_may_see(self):
        self.assertEqual(
            self.team_a.with_user(self.user_leader).conversion_pending_count, 1
        )
        self.assertEqual(
            self.team_a.with_user(self.user_peer).conversion_pending_count, 0
        )
        action = self.team_a.action_open_conversion_approvals()
        self.assertEqual(
            self.env[action["res_model"]].search(action["domain"]), self.approval
        )
        self.assertEqual(self.waiting.conversion_approval_count, 1)
        self.assertEqual(
            self.waiting.action_open_conversion_approval()["res_id"], self.approval.id
        )
        action = self.waiting.action_open_conversion_approvals()
        self.assertEqual(
            self.env[action["res_model"]].search(action["domain"]), self.approval
        )
