from datetime import timedelta

from freezegun import freeze_time
from lxml import etree

from odoo.fields import Datetime
from odoo.tests import Form, tagged

from .phone_common import NUMBER, PhoneCallCase

QUICK = "crm_plus.crm_plus_phone_call_view_form_quick"
# a Monday
NOW = "2026-03-02 08:00:00"
SLOT = Datetime.to_datetime("2026-03-03 10:00:00")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPhoneCallPlanning(PhoneCallCase):
    """A call is planned at a good hour, and held when it is held."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Monday to Friday, 8 to 12 and 13 to 17
        cls.company.resource_calendar_id = cls.env["resource.calendar"].create(
            {"name": "Office Hours", "tz": "UTC", "company_id": cls.company.id}
        )
        cls.user_own.tz = "UTC"
        cls.lead = cls._create_leads(phone=NUMBER)

    def _meet(self, user=None, start=SLOT):
        user = user or self.user_own
        return (
            self.env["calendar.event"]
            .with_context(no_mail_to_attendees=True, dont_notify=True)
            .create(
                {
                    "name": "Secret Talk",
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "user_id": user.id,
                    "partner_ids": user.partner_id.ids,
                }
            )
        )

    def _plan(self, **values):
        return self.Call.with_user(self.user_own).create(
            {"phone": NUMBER, "date_start": SLOT, **values}
        )

    def _open_quick(self, **context):
        calls = self.Call.with_user(self.user_own).with_context(**context)
        return Form(calls, view=QUICK)

    def _assert_clash(self, advice):
        self.assertEqual(len(advice["messages"]), 1)
        self.assertIn("has a meeting at that time", advice["messages"][0])
        self.assertEqual(len(advice["days"]), 3)
        self.assertNotIn("Secret", str(advice))

    # ------------------------------------------------------------
    # CLASHES
    # ------------------------------------------------------------

    def test_log_form_warns_of_a_meeting_at_that_time(self):
        self._meet()
        form = self._open_quick(default_state="held")
        form.phone = NUMBER
        self.assertFalse(form.load_advice)
        form.date_start = SLOT + timedelta(minutes=30)
        self.assertEqual(form.state, "planned")
        self._assert_clash(form.load_advice)
        form.date_start = SLOT + timedelta(minutes=60)
        self.assertFalse(form.load_advice)

    def test_log_form_warns_of_another_planned_call(self):
        self._plan()
        form = self._open_quick(default_state="planned")
        form.date_start = SLOT + timedelta(minutes=10)
        self._assert_clash(form.load_advice)
        form.user_id = self.user_peer
        self.assertFalse(form.load_advice)

    def test_planned_call_does_not_clash_with_itself(self):
        call = self._plan()
        self.assertTrue(call.calendar_event_id)
        self.assertFalse(call.load_advice)
        self._meet()
        call.invalidate_recordset(["load_advice"])
        for user in (self.user_own, self.user_all, self.user_auditor):
            self._assert_clash(call.with_user(user).load_advice)

    def test_held_and_past_calls_are_not_warned_of(self):
        self._meet(start=SLOT - timedelta(days=4))
        calls = self._plan(date_start=SLOT - timedelta(days=4), state="planned")
        calls |= self._plan(date_start=SLOT - timedelta(days=4), state="held")
        self.assertEqual(calls.mapped("load_advice"), [False, False])

    def test_scheduler_of_activities_warns_and_keeps_the_hour(self):
        self._meet()
        form = Form(
            self.env["mail.activity.schedule"]
            .with_user(self.user_own)
            .with_context(active_model="crm.lead", active_ids=self.lead.ids)
        )
        form.activity_type_id = self.env.ref("mail.mail_activity_data_call")
        form.date_phone_call = SLOT + timedelta(minutes=30)
        self._assert_clash(form.load_advice)
        form.date_deadline = form.load_advice["days"][0]["date"]
        self.assertEqual(
            form.date_phone_call, Datetime.to_datetime("2026-03-04 10:30:00")
        )
        self.assertFalse(form.load_advice)
        form.save().action_schedule_activities()
        self.assertEqual(
            self.lead.phone_call_ids.date_start,
            Datetime.to_datetime("2026-03-04 10:30:00"),
        )

    def test_form_of_an_activity_warns_and_keeps_the_hour(self):
        self._plan()
        form = Form(
            self.env["mail.activity"]
            .with_user(self.user_own)
            .with_context(default_res_model="crm.lead", default_res_id=self.lead.id),
            view="mail.mail_activity_view_form_popup",
        )
        form.activity_type_id = self.env.ref("mail.mail_activity_data_call")
        form.date_phone_call = SLOT + timedelta(minutes=14)
        self._assert_clash(form.load_advice)
        form.date_phone_call = SLOT + timedelta(minutes=15)
        self.assertFalse(form.load_advice)
        form.date_deadline = "2026-03-05"
        activity = form.save()
        self.assertEqual(
            activity.phone_call_id.date_start,
            Datetime.to_datetime("2026-03-05 10:15:00"),
        )

    # ------------------------------------------------------------
    # OUTCOME AND START
    # ------------------------------------------------------------

    def test_planned_call_has_no_outcome(self):
        form = self._open_quick(default_state="held", default_outcome="answered")
        form.phone = NUMBER
        self.assertEqual(form.outcome, "answered")
        form.state = "planned"
        self.assertFalse(form.outcome)
        form.state = "held"
        self.assertEqual(form.outcome, "answered")
        form.date_start = SLOT
        call = form.save()
        self.assertEqual((call.state, call.outcome), ("planned", False))

    def test_outcome_goes_whoever_plans_the_call(self):
        planned = self._plan(state="planned", outcome="answered")
        by_default = (
            self.Call.with_user(self.user_own)
            .with_context(default_state="planned", default_outcome="answered")
            .create({"phone": NUMBER, "date_start": SLOT})
        )
        changed = self._create_calls(state="missed").with_user(self.user_own)
        changed.state = "planned"
        missed = self._plan(state="missed", direction="inbound", outcome="busy")
        for call in planned | by_default | changed | missed:
            self.assertFalse(call.outcome)

    def test_call_held_before_its_time_was_held_now(self):
        early = self._plan(lead_id=self.lead.id)
        late = self._plan(date_start=NOW, state="planned")
        with freeze_time("2026-03-02 09:30:00"):
            (early | late).action_set_held()
        self.assertEqual(
            [str(call.date_start) for call in early | late],
            ["2026-03-02 09:30:00", NOW],
        )
        self.assertEqual(str(early.calendar_event_id.start), "2026-03-02 09:30:00")
        self.assertFalse(self.lead.activity_ids)

    def test_activity_done_before_its_time_holds_the_call_now(self):
        call = self._plan(lead_id=self.lead.id)
        self.lead.activity_ids.with_user(self.user_own).action_feedback(feedback="Ok")
        self.assertRecordValues(
            call,
            [{"state": "held", "outcome": "answered", "date_start": Datetime.now()}],
        )
        self.assertEqual(call.calendar_event_id.start, Datetime.now())

    def test_call_held_before_its_time_has_no_length_yet(self):
        calls = self._plan() | self._plan(duration=30)
        calls[0].state = "held"
        calls[1].write({"state": "held", "duration": 4})
        self.assertEqual(calls.mapped("duration"), [0.0, 4.0])
        self.assertEqual(calls[0].date_end, Datetime.now())

    # ------------------------------------------------------------
    # LOG FORM
    # ------------------------------------------------------------

    def _open_result(self, call):
        action = call.action_log_result()
        self.assertEqual(action["res_id"], call.id)
        self.assertTrue(action["context"]["crm_plus_log_result"])
        return Form(call.with_context(**action["context"]), view=action["views"][0][0])

    def test_log_form_asks_before_anything_is_held(self):
        call = self._plan(lead_id=self.lead.id)
        before = call.read()
        with freeze_time("2026-03-02 09:30:00"):
            form = self._open_result(call)
            form.state = "held"  # as the web client does
            self.assertEqual(
                (form.outcome, form.date_start, form.duration),
                ("answered", Datetime.now(), 0.0),
            )
            call.invalidate_recordset()
            self.assertEqual(call.read(), before)
            self.assertTrue(self.lead.activity_ids)
            form.outcome = "call_back"
            form.duration = 2.5
            form.save()
        self.assertRecordValues(
            call,
            [
                {
                    "state": "held",
                    "outcome": "call_back",
                    "duration": 2.5,
                    "date_start": Datetime.to_datetime("2026-03-02 09:30:00"),
                }
            ],
        )
        self.assertFalse(self.lead.activity_ids)

    def test_log_form_proposes_no_end_in_the_future(self):
        call = self._plan()
        for minutes, length in ((7, 7.0), (15, 15.0), (90, 15.0)):
            now = SLOT + timedelta(minutes=minutes)
            with self.subTest(minutes=minutes), freeze_time(now):
                form = self._open_result(call)
                form.state = "held"
                self.assertEqual(
                    (str(form.date_start), form.duration), (str(SLOT), length)
                )

    def test_log_form_of_a_call_that_was_not_answered(self):
        call = self._plan(lead_id=self.lead.id)
        form = self._open_result(call)
        form.state = "held"
        form.outcome = "no_answer"
        form.save()
        self.assertEqual((call.state, call.outcome), ("held", "no_answer"))

    def test_button_opens_the_log_form(self):
        arch = etree.fromstring(
            self.Call.with_user(self.user_own).get_view(view_type="form")["arch"]
        )
        buttons = arch.xpath("//header/button/@name")
        self.assertIn("action_log_result", buttons)
        self.assertNotIn("action_set_held", buttons)

    def test_new_call_set_to_held_begins_now(self):
        form = self._open_quick()
        form.phone = NUMBER
        form.date_start = SLOT
        self.assertEqual(form.state, "planned")
        form.state = "held"
        self.assertEqual((form.state, form.date_start), ("held", Datetime.now()))

    # ------------------------------------------------------------
    # CALL AGAIN
    # ------------------------------------------------------------

    def _propose(self, now):
        call = self._create_calls().with_user(self.user_own)
        with freeze_time(now):
            return str(call.action_call_again()["context"]["default_date_start"])

    def test_call_again_proposes_an_hour_of_work(self):
        for now, start in (
            ("2026-03-02 09:40:00", "2026-03-03 10:00:00"),  # same hour tomorrow
            ("2026-03-02 23:10:00", "2026-03-03 08:00:00"),  # start of work
            ("2026-03-02 04:10:00", "2026-03-03 08:00:00"),
            ("2026-03-02 11:40:00", "2026-03-03 13:00:00"),  # behind lunch
            ("2026-03-06 09:40:00", "2026-03-09 10:00:00"),  # behind the weekend
        ):
            with self.subTest(now=now):
                self.assertEqual(self._propose(now), start)

    def test_call_again_counts_in_the_time_of_the_user(self):
        self.user_own.tz = "Asia/Tehran"
        # 23:10 in Tehran; work starts there at 8, which is 4:30 UTC
        self.assertEqual(self._propose("2026-03-02 19:40:00"), "2026-03-03 04:30:00")
