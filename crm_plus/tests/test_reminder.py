from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.fields import Datetime
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from .common import CrmPlusCase

NOON = Datetime.to_datetime("2026-03-02 12:00:00")


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestReminder(CrmPlusCase, CronMixinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("crm_plus.ir_cron_send_reminders")
        cls.type = cls.env["mail.activity.type"].create(
            {
                "name": "Renewal",
                "category": "reminder",
                "reminder_count": 2,
                "reminder_unit": "hours",
                "reminder_hour": 15.5,
            }
        )
        cls.lead = cls._create_leads()
        cls.user_own.notification_type = "inbox"

    def _schedule(self, day="2026-03-02", **values):
        return self.lead.with_user(self.user_own).activity_schedule(
            activity_type_id=self.type.id,
            summary="Contract ends",
            date_deadline=day,
            user_id=self.user_own.id,
            **values,
        )

    def _run(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()

    def _received(self, user=None):
        return self.env["mail.notification"].search(
            [
                ("res_partner_id", "=", (user or self.user_own).partner_id.id),
                ("mail_message_id.subject", "like", "Reminder: "),
            ]
        )

    def test_moment_is_the_time_before_the_hour_of_the_user(self):
        self.assertEqual(str(self._schedule().date_reminder), "2026-03-02 13:30:00")
        self.user_own.tz = "Asia/Tehran"
        self.assertEqual(str(self._schedule().date_reminder), "2026-03-02 10:00:00")

    def test_moment_counts_from_the_hour_on_the_calendar(self):
        activity = self._schedule()
        activity.calendar_event_id = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2026-03-02 18:00:00",
                "stop": "2026-03-02 19:00:00",
            }
        )
        self.assertEqual(str(activity.date_reminder), "2026-03-02 16:00:00")

    def test_other_types_do_not_remind(self):
        activity = self.lead.activity_schedule("mail.mail_activity_data_todo")
        self.assertFalse(activity.date_reminder)

    def test_reminder_of_nobody_is_none(self):
        activity = self._schedule()
        activity.user_id = False
        self.assertFalse(activity.date_reminder)

    def test_cron_is_woken_in_time(self):
        with self.capture_triggers("crm_plus.ir_cron_send_reminders") as captured:
            self._schedule(day="2026-03-05")
        moments = captured.records.mapped("call_at")
        self.assertEqual(moments, [Datetime.to_datetime("2026-03-05 13:30:00")])

    def test_nothing_is_sent_before_the_time(self):
        self._schedule()
        self._run()
        self.assertFalse(self._received())

    def test_reminder_reaches_inbox_and_screen_once(self):
        activity = self._schedule()
        Users = type(self.env["res.users"])
        with (
            freeze_time("2026-03-02 13:31:00"),
            patch.object(Users, "_bus_send", autospec=True) as send,
        ):
            self._run()
            self._run()
        notification = self._received()
        self.assertEqual(len(notification), 1)
        message = notification.mail_message_id
        self.assertEqual(message.subject, "Reminder: Contract ends")
        self.assertIn(self.lead.name, message.body)
        self.assertEqual((message.model, message.res_id), ("crm.lead", self.lead.id))
        popups = [
            args[2]["title"]
            for args, _kwargs in send.call_args_list
            if args[1] == "simple_notification"
        ]
        self.assertEqual(popups, ["Reminder: Contract ends"])
        activity.invalidate_recordset()
        self.assertTrue(activity.is_reminded)

    def test_done_activity_does_not_remind(self):
        activity = self._schedule()
        activity.action_done()
        with freeze_time("2026-03-02 13:31:00"):
            self._run()
        self.assertFalse(self._received())

    def test_moved_activity_reminds_again(self):
        activity = self._schedule()
        with freeze_time("2026-03-02 13:31:00"):
            self._run()
            activity.invalidate_recordset()
            activity.date_deadline = "2026-03-04"
            self.assertFalse(activity.is_reminded)
            self._run()
        self.assertEqual(len(self._received()), 1)
        with freeze_time("2026-03-04 13:31:00"):
            self._run()
        self.assertEqual(len(self._received()), 2)

    def test_other_assignee_is_reminded(self):
        activity = self._schedule()
        self.user_all.notification_type = "inbox"
        activity.with_user(self.user_all).user_id = self.user_all
        with freeze_time("2026-03-02 13:31:00"):
            self._run()
        self.assertFalse(self._received())
        self.assertEqual(len(self._received(self.user_all)), 1)

    def test_changed_type_moves_open_reminders(self):
        activity = self._schedule()
        self.type.reminder_count = 1
        self.assertEqual(str(activity.date_reminder), "2026-03-02 14:30:00")

    def test_personal_to_do_reminds_too(self):
        self.env["mail.activity"].with_user(self.user_own).create(
            {
                "activity_type_id": self.type.id,
                "summary": "Dentist",
                "date_deadline": "2026-03-02",
                "user_id": self.user_own.id,
            }
        )
        with freeze_time("2026-03-02 13:31:00"):
            self._run()
        self.assertEqual(self._received().mail_message_id.subject, "Reminder: Dentist")

    @mute_logger("odoo.addons.crm_plus.models.reminder_activity_mixin")
    def test_one_failure_does_not_stop_the_others(self):
        poisoned = self._schedule()
        healthy = self._schedule() | self._schedule()
        Activity = type(self.env["mail.activity"])
        send = Activity._send_reminder

        def fail_on_first(activity):
            if activity.id == poisoned.id:
                activity.env.cr.execute("SELECT 1/0")
            return send(activity)

        with (
            mute_logger("odoo.sql_db"),
            freeze_time("2026-03-02 13:31:00"),
            patch.object(Activity, "_send_reminder", fail_on_first),
        ):
            self._run()
        self.assertEqual(len(self._received()), 2)
        (poisoned | healthy).invalidate_recordset()
        # It failed once; it does not come back every hour.
        self.assertTrue(all((poisoned | healthy).mapped("is_reminded")))

    def test_more_than_one_batch_is_sent(self):
        with patch("odoo.addons.crm_plus.models.reminder_activity_mixin.BATCH", 2):
            for _number in range(5):
                self._schedule()
            with freeze_time("2026-03-02 13:31:00"):
                self._run()
        self.assertEqual(len(self._received()), 5)

    def test_senseless_settings_are_refused(self):
        for values in ({"reminder_count": -1}, {"reminder_hour": 24.0}):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.type.write(values)
                self.type.flush_recordset()
        self.type.invalidate_recordset()
        self.assertEqual(self.type.reminder_count, 2)

    def test_type_is_configured_in_its_form(self):
        with Form(self.env["mail.activity.type"].with_user(self.user_manager)) as form:
            form.name = "Follow up"
            form.category = "reminder"
            form.reminder_count = 45
            form.reminder_unit = "minutes"
        self.assertEqual(form.record.reminder_count, 45)
