from unittest.mock import patch

from freezegun import freeze_time

from odoo.fields import Datetime
from odoo.tests import tagged

from .phone_common import NUMBER, NUMBER_OTHER, PhoneCallCase

MONDAY = Datetime.to_datetime("2026-03-02 09:00:00")


@tagged("post_install", "-at_install")
class TestPhoneCallMissed(PhoneCallCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        calendar = cls.company.resource_calendar_id
        calendar.tz = "UTC"
        calendar.attendance_ids.filtered(
            lambda hours: hours.day_period == "lunch"
        ).unlink()

    def test_missed_incoming_call_waits(self):
        call = self._create_missed()
        self.assertTrue(call.is_callback_pending)
        self.assertEqual(call.date_callback_deadline, MONDAY.replace(hour=10))

    def test_missed_outgoing_call_does_not_wait(self):
        call = self._create_missed(direction="outbound")
        self.assertFalse(call.is_callback_pending)
        self.assertFalse(call.date_callback_deadline)

    def test_deadline_counts_working_hours(self):
        monday_night = self._create_missed(date_start="2026-03-02 23:30:00")
        saturday = self._create_missed(date_start="2026-03-07 12:00:00")
        attendances = self.company.resource_calendar_id.attendance_ids
        opening = min(attendances.mapped("hour_from"))
        self.assertEqual(opening, 8.0)
        self.assertEqual(
            str(monday_night.date_callback_deadline), "2026-03-03 09:00:00"
        )
        self.assertEqual(str(saturday.date_callback_deadline), "2026-03-09 09:00:00")

    def test_deadline_counts_by_the_clock_without_working_hours(self):
        self.company.resource_calendar_id.attendance_ids.unlink()
        call = self._create_missed(date_start="2026-03-07 12:00:00")
        self.assertEqual(str(call.date_callback_deadline), "2026-03-07 13:00:00")

    def test_setting_gives_the_minutes(self):
        settings = self.env["res.config.settings"].create(
            {"missed_call_response_minutes": 15}
        )
        settings.execute()
        call = self._create_missed()
        self.assertEqual(call.date_callback_deadline, MONDAY.replace(minute=15))

    def test_zero_minutes_set_no_deadline(self):
        self.env["res.config.settings"].create(
            {"missed_call_response_minutes": 0}
        ).execute()
        call = self._create_missed()
        self.assertFalse(call.date_callback_deadline)
        self.assertFalse(call.is_callback_overdue)
        self.assertTrue(call.is_callback_pending)

    def test_senseless_parameter_sets_no_deadline(self):
        self.env["ir.config_parameter"].set_param(
            "crm_plus.missed_call_response_minutes", "an hour"
        )
        self.assertFalse(self._create_missed().date_callback_deadline)

    def test_overdue_after_the_deadline(self):
        call = self._create_missed()
        domain = [("id", "=", call.id), ("is_callback_overdue", "=", True)]
        with freeze_time("2026-03-02 09:59:00"):
            self.assertFalse(call.is_callback_overdue)
            self.assertFalse(self.Call.search(domain))
        call.invalidate_recordset()
        with freeze_time("2026-03-02 10:01:00"):
            self.assertTrue(call.is_callback_overdue)
            self.assertEqual(self.Call.search(domain), call)
            self.assertFalse(
                self.Call.search(
                    [("id", "=", call.id), ("is_callback_overdue", "=", False)]
                )
            )

    def test_call_back_form_follows_up_and_settles(self):
        call = self._create_missed(phone=NUMBER).with_user(self.user_own)
        action = call.action_call_back()
        context = action["context"]
        self.assertEqual(context["default_phone"], NUMBER)
        self.assertEqual(context["default_direction"], "outbound")
        self.assertEqual(action["target"], "new")
        answer = self.Call.with_user(self.user_own).with_context(**context).create({})
        self.assertEqual(answer.parent_id, call)
        self.assertFalse(call.is_callback_pending)
        self.assertEqual(call.handled_call_id, answer)
        self.assertEqual(call.date_handled, answer.date_start)
        self.assertEqual(call.state, "missed")

    def test_colleague_who_reaches_the_number_settles_it(self):
        call = self._create_missed()
        answer = self.Call.with_user(self.user_peer).create(
            {"phone": NUMBER, "state": "held", "outcome": "answered"}
        )
        self.assertEqual(call.handled_call_id, answer)
        self.assertFalse(call.is_callback_pending)

    def test_caller_who_calls_again_settles_it(self):
        call = self._create_missed()
        self._create_calls(
            phone=NUMBER, direction="inbound", date_start="2026-03-02 09:20:00"
        )
        self.assertFalse(call.is_callback_pending)

    def test_attempts_that_reach_nobody_settle_nothing(self):
        call = self._create_missed()
        for outcome in ("no_answer", "busy", "wrong_number"):
            self._create_calls(
                phone=NUMBER, outcome=outcome, date_start="2026-03-02 09:20:00"
            )
            self.assertTrue(call.is_callback_pending, outcome)

    def test_earlier_calls_and_other_numbers_settle_nothing(self):
        call = self._create_missed()
        self._create_calls(phone=NUMBER, date_start="2026-03-02 08:00:00")
        self._create_calls(phone=NUMBER_OTHER, date_start="2026-03-02 09:30:00")
        self._create_calls(phone=False, date_start="2026-03-02 09:30:00")
        self.assertTrue(call.is_callback_pending)

    def test_call_in_another_company_settles_nothing(self):
        call = self._create_missed()
        self._create_calls(
            phone=NUMBER,
            user_id=self.user_other.id,
            company_id=self.company_other.id,
            date_start="2026-03-02 09:30:00",
        )
        self.assertTrue(call.is_callback_pending)

    def test_planned_call_settles_when_it_is_held(self):
        call = self._create_missed()
        planned = self._create_calls(
            phone=NUMBER, state="planned", date_start="2026-03-02 11:00:00"
        )
        self.assertTrue(call.is_callback_pending)
        planned.action_set_held()
        self.assertEqual(call.handled_call_id, planned)

    def test_done_otherwise_takes_calls_off_the_queue(self):
        calls = self._create_missed() | self._create_missed(phone=NUMBER_OTHER)
        with freeze_time("2026-03-02 09:30:00"):
            calls.with_user(self.user_own).action_mark_handled()
        self.assertFalse(any(calls.mapped("is_callback_pending")))
        self.assertEqual(set(calls.mapped("date_handled")), {MONDAY.replace(minute=30)})
        self.assertFalse(calls.handled_call_id)

    def test_counter_counts_own_and_unassigned(self):
        before = self.Call.with_user(self.user_own).get_missed_call_count()
        self._create_missed()
        self._create_missed(user_id=False, phone=NUMBER_OTHER)
        self._create_missed(user_id=self.user_all.id, phone="+32456778899")
        count = self.Call.with_user(self.user_own).get_missed_call_count
        self.assertEqual(count() - before, 2)
        employee = self.Call.with_user(self.user_employee)
        self.assertEqual(employee.get_missed_call_count(), 0)

    def test_counter_on_screen_is_told_of_changes(self):
        Users = type(self.env["res.users"])
        with patch.object(Users, "_bus_send", autospec=True) as send:
            call = self._create_missed()
            call.name = "Nothing to tell"
            call.action_mark_handled()
        told = [(args[0].ids, args[1]) for args, _kwargs in send.call_args_list]
        self.assertEqual(
            [one for one in told if one[1] == "crm_plus.missed_calls/changed"],
            [(self.user_own.ids, "crm_plus.missed_calls/changed")] * 2,
        )

    def test_missed_menu_opens_the_queue(self):
        action = self.env.ref("crm_plus.crm_plus_phone_call_action_missed")
        self.assertIn("search_default_callback_pending", action.context)
        menu = self.env.ref("crm_plus.crm_plus_phone_call_menu_missed")
        self.assertEqual(menu.action, action)
        self.assertEqual(menu.parent_id, self.env.ref("crm.crm_menu_sales"))
