from odoo.tests import Form, freeze_time, tagged

from .activity_common import ActivityCase


@tagged("post_install", "-at_install")
@freeze_time("2026-05-20 09:00:00")
class TestMyDayButton(ActivityCase):
    """What the circle and the buttons of an item do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._create_leads(phone="+32456001122")

    def _get_items(self):
        day = self.env["crm.plus.my.day"].with_user(self.user_own).get_my_day()
        return [item for section in day["sections"] for item in section["items"]]

    def _tick(self, item):
        tick = item["tick"]
        record = self.env[tick["model"]].with_user(self.user_own).browse(tick["id"])
        return getattr(record, tick["method"])()

    def _open(self, action):
        calls = self.env["crm.plus.phone.call"].with_user(self.user_own)
        if action.get("res_id"):
            calls = calls.browse(action["res_id"])
        return Form(calls.with_context(**action["context"]), view=action["views"][0][0])

    def test_circle_of_a_call_opens_its_log_form(self):
        activity = self._create_activities(self.lead, "2026-05-20", summary="Ring")
        [item] = self._get_items()
        form = self._open(self._tick(item))
        self.assertTrue(activity.active, "still open while the form is")
        self.assertFalse(self.lead.phone_call_ids)
        form.outcome = "busy"
        call = form.save()
        self.assertFalse(activity.active)
        self.assertEqual(self.lead.phone_call_ids, call)
        self.assertEqual((call.state, call.outcome), ("held", "busy"))
        self.assertTrue(self._get_items()[0]["done"])

    def test_circle_of_a_planned_call_opens_that_call(self):
        activity = self._create_activities(self.lead, "2026-05-20", summary="Ring")
        activity.with_user(self.user_own).date_phone_call = "2026-05-20 13:00:00"
        call = activity.phone_call_id
        [item] = self._get_items()
        action = self._tick(item)
        self.assertEqual(action["res_id"], call.id)
        self.assertEqual(call.state, "planned")

    def test_circle_of_anything_else_ticks_it_off(self):
        activity = self._create_activities(
            self.lead, "2026-05-20", activity_type_id=self.type_todo.id
        )
        [item] = self._get_items()
        self._tick(item)
        self.assertFalse(activity.active)
        self.assertFalse(self.lead.phone_call_ids)

    def test_without_phone_calls_a_call_is_ticked_off(self):
        self.user_own.group_ids -= self.env.ref("crm_plus.group_use_phone_calls")
        group = self.env.ref("sales_team.group_sale_salesman")
        group.implied_ids -= self.env.ref("crm_plus.group_use_phone_calls")
        activity = self._create_activities(self.lead, "2026-05-20")
        [item] = self._get_items()
        self._tick(item)
        self.assertFalse(activity.active)

    def test_item_carries_the_deadline_of_its_activity(self):
        self._create_activities(self.lead, "2026-05-12")
        [item] = self._get_items()
        self.assertEqual(item["deadline"], "2026-05-12")
        event = self._create_meeting(
            self.user_own, "2026-05-20 13:00:00", "2026-05-20 14:00:00"
        )
        meeting = next(one for one in self._get_items() if one["res_id"] == event.id)
        self.assertFalse(meeting["deadline"])

    def test_second_request_of_a_click_moves_nothing(self):
        activity = self._create_activities(self.lead, "2026-05-20")
        [item] = self._get_items()
        own = activity.with_user(self.user_own).with_context(
            crm_plus_seen_deadline=item["deadline"]
        )
        own.action_snooze()
        own.action_snooze()
        self.assertEqual(str(activity.date_deadline), "2026-05-27")
