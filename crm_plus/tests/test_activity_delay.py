from datetime import date, datetime

from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .activity_common import ActivityCase

# a Friday
TODAY = "2026-05-08 10:00:00"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestActivityDelay(ActivityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type_follow = cls.env["mail.activity.type"].create(
            {
                "name": "Follow up",
                "delay_count": 3,
                "delay_unit": "working_days",
                "delay_from": "current_date",
            }
        )
        cls.lead = cls._create_leads()

    def _deadline(self, user=None, **context):
        return (
            self.type_follow.with_user(user or self.user_own)
            .with_context(**context)
            ._get_date_deadline()
        )

    def _give_hours(self, user, weekdays):
        """Let the user work on these weekdays only."""
        calendar = self.env["resource.calendar"].create(
            {
                "name": f"Hours of {user.name}",
                "tz": "UTC",
                "company_id": self.company.id,
                "attendance_ids": [
                    Command.create(
                        {
                            "name": f"Day {day}",
                            "dayofweek": str(day),
                            "hour_from": 8,
                            "hour_to": 16,
                            "day_period": "morning",
                        }
                    )
                    for day in weekdays
                ],
            }
        )
        self.env["resource.resource"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "company_id": self.company.id,
                "calendar_id": calendar.id,
                "tz": "UTC",
            }
        )
        return calendar

    def test_from_completion_skips_the_weekend(self):
        self.assertEqual(self._deadline(), date(2026, 5, 13))
        # the deadline of the previous one does not matter
        self.assertEqual(
            self._deadline(activity_previous_deadline="2026-05-01"), date(2026, 5, 13)
        )

    def test_from_deadline_of_the_previous_one(self):
        self.type_follow.delay_from = "previous_activity"
        self.assertEqual(
            self._deadline(activity_previous_deadline="2026-05-14"), date(2026, 5, 19)
        )

    def test_own_calendar_before_that_of_the_company(self):
        # Iran: Saturday to Wednesday
        self._give_hours(self.user_own, [5, 6, 0, 1, 2])
        self.assertEqual(self._deadline(), date(2026, 5, 11))
        self.assertEqual(self._deadline(self.user_peer), date(2026, 5, 13))

    def test_person_of_the_type_counts(self):
        self._give_hours(self.user_peer, [0])
        self.type_follow.default_user_id = self.user_peer
        self.assertEqual(self._deadline(), date(2026, 5, 25))

    def test_public_holiday_and_own_leave_do_not_count(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "date_from": "2026-05-11 00:00:00",
                "date_to": "2026-05-11 23:59:59",
            }
        )
        self.assertEqual(self._deadline(), date(2026, 5, 14))
        self._give_hours(self.user_own, range(5))
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Time off",
                "resource_id": self.user_own.resource_ids.id,
                "date_from": "2026-05-12 00:00:00",
                "date_to": "2026-05-13 23:59:59",
            }
        )
        # the holiday belongs to the other calendar
        self.assertEqual(self._deadline(), date(2026, 5, 15))
        self.assertEqual(self._deadline(self.user_peer), date(2026, 5, 14))

    def test_no_working_day_falls_back_to_calendar_days(self):
        self._give_hours(self.user_own, [])
        self.assertEqual(self._deadline(), date(2026, 5, 11))

    def test_flexible_hours_work_any_day(self):
        calendar = self._give_hours(self.user_own, [])
        calendar.flexible_hours = True
        self.assertEqual(self._deadline(), date(2026, 5, 11))

    def test_label_names_the_unit(self):
        self.assertEqual(self.type_follow.delay_label, "3 working days")

    def test_form_of_an_activity_proposes_the_working_day(self):
        form = Form(
            self.env["mail.activity"]
            .with_user(self.user_own)
            .with_context(default_res_model="crm.lead", default_res_id=self.lead.id)
        )
        form.activity_type_id = self.type_follow
        self.assertEqual(form.date_deadline, date(2026, 5, 13))

    def test_scheduler_proposes_the_working_day(self):
        form = Form(
            self.env["mail.activity.schedule"]
            .with_user(self.user_own)
            .with_context(active_model="crm.lead", active_ids=self.lead.ids)
        )
        form.activity_type_id = self.type_follow
        self.assertEqual(form.date_deadline, date(2026, 5, 13))

    def test_triggered_next_activity_counts_working_days(self):
        self.type_call.triggered_next_type_id = self.type_follow
        activity = self._create_activities(self.lead, "2026-05-08")
        activity.with_user(self.user_own).action_feedback()
        self.assertRecordValues(
            self.lead.activity_ids,
            [
                {
                    "activity_type_id": self.type_follow.id,
                    "date_deadline": date(2026, 5, 13),
                }
            ],
        )

    def test_other_units_stay_stock(self):
        for unit, expected in (
            ("days", date(2026, 5, 11)),
            ("weeks", date(2026, 5, 29)),
            ("months", date(2026, 8, 8)),
        ):
            self.type_follow.delay_unit = unit
            self.assertEqual(self._deadline(), expected)

    def test_time_zone_decides_which_day_it_is(self):
        # Friday 21:00 UTC is Saturday in Taipei: Monday is the first of three
        with freeze_time("2026-05-07 21:00:00"):
            self.assertEqual(self._deadline(tz="UTC"), date(2026, 5, 12))
            self.assertEqual(self._deadline(tz="Asia/Taipei"), date(2026, 5, 13))

    def _create_plan(self, **values):
        return self.env["mail.activity.plan"].create(
            {
                "name": "Onboarding",
                "res_model": "crm.lead",
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": self.type_todo.id,
                            "delay_count": 2,
                            "delay_unit": "working_days",
                            "delay_from": "after_plan_date",
                            **values,
                        }
                    )
                ],
            }
        )

    def _launch(self, plan, user):
        wizard = (
            self.env["mail.activity.schedule"]
            .with_user(self.user_own)
            .with_context(active_model="crm.lead", active_ids=self.lead.ids)
            .create(
                {
                    "plan_id": plan.id,
                    "plan_date": "2026-05-11",
                    "plan_on_demand_user_id": user.id,
                }
            )
        )
        line = wizard.plan_schedule_line_ids.line_date_deadline
        wizard.action_schedule_plan()
        self.assertEqual(self.lead.activity_ids.date_deadline, line)
        return line

    def test_plan_counts_before_and_after_its_date(self):
        self.assertEqual(
            self._launch(self._create_plan(), self.user_own), date(2026, 5, 13)
        )
        self.lead.activity_ids.unlink()
        plan = self._create_plan(delay_from="before_plan_date")
        self.assertEqual(self._launch(plan, self.user_own), date(2026, 5, 7))

    def test_plan_counts_the_days_of_who_is_asked_at_launch(self):
        self._give_hours(self.user_peer, [0])
        self.assertEqual(
            self._launch(self._create_plan(), self.user_peer), date(2026, 5, 25)
        )

    def test_schedule_of_several_people_is_plain_data(self):
        schedules = (self.user_own | self.user_peer)._get_work_schedules(
            date(2026, 5, 1)
        )
        self.assertEqual(set(schedules), {self.user_own.id, self.user_peer.id})
        self.assertEqual(
            schedules[self.user_own.id].worked(date(2026, 5, 11)),
            [
                (datetime(2026, 5, 11, 8), datetime(2026, 5, 11, 12)),
                (datetime(2026, 5, 11, 13), datetime(2026, 5, 11, 17)),
            ],
        )
