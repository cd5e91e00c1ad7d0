from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged

from .phone_common import NUMBER, PhoneCallCase

SLOT = Datetime.to_datetime("2026-03-03 10:00:00")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 08:00:00")
class TestPhoneCallSchedule(PhoneCallCase):
    def _plan(self, user=None, **values):
        return self.Call.with_user(user or self.user_own).create(
            {
                "name": "Price list",
                "phone": NUMBER,
                "date_start": SLOT,
                "duration": 20,
                **values,
            }
        )

    def _type_call(self):
        return self.env.ref("mail.mail_activity_data_call")

    def test_planned_call_takes_a_slot_with_a_reminder(self):
        call = self._plan()
        self.assertEqual(call.state, "planned")
        event = call.calendar_event_id
        self.assertRecordValues(
            event,
            [
                {
                    "name": "Price list",
                    "location": NUMBER,
                    "start": SLOT,
                    "stop": SLOT + timedelta(minutes=20),
                    "allday": False,
                    "user_id": self.user_own.id,
                    "res_model": "crm.plus.phone.call",
                    "res_id": call.id,
                    "active": True,
                }
            ],
        )
        self.assertEqual(event.partner_ids, self.user_own.partner_id)
        self.assertEqual(event.alarm_ids, self.env.ref("calendar.alarm_notif_1"))

    def test_customers_are_not_invited(self):
        contact = self._create_contact(email="sara@example.com")
        call = self._plan(partner_id=contact.id)
        self.assertNotIn(contact, call.calendar_event_id.partner_ids)
        mails = self.env["mail.mail"].search([("recipient_ids", "in", contact.ids)])
        self.assertFalse(mails)

    def test_planned_call_is_an_activity_of_its_lead(self):
        lead = self._create_leads()
        call = self._plan(lead_id=lead.id)
        self.assertRecordValues(
            lead.activity_ids,
            [
                {
                    "activity_type_id": self._type_call().id,
                    "summary": "Price list",
                    "date_deadline": SLOT.date(),
                    "user_id": self.user_own.id,
                    "phone_call_id": call.id,
                    "calendar_event_id": call.calendar_event_id.id,
                }
            ],
        )
        self.assertFalse(call.activity_ids)

    def test_planned_call_of_nobody_known_is_its_own_activity(self):
        call = self._plan()
        self.assertEqual(call.activity_ids.phone_call_id, call)
        contact = self._create_contact("Lin", False)
        call.partner_id = contact
        self.assertFalse(call.activity_ids)
        self.assertEqual(contact.activity_ids.phone_call_id, call)

    def test_deadline_is_the_day_of_the_salesperson(self):
        self.user_own.tz = "Asia/Taipei"
        lead = self._create_leads()
        self._plan(lead_id=lead.id, date_start="2026-03-03 20:00:00")
        self.assertEqual(str(lead.activity_ids.date_deadline), "2026-03-04")

    def test_moving_the_call_moves_slot_and_activity(self):
        lead = self._create_leads()
        call = self._plan(lead_id=lead.id)
        later = SLOT + timedelta(days=2, hours=1)
        call.write({"date_start": later, "duration": 45})
        self.assertEqual(call.calendar_event_id.start, later)
        self.assertEqual(call.calendar_event_id.stop, later + timedelta(minutes=45))
        self.assertEqual(lead.activity_ids.date_deadline, later.date())
        self.assertEqual(call.date_start, later)

    def test_moving_the_slot_moves_call_and_activity(self):
        lead = self._create_leads()
        call = self._plan(lead_id=lead.id)
        later = SLOT + timedelta(days=1)
        call.calendar_event_id.with_user(self.user_own).write(
            {"start": later, "stop": later + timedelta(minutes=30)}
        )
        self.assertEqual(call.date_start, later)
        self.assertEqual(call.duration, 30.0)
        self.assertEqual(lead.activity_ids.date_deadline, later.date())

    def test_moving_the_activity_moves_call_and_slot(self):
        lead = self._create_leads()
        call = self._plan(lead_id=lead.id)
        day = SLOT.date() + timedelta(days=7)
        lead.activity_ids.with_user(self.user_own).date_deadline = day
        self.assertEqual(call.date_start, SLOT + timedelta(days=7))
        self.assertEqual(call.calendar_event_id.start, SLOT + timedelta(days=7))
        self.assertEqual(lead.activity_ids.date_deadline, day)

    def test_other_salesperson_takes_over_the_slot(self):
        call = self._plan(user=self.user_all)
        call.user_id = self.user_own
        event = call.calendar_event_id
        self.assertEqual(event.user_id, self.user_own)
        self.assertEqual(event.partner_ids, self.user_own.partner_id)
        self.assertEqual(call.planned_activity_ids.user_id, self.user_own)

    def test_reminder_can_be_chosen_on_either_side(self):
        hour = self.env.ref("calendar.alarm_notif_3")
        call = self._plan(alarm_ids=[Command.set(hour.ids)])
        self.assertEqual(call.calendar_event_id.alarm_ids, hour)
        day = self.env.ref("calendar.alarm_notif_5")
        call.calendar_event_id.alarm_ids = day
        self.assertEqual(call.alarm_ids, day)

    def test_unassigned_call_takes_a_slot_when_it_gets_a_salesperson(self):
        call = self._plan(user_id=False)
        self.assertFalse(call.calendar_event_id)
        call.user_id = self.user_own
        self.assertEqual(call.calendar_event_id.user_id, self.user_own)

    def test_held_call_takes_no_slot(self):
        call = self._plan(state="held")
        self.assertFalse(call.calendar_event_id)
        self.assertFalse(call.planned_activity_ids)

    def test_holding_the_call_closes_its_activity_in_the_chatter(self):
        lead = self._create_leads()
        call = self._plan(lead_id=lead.id)
        activity = lead.activity_ids
        before = lead.message_ids
        call.write({"description": "<p>Wants ten chairs</p>", "outcome": "call_back"})
        call.action_set_held()
        self.assertFalse(activity.active)
        self.assertFalse(lead.activity_ids)
        entry = lead.message_ids - before
        self.assertEqual(len(entry), 1, "logged once")
        self.assertEqual(entry.mail_activity_type_id, self._type_call())
        self.assertIn("fa-phone", entry.body)
        self.assertIn("Wants ten chairs", entry.body)
        self.assertIn("Asked to Call Back", entry.body)

    def test_cancelled_call_gives_slot_and_activity_back(self):
        lead = self._create_leads()
        call = self._plan(lead_id=lead.id)
        event = call.calendar_event_id
        call.action_cancel()
        self.assertFalse(event.active)
        self.assertFalse(lead.activity_ids)
        call.write({"date_start": SLOT + timedelta(days=1)})
        call.action_plan()
        self.assertTrue(event.active)
        self.assertEqual(event.start, SLOT + timedelta(days=1))
        self.assertEqual(lead.activity_ids.phone_call_id, call)

    def test_call_planned_again_is_in_step_with_its_slot(self):
        lead = self._create_leads()
        call = self._plan(lead_id=lead.id)
        call.action_cancel()
        call.action_plan()
        self.assertEqual(lead.activity_ids.calendar_event_id, call.calendar_event_id)
        day = SLOT.date() + timedelta(days=1)
        lead.activity_ids.with_user(self.user_own).date_deadline = day
        self.assertEqual(call.date_start, SLOT + timedelta(days=1))
        self.assertEqual(call.calendar_event_id.start, SLOT + timedelta(days=1))

    def test_held_call_is_not_planned_again(self):
        lead = self._create_leads()
        call = self._plan(lead_id=lead.id)
        call.action_set_held()
        before = call.read()
        for replan in (call.action_plan, lambda: call.write({"state": "planned"})):
            with self.assertRaisesRegex(UserError, "Use Call Again to plan"):
                replan()
        call.invalidate_recordset()
        self.assertEqual(call.read(), before)
        self.assertFalse(lead.activity_ids)

    def test_status_bar_refuses_to_plan_a_held_call_again(self):
        call = self._create_calls().with_user(self.user_own)
        form = Form(call)
        with self.assertLogs("odoo.tests.form.onchange", "WARNING") as log:
            form.state = "planned"
        self.assertIn("Use Call Again to plan", log.output[0])
        self.assertEqual((form.state, form.outcome), ("held", "answered"))

    def test_deleting_the_slot_cancels_the_call(self):
        call = self._plan()
        call.calendar_event_id.unlink()
        self.assertEqual(call.state, "cancelled")
        self.assertFalse(call.calendar_event_id)

    def test_activity_ends_whichever_way_the_call_is_cancelled(self):
        ways = {
            "button": lambda call: call.action_cancel(),
            "status": lambda call: call.write({"state": "cancelled"}),
            "slot archived": lambda call: call.calendar_event_id.action_archive(),
            "slot deleted": lambda call: call.calendar_event_id.unlink(),
            "activity": lambda call: call.planned_activity_ids.unlink(),
        }
        for name, cancel in ways.items():
            for history in ("planned", "planned again", "missed"):
                with self.subTest(way=name, history=history):
                    lead = self._create_leads()
                    call = self._plan(lead_id=lead.id)
                    if history == "planned again":
                        call.action_cancel()
                        call.action_plan()
                    elif history == "missed":
                        call.action_set_missed()
                        call.action_plan()
                    self.assertEqual(lead.activity_ids.phone_call_id, call)
                    cancel(call.with_user(self.user_own))
                    self.assertEqual(call.state, "cancelled")
                    lead.invalidate_recordset()
                    self.assertFalse(lead.activity_ids)

    def test_slot_that_lost_its_activity_ends_it_nevertheless(self):
        lead = self._create_leads()
        call = self._plan(lead_id=lead.id)
        activity = lead.activity_ids
        activity.calendar_event_id = False
        call.calendar_event_id.unlink()
        self.assertEqual(call.state, "cancelled")
        self.assertFalse(activity.exists())

    def test_archiving_the_slot_cancels_the_call(self):
        lead = self._create_leads()
        call = self._plan(lead_id=lead.id)
        call.calendar_event_id.active = False
        self.assertEqual(call.state, "cancelled")
        self.assertFalse(lead.activity_ids)

    def test_cancelling_the_activity_cancels_the_call(self):
        lead = self._create_leads()
        call = self._plan(lead_id=lead.id)
        event = call.calendar_event_id
        lead.activity_ids.with_user(self.user_own).unlink()
        self.assertEqual(call.state, "cancelled")
        self.assertFalse(event.active)

    def test_chatter_cancel_with_its_meeting_cancels_the_call(self):
        lead = self._create_leads()
        call = self._plan(lead_id=lead.id)
        event = call.calendar_event_id
        lead.activity_ids.with_user(self.user_own).unlink_w_meeting()
        self.assertEqual(call.state, "cancelled")
        self.assertFalse(event.exists())

    def test_slot_of_a_held_call_does_not_drag_it_along(self):
        call = self._plan()
        call.action_set_held()
        held = call.date_start
        call.calendar_event_id.start = SLOT + timedelta(days=9)
        self.assertEqual(call.date_start, held)

    def test_deleted_call_takes_slot_and_activity_with_it(self):
        lead = self._create_leads()
        call = self._plan(lead_id=lead.id)
        event = call.calendar_event_id
        call.with_user(self.user_manager).unlink()
        self.assertFalse(event.active)
        self.assertFalse(lead.activity_ids)

    def test_deleted_lead_leaves_the_held_call(self):
        lead = self._create_leads()
        held = self._plan(lead_id=lead.id, state="held", date_start="2026-03-01")
        planned = self._plan(lead_id=lead.id)
        lead.unlink()
        self.assertTrue(held.exists())
        self.assertFalse(held.lead_id)
        self.assertEqual(planned.state, "cancelled")

    def test_activity_with_an_hour_plans_a_call(self):
        lead = self._create_leads(phone=NUMBER)
        Activity = (
            self.env["mail.activity"]
            .with_user(self.user_own)
            .with_context(default_res_model="crm.lead", default_res_id=lead.id)
        )
        with Form(Activity, view="mail.mail_activity_view_form_popup") as form:
            form.activity_type_id = self._type_call()
            form.summary = "Second call"
            form.date_phone_call = SLOT + timedelta(days=3)
            self.assertEqual(form.date_deadline, SLOT.date() + timedelta(days=3))
        activity = form.record
        call = activity.phone_call_id
        self.assertRecordValues(
            call,
            [
                {
                    "name": "Second call",
                    "state": "planned",
                    "lead_id": lead.id,
                    "phone": NUMBER,
                    "date_start": SLOT + timedelta(days=3),
                    "duration": 15.0,
                    "user_id": self.user_own.id,
                }
            ],
        )
        self.assertEqual(activity.calendar_event_id, call.calendar_event_id)
        self.assertEqual(lead.activity_ids, activity)
        activity.date_phone_call = SLOT + timedelta(days=4)
        self.assertEqual(call.calendar_event_id.start, SLOT + timedelta(days=4))

    def _wizard(self, leads, **values):
        return (
            self.env["mail.activity.schedule"]
            .with_user(self.user_own)
            .with_context(active_model="crm.lead", active_ids=leads.ids)
            .create({"activity_type_id": self._type_call().id, **values})
        )

    def test_chatter_schedules_a_call_at_an_hour(self):
        leads = self._create_leads(2, phone=NUMBER)
        wizard = self._wizard(leads, date_phone_call=SLOT, summary="Price list")
        wizard.action_schedule_activities()
        calls = leads.phone_call_ids
        self.assertEqual(len(calls), 2)
        self.assertEqual(set(calls.mapped("date_start")), {SLOT})
        self.assertEqual(calls.planned_activity_ids, leads.activity_ids)
        self.assertEqual(len(calls.calendar_event_id), 2)
        self.assertEqual(set(leads.activity_ids.mapped("date_deadline")), {SLOT.date()})

    def test_chatter_wizard_follows_the_hour(self):
        form = Form(
            self.env["mail.activity.schedule"]
            .with_user(self.user_own)
            .with_context(active_model="crm.lead", active_ids=self._create_leads().ids)
        )
        form.activity_type_id = self._type_call()
        form.date_phone_call = SLOT
        self.assertEqual(form.date_deadline, SLOT.date())
        self.assertTrue(form.can_log_call)
        form.activity_type_id = self.env.ref("mail.mail_activity_data_todo")
        self.assertFalse(form.can_log_call)

    def test_chatter_wizard_done_opens_the_log_form(self):
        lead = self._create_leads(phone=NUMBER)
        action = self._wizard(lead).action_schedule_activities_done()
        self.assertEqual(action["res_model"], "crm.plus.phone.call")
        self.assertEqual(action["context"]["default_lead_id"], lead.id)
        # Whatever is no call is done at once.
        todo = self.env.ref("mail.mail_activity_data_todo").id
        self.assertFalse(
            self._wizard(lead, activity_type_id=todo).action_schedule_activities_done()
        )

    def test_activity_without_an_hour_stays_a_to_do(self):
        lead = self._create_leads()
        activity = lead.with_user(self.user_own).activity_schedule(
            "mail.mail_activity_data_call"
        )
        self.assertFalse(activity.phone_call_id)
        self.assertFalse(activity.calendar_event_id)

    def test_slot_is_no_meeting_of_the_opportunity(self):
        lead = self._create_leads()
        call = self._plan(lead_id=lead.id)
        self.assertFalse(call.calendar_event_id.opportunity_id)
