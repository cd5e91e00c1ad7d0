from freezegun import freeze_time

from odoo.tests import Form, tagged

from .phone_common import NUMBER, PhoneCallCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 08:00:00")
class TestPhoneCallActivity(PhoneCallCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._create_leads(phone=NUMBER)

    def _schedule(self, kind="call", record=None):
        return (
            (record or self.lead)
            .with_user(self.user_own)
            .activity_schedule(
                f"mail.mail_activity_data_{kind}",
                summary="Price list",
                user_id=self.user_own.id,
            )
        )

    def _fill(self, action):
        Call = self.Call.with_user(self.user_own).with_context(**action["context"])
        if action.get("res_id"):
            Call = Call.browse(action["res_id"])
        return Form(Call, view="crm_plus.crm_plus_phone_call_view_form_quick")

    def test_only_phone_call_types_open_the_log_form(self):
        call, todo = self._schedule(), self._schedule("todo")
        self.assertTrue(call.can_log_call)
        self.assertFalse(todo.can_log_call)
        call.action_archive()
        self.assertFalse(call.can_log_call)

    def test_log_form_is_filled_in_and_closes_the_activity(self):
        activity = self._schedule()
        form = self._fill(activity.action_log_call())
        self.assertEqual(form.phone, NUMBER)
        self.assertEqual(form.lead_id, self.lead)
        self.assertEqual(form.name, "Price list")
        self.assertEqual(form.state, "held")
        form.description = "<p>Wants ten chairs</p>"
        form.duration = 3.5
        call = form.save()
        self.assertFalse(activity.active)
        self.assertEqual(activity.phone_call_id, call)
        self.assertEqual(call.state, "held")
        entries = self.lead.message_ids.filtered("mail_activity_type_id")
        self.assertEqual(len(entries), 1)
        self.assertIn("Wants ten chairs", entries.body)
        self.assertIn("3:30", entries.body)

    def test_form_left_without_saving_changes_nothing(self):
        activity = self._schedule()
        before = self.Call.search_count([])
        self._fill(activity.action_log_call())
        self.assertTrue(activity.active)
        self.assertEqual(self.Call.search_count([]), before)

    def test_planned_call_of_the_activity_is_opened(self):
        activity = self._schedule()
        activity.date_phone_call = "2026-03-03 10:00:00"
        call = activity.phone_call_id
        action = activity.action_log_call()
        self.assertEqual(action["res_id"], call.id)
        call.action_set_held()
        self.assertFalse(activity.active)

    def test_done_by_other_means_holds_the_planned_call(self):
        activity = self._schedule()
        activity.date_phone_call = "2026-03-03 10:00:00"
        call = activity.phone_call_id
        activity.action_feedback(feedback="Will think about it")
        self.assertEqual((call.state, call.outcome), ("held", "answered"))
        self.assertIn("Will think about it", call.description)
        entries = self.lead.message_ids.filtered("mail_activity_type_id")
        self.assertEqual(len(entries), 1)

    def test_done_settles_the_missed_call(self):
        missed = self._create_missed(date_start="2026-03-01 09:00:00")
        activity = self._schedule()
        activity.date_phone_call = "2026-03-03 10:00:00"
        activity.action_done()
        self.assertFalse(missed.is_callback_pending)

    def test_activity_of_a_contact_logs_a_call_with_him(self):
        contact = self._create_contact()
        action = self._schedule(record=contact).action_log_call()
        form = self._fill(action)
        self.assertEqual(form.partner_id, contact)
        self.assertEqual(form.phone, NUMBER)

    def test_activity_of_a_call_logs_its_follow_up(self):
        call = self._create_calls(phone=NUMBER, partner_id=False, lead_id=False)
        form = self._fill(self._schedule(record=call).action_log_call())
        follow_up = form.save()
        self.assertEqual(follow_up.parent_id, call)
        self.assertEqual(follow_up.phone, NUMBER)

    def test_web_client_learns_which_activities_ask_for_a_call(self):
        activity = self._schedule()
        data = activity.with_user(self.user_own).activity_format()
        self.assertTrue(data["mail.activity"][0]["can_log_call"])

    def test_without_the_feature_it_is_a_plain_to_do(self):
        activity = self._schedule()
        self.env["res.config.settings"].create(
            {"group_use_phone_calls": False}
        ).execute()
        self.user_own.group_ids -= self.env.ref("crm_plus.group_use_phone_calls")
        activity.invalidate_recordset()
        self.assertFalse(activity.can_log_call)
        activity.date_phone_call = "2026-03-03 10:00:00"
        self.assertFalse(activity.phone_call_id)
        before = self.Call.search_count([])
        activity.action_done()
        self.assertEqual(self.Call.search_count([]), before)
        self.assertFalse(activity.active)
