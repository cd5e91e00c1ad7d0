from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged, users

from .test_target import TODAY, TargetCase


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTargetAccess(TargetCase):
    """Who reads and who sets targets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.of_team, cls.of_own, cls.of_peer, cls.of_b, cls.of_other = (
            cls._create_targets(
                {},
                {"user_id": cls.user_own.id},
                {"user_id": cls.user_peer.id},
                {"team_id": cls.team_b.id},
                {"team_id": cls.team_other.id},
            )
        )
        cls.all = cls.of_team | cls.of_own | cls.of_peer | cls.of_b | cls.of_other

    def _visible(self, user):
        return (
            self.env["crm.plus.target"]
            .with_user(user)
            .search([("id", "in", self.all.ids)])
        )

    def test_each_level_reads_its_own(self):
        mine = self.of_team | self.of_own | self.of_peer | self.of_b
        for user, targets in (
            (self.user_own, self.of_team | self.of_own),
            (self.user_peer, self.of_team | self.of_peer),
            (self.user_leader, self.of_team | self.of_own | self.of_peer),
            (self.user_all, mine),
            (self.user_manager, mine),
            (self.user_auditor, mine),
            (self.user_other, self.of_other),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._visible(user), targets)
        for user in (self.user_employee, self.user_portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._visible(user)

    def test_former_member_no_longer_reads_the_targets_of_the_team(self):
        self.team_a.crm_team_member_ids.filtered(
            lambda member: member.user_id == self.user_own
        ).action_archive()
        self.assertEqual(self._visible(self.user_own), self.of_own)

    def test_who_may_not_set_targets_changes_nothing(self):
        for user, target in (
            (self.user_own, self.of_own),
            (self.user_own, self.of_team),
            (self.user_leader, self.of_b),
            (self.user_all, self.of_team),
            (self.user_auditor, self.of_team),
            (self.user_employee, self.of_team),
            (self.user_portal, self.of_team),
            (self.user_other, self.of_team),
        ):
            with self.subTest(user=user.login, target=target.display_name):
                refused = target.with_user(user)
                with self.assertRaises(AccessError):
                    refused.target_value = 1
                with self.assertRaises(AccessError):
                    refused.create(
                        {
                            "team_id": target.team_id.id,
                            "measure": "won_count",
                            "target_value": 1,
                        }
                    )
                with self.assertRaises(AccessError):
                    refused.unlink()
                with self.assertRaises(AccessError):
                    refused.action_copy_to_next_period()
                self.assertEqual(target.exists().target_value, 100)
        self.assertFalse(
            self.env["crm.plus.target"].search(
                [
                    ("team_id", "in", self.all.team_id.ids),
                    ("id", "not in", self.all.ids),
                ]
            )
        )

    @users("user_own", "user_peer", "user_all", "user_auditor", "user_employee")
    def test_card_refuses_who_may_not_set_the_target(self):
        with self.assertRaises(AccessError):
            self.team_a.with_env(self.env).set_card_target("quotation_count", 5)
        self.assertEqual(
            self.team_a.target_ids, self.of_team | self.of_own | self.of_peer
        )

    @users("user_leader")
    def test_leader_cannot_move_a_target_to_a_team_of_another(self):
        self.of_b.measure = "won_amount"
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.of_team.with_env(self.env).team_id = self.team_b
        self.of_team.invalidate_recordset()
        self.assertEqual(self.of_team.team_id, self.team_a)

    @users("user_leader")
    def test_leader_cannot_set_the_target_on_the_card_of_another_team(self):
        with self.assertRaises(AccessError):
            self.team_b.with_env(self.env).set_card_target("order_amount", 5)
        self.assertEqual(self.of_b.target_value, 100)

    def test_leader_and_administrator_set_targets(self):
        self.of_own.with_user(self.user_leader).target_value = 70
        self.assertEqual(self.of_own.target_value, 70)
        self.of_b.with_user(self.user_manager).target_value = 30
        self.assertEqual(self.of_b.target_value, 30)
        self.of_peer.with_user(self.user_leader).unlink()
        self.of_team.with_user(self.user_manager).unlink()
        self.assertFalse((self.of_peer | self.of_team).exists())

    def test_all_documents_user_sets_those_of_the_team_he_leads(self):
        self.team_b.user_id = self.user_all
        self.of_b.with_user(self.user_all).target_value = 30
        self.assertEqual(self.of_b.target_value, 30)

    def test_new_is_offered_to_who_may_set_some_target(self):
        self.assertFalse(
            self.env["crm.team"].search([("user_id", "=", self.user_all.id)])
        )
        for user, is_offered in (
            (self.user_own, False),
            (self.user_all, False),
            (self.user_auditor, False),
            (self.user_leader, True),
            (self.user_manager, True),
        ):
            for view_type in ("list", "kanban", "form"):
                with self.subTest(user=user.login, view=view_type):
                    self._assert_new(user, view_type, is_offered)
        self.team_b.user_id = self.user_all
        self._assert_new(self.user_all, "list", True)

    def _assert_new(self, user, view_type, is_offered):
        Target = self.env["crm.plus.target"].with_user(user)
        root = etree.fromstring(Target.get_view(view_type=view_type)["arch"])
        self.assertEqual(root.get("create"), None if is_offered else "False")

    def test_company_of_the_target_is_the_one_of_the_team(self):
        self.assertEqual(self.of_other.company_id, self.company_other)
        with self.assertRaises(AccessError):
            self.of_other.with_user(self.user_manager).target_value = 5
