from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .activity_common import ActivityCase


@tagged("post_install", "-at_install")
@freeze_time("2026-05-20 09:00:00")
class TestActivityAccess(ActivityCase):
    """Who sees whose load and whose day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls._create_activities(cls._create_leads(), "2026-05-20")
        cls.peer = cls._create_activities(
            cls._create_leads(user_id=cls.user_peer.id), "2026-05-20", cls.user_peer
        )
        cls.outside_lead = cls._create_leads(
            user_id=cls.user_all.id, team_id=cls.team_b.id
        )
        cls.outside = cls._create_activities(
            cls.outside_lead, "2026-05-20", cls.user_all
        )
        cls.queue_a = cls._create_queue(cls.outside_lead, "2026-05-20")
        cls.queue_b = cls._create_queue(cls.outside_lead, "2026-05-20", cls.team_b)
        cls.abroad = cls._create_activities(
            cls._create_leads(
                user_id=cls.user_other.id,
                team_id=cls.team_other.id,
                company_id=cls.company_other.id,
            ),
            "2026-05-20",
            cls.user_other,
        )
        cls.every = (
            cls.own | cls.peer | cls.outside | cls.queue_a | cls.queue_b | cls.abroad
        )

    def _get_load(self, user):
        found = (
            self.env["crm.plus.activity.load"]
            .with_user(user)
            .search([("id", "in", self.every.ids)])
        )
        return self.env["mail.activity"].browse(sorted(found.ids))

    def test_load_by_level(self):
        inside = self.every - self.abroad
        for user, expected in (
            (self.user_own, self.own | self.queue_a),
            (self.user_peer, self.peer | self.queue_a),
            (self.user_leader, self.own | self.peer | self.queue_a),
            (self.user_all, inside),
            (self.user_manager, inside),
            (self.user_auditor, inside),
            (self.user_other, self.abroad),
        ):
            self.assertEqual(self._get_load(user), expected.sorted("id"), user.login)

    def test_load_is_closed_to_others(self):
        for user in (self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                self._get_load(user)

    def test_nobody_changes_the_load(self):
        for user in (self.user_own, self.user_manager, self.user_auditor):
            row = self.env["crm.plus.activity.load"].with_user(user).browse(self.own.id)
            for operation in ("write", "create", "unlink"):
                self.assertFalse(row.has_access(operation), (user.login, operation))

    def test_load_shows_no_content(self):
        fields = self.env["crm.plus.activity.load"]._fields
        for secret in ("summary", "note", "res_name", "res_id"):
            self.assertNotIn(secret, fields)

    def test_document_of_somebody_else_stays_closed(self):
        load = self.env["crm.plus.activity.load"]
        action = load.with_user(self.user_own).browse(self.own.id)
        self.assertEqual(action.action_open_document()["res_id"], self.own.res_id)
        with self.assertRaisesRegex(AccessError, "not the documents"):
            load.with_user(self.user_leader).browse(
                self.outside.id
            ).action_open_document()

    def test_load_groups_by_person_and_day(self):
        groups = (
            self.env["crm.plus.activity.load"]
            .with_user(self.user_leader)
            ._read_group(
                [("id", "in", self.every.ids), ("user_id", "!=", False)],
                ["user_id", "date_deadline:day"],
                ["tasks:sum"],
            )
        )
        self.assertEqual(
            {user.login: tasks for user, _day, tasks in groups},
            {"user_own": 1, "user_peer": 1},
        )

    # ------------------------------------------------------------
    # MY DAY
    # ------------------------------------------------------------

    def _get_day(self, user, member=None):
        return (
            self.env["crm.plus.my.day"].with_user(user).get_my_day(member and member.id)
        )

    def _get_items(self, day):
        return [item["id"] for part in day["sections"] for item in part["items"]]

    def test_everybody_sees_his_own_day(self):
        for user, activity in (
            (self.user_own, self.own),
            (self.user_peer, self.peer),
            (self.user_all, self.outside),
            (self.user_other, self.abroad),
        ):
            self.assertEqual(
                self._get_items(self._get_day(user)), [f"mail.activity,{activity.id}"]
            )

    def test_seller_sees_nobody_elses_day(self):
        self.assertEqual(self._get_day(self.user_own)["members"], [])
        with self.assertRaisesRegex(AccessError, "members of your teams"):
            self._get_day(self.user_own, self.user_peer)

    def test_leader_sees_his_members_with_his_own_rights(self):
        members = self._get_day(self.user_leader)["members"]
        self.assertEqual(
            [member["id"] for member in members],
            (self.user_own | self.user_peer).ids,
        )
        with self.assertRaises(AccessError):
            self._get_day(self.user_leader, self.user_all)
        hidden = self._create_activities(
            self._create_leads(user_id=self.user_all.id, team_id=self.team_b.id),
            "2026-05-20",
        )
        day = self._get_day(self.user_leader, self.user_own)
        self.assertFalse(day["is_own"])
        self.assertNotIn(f"mail.activity,{hidden.id}", self._get_items(day))

    def test_all_documents_sees_every_day_but_ticks_nothing_off(self):
        day = self._get_day(self.user_all, self.user_own)
        item = day["sections"][0]["items"][0]
        self.assertEqual(item["id"], f"mail.activity,{self.own.id}")
        self.assertFalse(item["tick"])
        self.assertFalse(item["snooze_choice"])
        with self.assertRaises(AccessError):
            self._get_day(self.user_all, self.user_other)

    def test_my_day_is_closed_without_a_sales_role(self):
        for user in (self.user_employee, self.user_portal, self.user_auditor):
            with self.assertRaisesRegex(AccessError, "users of the sales app"):
                self._get_day(user)

    def test_portal_reaches_no_activity_method(self):
        activity = self.queue_a.with_user(self.user_portal)
        with self.assertRaisesRegex(UserError, "queues of your teams"):
            activity.action_take()
        for method in ("action_snooze", "action_reschedule"):
            with self.assertRaises(AccessError):
                getattr(activity, method)()
        self.assertFalse(self.queue_a.user_id)

    def test_limits_are_set_by_administrators_only(self):
        self.company.activity_tasks_per_day = 8
        with self.assertRaises(AccessError):
            self.company.with_user(self.user_own).activity_tasks_per_day = 1
        self.company.invalidate_recordset()
        self.assertEqual(self.company.activity_tasks_per_day, 8)
