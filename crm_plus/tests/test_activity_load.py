from datetime import date, datetime

from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .activity_common import ActivityCase

# a Friday
TODAY = "2026-05-08 10:00:00"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestActivityLoad(ActivityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.activity_tasks_per_day = 3
        cls.lead = cls._create_leads()

    def _fill(self, day, count, user=None):
        """Plan tasks of user_peer on leads the planner cannot see."""
        user = user or self.user_peer
        leads = self._create_leads(count, user_id=self.user_all.id)
        return self._create_activities(leads, day, user)

    def _advice(self, day, user=None, **values):
        """Return the advice user_own gets when he plans for user_peer."""
        return (
            self.env["mail.activity"]
            .with_user(self.user_own)
            .new(
                {
                    "res_model": "crm.lead",
                    "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                    "res_id": self.lead.id,
                    "activity_type_id": self.type_call.id,
                    "user_id": (user or self.user_peer).id,
                    "date_deadline": day,
                    **values,
                }
            )
            .load_advice
        )

    def _book_day(self, day):
        self._create_meeting(self.user_peer, f"{day} 07:00:00", f"{day} 18:00:00")

    def test_no_warning_up_to_the_limit(self):
        self._fill("2026-05-12", 3)
        self.assertFalse(self._advice("2026-05-12"))

    def test_warning_above_the_limit_offers_three_better_days(self):
        self._fill("2026-05-12", 4)
        self._fill("2026-05-13", 2)
        self._fill("2026-05-14", 3)
        advice = self._advice("2026-05-12")
        self.assertEqual(
            advice["messages"],
            [
                "user_peer (sales_team.group_sale_salesman,"
                "crm_plus.group_use_phone_calls) already has 4 open tasks on "
                "that day."
            ],
        )
        # Wednesday has two already, Thursday is full, the weekend is off
        self.assertEqual(
            [(day["date"], day["tasks"]) for day in advice["days"]],
            [("2026-05-15", 0), ("2026-05-18", 0), ("2026-05-19", 0)],
        )

    def test_limit_of_zero_never_warns(self):
        self.company.activity_tasks_per_day = 0
        self._fill("2026-05-12", 20)
        self.assertFalse(self._advice("2026-05-12"))

    def test_done_tasks_do_not_count(self):
        self._fill("2026-05-12", 4)[:2].action_feedback()
        self.assertFalse(self._advice("2026-05-12"))

    def test_activity_itself_does_not_count(self):
        activities = self._fill("2026-05-12", 4)
        self.assertFalse(activities[0].load_advice)
        self._fill("2026-05-12", 1)
        activities.invalidate_recordset(["load_advice"])
        self.assertEqual(len(activities[0].load_advice["messages"]), 1)

    def test_day_off_leave_and_full_calendar(self):
        for day, prepare, message in (
            ("2026-05-09", None, "is not a working day of"),
            ("2026-05-11", self._leave, "is off on that day"),
            ("2026-05-12", self._book_day, "is full on that day"),
        ):
            if prepare:
                prepare(day)
            advice = self._advice(day)
            self.assertEqual(len(advice["messages"]), 1, day)
            self.assertIn(message, advice["messages"][0])
        self.assertEqual(
            [day["date"] for day in self._advice("2026-05-09")["days"]],
            ["2026-05-13", "2026-05-14", "2026-05-15"],
        )

    def _leave(self, day):
        resource = self.env["resource.resource"].create(
            {
                "name": "Peer",
                "user_id": self.user_peer.id,
                "company_id": self.company.id,
                "calendar_id": self.calendar.id,
                "tz": "UTC",
            }
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Surgery",
                "resource_id": resource.id,
                "date_from": f"{day} 00:00:00",
                "date_to": f"{day} 23:59:59",
            }
        )

    def test_meeting_at_that_time(self):
        self._create_meeting(
            self.user_peer, "2026-05-12 10:00:00", "2026-05-12 11:00:00"
        )
        self._create_meeting(
            self.user_peer, "2026-05-13 10:00:00", "2026-05-13 11:00:00"
        )
        slot = self._create_meeting(
            self.user_all, "2026-05-12 10:30:00", "2026-05-12 11:30:00"
        )
        advice = self._advice("2026-05-12", calendar_event_id=slot.id)
        self.assertEqual(len(advice["messages"]), 1)
        self.assertIn("has a meeting at that time", advice["messages"][0])
        # nor on a day with a meeting at that time
        self.assertEqual(
            [day["date"] for day in advice["days"]],
            ["2026-05-14", "2026-05-15", "2026-05-18"],
        )
        slot.write({"start": "2026-05-12 11:00:00", "stop": "2026-05-12 12:00:00"})
        self.assertFalse(self._advice("2026-05-12", calendar_event_id=slot.id))

    def test_declined_and_free_meetings_do_not_count(self):
        self._book_day("2026-05-12")
        event = self.env["calendar.event"].search([("name", "=", "Secret Talk")])
        event.attendee_ids.state = "declined"
        self.assertFalse(self._advice("2026-05-12"))
        event.attendee_ids.state = "accepted"
        self.assertTrue(self._advice("2026-05-12"))
        event.show_as = "free"
        self.assertFalse(self._advice("2026-05-12"))

    def test_nothing_of_the_others_is_told_but_numbers(self):
        self._fill("2026-05-12", 4)
        self._book_day("2026-05-12")
        self._leave("2026-05-12")
        text = str(self._advice("2026-05-12"))
        for secret in ("Secret Talk", "Lead 1", "Surgery", "Call"):
            self.assertNotIn(secret, text)

    def test_day_is_that_of_the_person(self):
        self.user_peer.tz = "Asia/Taipei"
        # 23:00 to 07:00 UTC are the working hours of Wednesday in Taipei
        self._create_meeting(
            self.user_peer, "2026-05-12 23:00:00", "2026-05-13 10:00:00"
        )
        self.assertFalse(self._advice("2026-05-12"))
        self.assertIn("is full", self._advice("2026-05-13")["messages"][0])

    def test_past_day_offers_days_from_today_on(self):
        self._fill("2026-05-05", 4)
        self.assertEqual(
            [day["date"] for day in self._advice("2026-05-05")["days"]],
            ["2026-05-08", "2026-05-11", "2026-05-12"],
        )

    def test_nobody_and_no_day_give_no_warning(self):
        self._fill("2026-05-12", 4)
        self.assertFalse(self._advice("2026-05-12", user_id=False))
        self.assertFalse(self._advice(False))

    def test_warning_does_not_block_planning(self):
        self._fill("2026-05-12", 4)
        form = Form(
            self.env["mail.activity.schedule"]
            .with_user(self.user_own)
            .with_context(active_model="crm.lead", active_ids=self.lead.ids)
        )
        form.activity_type_id = self.type_call
        form.activity_user_id = self.user_peer
        form.date_deadline = "2026-05-12"
        self.assertEqual(len(form.load_advice["days"]), 3)
        form.save().action_schedule_activities()
        self.assertEqual(self.lead.activity_ids.user_id, self.user_peer)
        self.assertEqual(self.lead.activity_ids.date_deadline, date(2026, 5, 12))

    def test_form_of_an_activity_warns(self):
        self._fill("2026-05-12", 4)
        form = Form(
            self.env["mail.activity"]
            .with_user(self.user_own)
            .with_context(default_res_model="crm.lead", default_res_id=self.lead.id)
        )
        form.activity_type_id = self.type_call
        form.date_deadline = "2026-05-12"
        self.assertFalse(form.load_advice)
        form.user_id = self.user_peer
        self.assertTrue(form.load_advice)
        form.date_deadline = form.load_advice["days"][0]["date"]
        self.assertFalse(form.load_advice)

    def test_form_of_a_meeting_warns(self):
        self._create_meeting(
            self.user_own, "2026-05-12 10:00:00", "2026-05-12 11:00:00"
        )
        event = (
            self.env["calendar.event"]
            .with_user(self.user_own)
            .new(
                {
                    "name": "Another",
                    "user_id": self.user_own.id,
                    "partner_ids": [Command.set(self.user_own.partner_id.ids)],
                    "start": datetime(2026, 5, 12, 10, 30),
                    "stop": datetime(2026, 5, 12, 11, 30),
                }
            )
        )
        self.assertIn("has a meeting at that time", event.load_advice["messages"][0])
        event.start, event.stop = (datetime(2026, 5, 12, 13), datetime(2026, 5, 12, 14))
        self.assertFalse(event.load_advice)

    def test_past_meeting_gives_no_warning(self):
        event = self._create_meeting(
            self.user_own, "2026-05-03 10:00:00", "2026-05-03 11:00:00"
        )
        self.assertFalse(event.with_user(self.user_own).load_advice)

    def test_own_meeting_does_not_clash_with_itself(self):
        event = self._create_meeting(
            self.user_own, "2026-05-12 10:00:00", "2026-05-12 11:00:00"
        )
        self.assertFalse(event.with_user(self.user_own).load_advice)
