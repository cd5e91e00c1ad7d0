from datetime import date

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import mute_logger

from .activity_common import ActivityCase


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 10:00:00")
class TestActivityQueue(ActivityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._create_leads(user_id=cls.user_all.id)
        cls.queued = cls._create_queue(cls.lead, "2026-05-10")

    def _search(self, user, domain=()):
        return (
            self.env["mail.activity"]
            .with_user(user)
            .search([("queue_team_id", "!=", False), *domain])
        )

    # ------------------------------------------------------------
    # WHO SEES THE QUEUE
    # ------------------------------------------------------------

    def test_activity_for_a_team_has_no_user(self):
        self.assertFalse(self.queued.user_id)
        self.assertEqual(self.queued.queue_team_id, self.team_a)

    def test_members_and_leader_see_it_without_the_document(self):
        for user in (self.user_own, self.user_peer, self.user_leader):
            activity = self.queued.with_user(user)
            self.assertEqual(self._search(user), self.queued, user.login)
            self.assertEqual(
                activity.read(["summary", "date_deadline"])[0]["date_deadline"],
                date(2026, 5, 10),
            )
            self.assertTrue(activity.is_in_my_queue)
        self.assertFalse(self.lead.with_user(self.user_own).has_access("read"))

    def test_others_do_not(self):
        for user in (self.user_employee, self.user_other):
            self.assertFalse(self._search(user), user.login)
            with self.assertRaises(AccessError):
                self.queued.with_user(user).read(["summary"])
        with self.assertRaises(AccessError):
            self._search(self.user_portal)

    def test_reader_of_the_document_sees_it_but_not_as_his_queue(self):
        activity = self._search(self.user_all)
        self.assertEqual(activity, self.queued)
        self.assertFalse(activity.is_in_my_queue)

    def test_former_member_loses_the_queue(self):
        self.team_a.crm_team_member_ids.filtered(
            lambda member: member.user_id == self.user_own
        ).active = False
        self.assertFalse(self._search(self.user_own))

    def test_team_of_a_company_that_is_not_active_is_left_out(self):
        self.user_own.company_ids |= self.company_other
        teams = self.user_own.with_user(self.user_own).with_context(
            allowed_company_ids=self.company_other.ids
        )
        self.assertFalse(teams.env.user._get_queue_teams())
        self.assertFalse(
            teams.env["mail.activity"].search([("queue_team_id", "!=", False)])
        )

    def test_filter_of_the_queue(self):
        taken = self._create_queue(self.lead, "2026-05-11")
        taken.user_id = self.user_peer
        other_team = self._create_queue(self.lead, "2026-05-12", self.team_b)
        domain = [("id", "in", (self.queued | taken | other_team).ids)]
        mine = self._search(self.user_own, [*domain, ("is_in_my_queue", "=", True)])
        self.assertEqual(mine, self.queued)
        self.assertEqual(
            self._search(self.user_all, [*domain, ("is_in_my_queue", "=", False)]),
            self.queued | taken,
        )
        # a taken one is seen through its document only
        self.assertEqual(self._search(self.user_own, domain), self.queued)

    def test_page_and_order_of_a_search_hold(self):
        leads = self._create_leads(2)
        own = self._create_activities(leads, "2026-05-09")
        closed = self._create_activities(self.lead, "2026-05-08", self.user_all)
        late = self._create_queue(self.lead, "2026-05-20")
        every = own | closed | late | self.queued
        Activity = self.env["mail.activity"].with_user(self.user_own)
        domain = [("id", "in", every.ids)]
        found = Activity.search(domain, order="date_deadline desc, id")
        self.assertEqual(found, late | self.queued | own)
        self.assertEqual(found.ids, (late | self.queued | own).ids)
        self.assertEqual(
            Activity.search(domain, order="date_deadline desc, id", limit=2, offset=1),
            self.queued | own[0],
        )
        self.assertEqual(Activity.search_count(domain), 4)

    def test_lead_filter_finds_queued_documents(self):
        own_lead = self._create_leads()
        self._create_queue(own_lead, "2026-05-12")
        found = (
            self.env["crm.lead"]
            .with_user(self.user_own)
            .search([("activity_ids", "any", [("is_in_my_queue", "=", True)])])
        )
        self.assertEqual(found, own_lead)

    # ------------------------------------------------------------
    # TAKING AND PUTTING BACK
    # ------------------------------------------------------------

    @users("user_own")
    def test_taker_owns_it(self):
        activity = self.queued.with_env(self.env)
        self.assertTrue(activity.action_take())
        self.assertEqual(activity.user_id, self.env.user)
        self.assertEqual(activity.queue_team_id, self.team_a)
        self.assertFalse(activity.is_in_my_queue)
        activity.date_deadline = "2026-05-12"
        self.assertEqual(activity.date_deadline, date(2026, 5, 12))

    def test_second_is_told_who_was_first(self):
        self.queued.with_user(self.user_own).action_take()
        with self.assertRaisesRegex(UserError, "user_own.* has already taken"):
            self.queued.with_user(self.user_peer).action_take()
        self.assertEqual(self.queued.user_id, self.user_own)

    def test_only_members_and_leader_take(self):
        for user in (self.user_all, self.user_manager, self.user_employee):
            with self.assertRaisesRegex(UserError, "queues of your teams"):
                self.queued.with_user(user).action_take()
        self.assertFalse(self.queued.user_id)
        self.queued.with_user(self.user_leader).action_take()
        self.assertEqual(self.queued.user_id, self.user_leader)

    def test_done_one_cannot_be_taken(self):
        self.queued.with_user(self.user_all).action_feedback()
        with self.assertRaises(UserError):
            self.queued.with_user(self.user_own).action_take()
        self.assertFalse(self.queued.user_id)

    def test_selection_takes_what_is_left(self):
        free = self._create_queue(self.lead, "2026-05-12")
        self.queued.with_user(self.user_peer).action_take()
        result = (self.queued | free).with_user(self.user_own).action_take()
        self.assertEqual(free.user_id, self.user_own)
        self.assertEqual(self.queued.user_id, self.user_peer)
        self.assertEqual(
            result["params"]["message"], "1 taken; 1 were no longer in your queue."
        )

    def test_taking_is_noted_on_the_document(self):
        self.queued.with_user(self.user_own).action_take()
        self.assertIn(
            "took “Call” from the queue of Team A", self._get_notes(self.lead)[0]
        )

    def test_put_back_by_its_owner_only(self):
        self.queued.with_user(self.user_own).action_take()
        with self.assertRaises(UserError):
            self.queued.with_user(self.user_peer).action_return_to_queue()
        self.assertEqual(self.queued.user_id, self.user_own)
        self.queued.with_user(self.user_own).action_return_to_queue()
        self.assertFalse(self.queued.user_id)
        self.assertEqual(self._search(self.user_peer), self.queued)

    def test_personal_activity_cannot_be_put_back(self):
        own = self._create_activities(self._create_leads(), "2026-05-12")
        with self.assertRaisesRegex(UserError, "of a team can be put back"):
            own.with_user(self.user_own).action_return_to_queue()
        self.assertEqual(own.user_id, self.user_own)

    def test_member_cannot_change_what_waits(self):
        activity = self.queued.with_user(self.user_own)
        with self.assertRaises(AccessError):
            activity.write({"user_id": self.user_peer.id})
        with self.assertRaises(AccessError):
            activity.unlink()
        self.assertFalse(self.queued.user_id)

    def test_leader_manages_the_queue(self):
        activity = self.queued.with_user(self.user_leader)
        activity.write({"user_id": self.user_peer.id})
        self.assertEqual(self.queued.user_id, self.user_peer)
        foreign = self._create_leads(user_id=self.user_all.id, team_id=self.team_b.id)
        other = self._create_queue(foreign, "2026-05-12", self.team_b)
        with self.assertRaises(AccessError):
            other.with_user(self.user_leader).write({"date_deadline": "2026-06-01"})
        self.assertEqual(other.date_deadline, date(2026, 5, 12))

    def test_handing_over_to_a_team_takes_the_user_off(self):
        activity = self._create_activities(self._create_leads(), "2026-05-12")
        activity.with_user(self.user_own).write({"queue_team_id": self.team_a.id})
        self.assertFalse(activity.user_id)
        self.assertTrue(activity.with_user(self.user_peer).is_in_my_queue)

    def test_team_needs_a_document(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
        ):
            self.env["mail.activity"].create(
                {
                    "activity_type_id": self.type_todo.id,
                    "queue_team_id": self.team_a.id,
                    "date_deadline": "2026-05-12",
                }
            )

    # ------------------------------------------------------------
    # PLANNING
    # ------------------------------------------------------------

    def test_scheduler_plans_for_a_team(self):
        lead = self._create_leads()
        form = Form(
            self.env["mail.activity.schedule"]
            .with_user(self.user_own)
            .with_context(active_model="crm.lead", active_ids=lead.ids)
        )
        form.activity_type_id = self.type_call
        self.assertEqual(form.activity_user_id, self.user_own)
        form.queue_team_id = self.team_a
        self.assertFalse(form.activity_user_id)
        form.save().action_schedule_activities()
        self.assertRecordValues(
            lead.activity_ids,
            [{"user_id": False, "queue_team_id": self.team_a.id}],
        )
        # and back to a person
        form.activity_user_id = self.user_peer
        self.assertFalse(form.queue_team_id)
        self.assertEqual(form.activity_user_id, self.user_peer)

    def test_form_plans_for_a_team(self):
        lead = self._create_leads()
        form = Form(
            self.env["mail.activity"]
            .with_user(self.user_own)
            .with_context(default_res_model="crm.lead", default_res_id=lead.id)
        )
        form.activity_type_id = self.type_call
        self.assertEqual(form.user_id, self.user_own)
        form.queue_team_id = self.team_a
        self.assertFalse(form.user_id)
        form.user_id = self.user_peer
        self.assertFalse(form.queue_team_id)
        form.queue_team_id = self.team_a
        self.assertRecordValues(
            form.save(), [{"user_id": False, "queue_team_id": self.team_a.id}]
        )

    def test_default_team_of_the_type_serves_form_scheduler_and_chain(self):
        self.type_todo.default_queue_team_id = self.team_a
        lead = self._create_leads()
        form = Form(
            self.env["mail.activity.schedule"]
            .with_user(self.user_own)
            .with_context(active_model="crm.lead", active_ids=lead.ids)
        )
        form.activity_type_id = self.type_todo
        self.assertEqual(form.queue_team_id, self.team_a)
        self.assertFalse(form.activity_user_id)
        self.type_call.triggered_next_type_id = self.type_todo
        self._create_activities(lead, "2026-05-10").with_user(
            self.user_own
        ).action_feedback()
        self.assertRecordValues(
            lead.activity_ids,
            [{"user_id": False, "queue_team_id": self.team_a.id}],
        )

    # ------------------------------------------------------------
    # CLOCK MENU
    # ------------------------------------------------------------

    def _get_queue_group(self, user):
        groups = self.env["res.users"].with_user(user)._get_activity_groups()
        return next((group for group in groups if group.get("is_team_queue")), None)

    def test_clock_menu_counts_the_queue_apart(self):
        self._create_queue(self.lead, "2026-05-08")
        self._create_queue(self.lead | self._create_leads(), "2026-05-20")
        group = self._get_queue_group(self.user_own)
        self.assertEqual(
            [
                group[key]
                for key in (
                    "overdue_count",
                    "today_count",
                    "planned_count",
                    "total_count",
                )
            ],
            [1, 1, 2, 0],
        )

    def test_clock_menu_without_queue_stays_stock(self):
        self.assertIsNone(self._get_queue_group(self.user_all))
        self.assertIsNone(self._get_queue_group(self.user_employee))
        self.queued.with_user(self.user_own).action_take()
        self.assertIsNone(self._get_queue_group(self.user_peer))

    def test_chatter_is_told_of_team_and_buttons(self):
        data = self.queued.with_user(self.user_own).activity_format()
        values = data["mail.activity"][0]
        self.assertTrue(values["is_in_my_queue"])
        self.assertEqual(values["queue_team_name"], "Team A")
        self.assertFalse(values["snooze_choice"])
