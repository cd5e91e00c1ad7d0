from datetime import date, datetime

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged, users

from .activity_common import ActivityCase

TODAY = "2026-05-10 10:00:00"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestActivitySnooze(ActivityCase):
    def setUp(self):
        super().setUp()
        self.lead = self._create_leads(contact_name="Maria Lopez")
        self.own_lead = self.lead.with_user(self.user_own)

    def _plan(self, deadline, **values):
        return self._create_activities(self.lead, deadline, **values).with_user(
            self.user_own
        )

    def test_week_moves_exactly_seven_days_from_the_deadline(self):
        for before, after in (
            (date(2026, 5, 10), date(2026, 5, 17)),
            (date(2026, 5, 29), date(2026, 6, 5)),
            (date(2026, 4, 20), date(2026, 4, 27)),  # 20 days late stays late
        ):
            activity = self._plan(before)
            self.assertTrue(activity.action_snooze())
            self.assertEqual(activity.date_deadline, after)

    def test_move_is_logged_on_the_document(self):
        self._plan("2026-05-12").action_snooze()
        self.assertEqual(
            self._get_notes(self.lead)[0],
            "<p>Call with Maria Lopez moved from 05/12/2026 to 05/19/2026</p>",
        )
        message = self.lead.message_ids[0]
        self.assertEqual(message.author_id, self.user_own.partner_id)

    def test_log_names_the_summary_and_escapes_it(self):
        self._plan("2026-05-12", summary="<b>Price</b>").action_snooze()
        self.assertIn(
            "Call “&lt;b&gt;Price&lt;/b&gt;” with Maria Lopez moved from",
            self._get_notes(self.lead)[0],
        )

    def test_several_activities_of_a_document_share_a_note(self):
        activities = self._plan("2026-05-12") | self._plan("2026-05-20")
        before = len(self.lead.message_ids)
        activities.action_snooze()
        self.assertEqual(
            activities.mapped("date_deadline"), [date(2026, 5, 19), date(2026, 5, 27)]
        )
        self.assertEqual(len(self.lead.message_ids), before + 1)
        self.assertIn("05/12/2026", self._get_notes(self.lead)[0])
        self.assertIn("05/20/2026", self._get_notes(self.lead)[0])

    def test_personal_activity_moves_without_a_note(self):
        activity = (
            self.env["mail.activity"]
            .with_user(self.user_own)
            .create(
                {
                    "activity_type_id": self.type_todo.id,
                    "user_id": self.user_own.id,
                    "date_deadline": "2026-05-12",
                }
            )
        )
        self.assertTrue(activity.action_snooze())
        self.assertEqual(activity.date_deadline, date(2026, 5, 19))

    def test_activity_of_somebody_else_is_refused(self):
        activity = self._plan("2026-05-12", user=self.user_peer)
        self.assertFalse(activity.snooze_choice)
        with self.assertRaisesRegex(UserError, "your own open activities"):
            activity.action_snooze()
        with self.assertRaisesRegex(UserError, "your own open activities"):
            activity.action_reschedule()
        self.assertEqual(activity.date_deadline, date(2026, 5, 12))

    def test_done_activity_is_refused(self):
        activity = self._plan("2026-05-12")
        activity.action_done()
        with self.assertRaises(UserError):
            activity.action_snooze()
        self.assertEqual(activity.date_deadline, date(2026, 5, 12))

    def test_selection_moves_own_and_tells_of_the_others(self):
        own = self._plan("2026-05-12")
        foreign = self._plan("2026-05-13", user=self.user_peer)
        result = (own | foreign).action_snooze()
        self.assertEqual(own.date_deadline, date(2026, 5, 19))
        self.assertEqual(foreign.date_deadline, date(2026, 5, 13))
        self.assertEqual(
            result["params"]["message"],
            "1 moved by 7 days; 1 left as they are not your own open activities.",
        )

    def test_activity_on_a_closed_document_moves_and_is_logged(self):
        closed = self._create_leads(user_id=self.user_all.id)
        activity = self._create_activities(closed, "2026-05-12")
        own = activity.with_user(self.user_own)
        self.assertFalse(closed.with_user(self.user_own).has_access("read"))
        own.action_snooze()
        self.assertEqual(own.date_deadline, date(2026, 5, 19))
        self.assertIn("05/19/2026", self._get_notes(closed)[0])

    def test_second_request_of_a_click_moves_nothing(self):
        activity = self._plan("2026-05-12").with_context(
            crm_plus_seen_deadline="2026-05-12"
        )
        before = len(self.lead.message_ids)
        for _request in range(2):
            self.assertTrue(activity.action_snooze())
        self.assertEqual(activity.date_deadline, date(2026, 5, 19))
        self.assertEqual(len(self.lead.message_ids), before + 1)
        # the next click saw the new deadline
        activity.with_context(crm_plus_seen_deadline="2026-05-19").action_snooze()
        self.assertEqual(activity.date_deadline, date(2026, 5, 26))

    def test_second_request_of_a_click_on_a_lead_moves_nothing(self):
        activity = self._plan("2026-05-12")
        later = self._plan("2026-05-20")
        lead = self.own_lead.with_context(crm_plus_seen_deadline="2026-05-12")
        for _request in range(2):
            self.assertTrue(lead.action_snooze_my_next())
        self.assertEqual(
            (activity | later).mapped("date_deadline"),
            [date(2026, 5, 19), date(2026, 5, 20)],
        )

    def test_buttons_of_rows_hand_over_the_deadline_they_show(self):
        for model, view, button, field in (
            (
                "crm.lead",
                "crm.crm_lead_view_list_activities",
                "action_snooze_my_next",
                "my_activity_date_deadline",
            ),
            (
                "mail.activity",
                "mail.mail_activity_view_tree",
                "action_snooze",
                "date_deadline",
            ),
        ):
            records = self.env[model].with_user(self.user_own)
            arch = records.get_view(self.env.ref(view).id, "list")["arch"]
            [context] = etree.fromstring(arch).xpath(
                f"/list/button[@name='{button}']/@context"
            )
            self.assertEqual(context, f"{{'crm_plus_seen_deadline': {field}}}")

    # ------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------

    def test_button_follows_the_limit(self):
        for deadline, choice in (
            ("2026-05-11", "week"),
            ("2026-05-10", "week"),
            ("2026-05-09", "reschedule"),
            ("2026-05-03", "reschedule"),
            ("2026-05-02", "week"),
        ):
            activity = self._plan(deadline)
            self.assertEqual(activity.snooze_choice, choice, deadline)

    def test_limit_is_a_setting_of_the_company(self):
        activity = self._plan("2026-05-07")
        self.company.activity_reschedule_days = 2
        activity.invalidate_recordset(["snooze_choice"])
        self.assertEqual(activity.snooze_choice, "week")
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.activity_reschedule_days, 2)
        settings.activity_reschedule_days = 0
        settings.execute()
        self.assertEqual(self.company.activity_reschedule_days, 0)
        self.assertEqual(self.company_other.activity_reschedule_days, 7)
        other = self._plan("2026-05-09")
        self.assertEqual(other.snooze_choice, "week")

    def test_today_is_that_of_the_user(self):
        # 21:00 UTC is the next day already in Tehran and Taipei
        activity = self._plan("2026-05-10")
        with freeze_time("2026-05-10 21:00:00"):
            for zone, choice in (
                ("UTC", "week"),
                ("Asia/Tehran", "reschedule"),
                ("America/New_York", "week"),
            ):
                activity.invalidate_recordset(["snooze_choice"])
                self.assertEqual(
                    activity.with_context(tz=zone).snooze_choice, choice, zone
                )

    def test_lead_shows_the_button_of_my_next_activity(self):
        self._plan("2026-05-01", user=self.user_peer)
        self.assertFalse(self.own_lead.my_snooze_choice)
        self._plan("2026-05-20")
        self._plan("2026-05-08")
        self.own_lead.invalidate_recordset()
        self.assertEqual(self.own_lead.my_snooze_choice, "reschedule")
        peer_lead = self.lead.with_user(self.user_all)
        self.assertFalse(peer_lead.my_snooze_choice)

    def test_lead_moves_only_my_next_activity(self):
        late = self._plan("2026-04-20")
        later = self._plan("2026-05-20")
        foreign = self._plan("2026-04-01", user=self.user_peer)
        self.own_lead.action_snooze_my_next()
        self.assertEqual(
            (late | later | foreign).mapped("date_deadline"),
            [date(2026, 4, 27), date(2026, 5, 20), date(2026, 4, 1)],
        )

    @users("user_own")
    def test_lead_without_own_activity_is_refused(self):
        lead = self.lead.with_env(self.env)
        with self.assertRaisesRegex(UserError, "no open activity here"):
            lead.action_snooze_my_next()
        with self.assertRaisesRegex(UserError, "no open activity here"):
            lead.action_reschedule_my_next()

    def test_selection_of_leads_moves_the_next_of_each(self):
        leads = self._create_leads(3)
        self._create_activities(leads[:2], "2026-05-12")
        leads.with_user(self.user_own).action_snooze_my_next()
        self.assertEqual(
            leads[:2].activity_ids.mapped("date_deadline"), [date(2026, 5, 19)] * 2
        )
        self.assertFalse(leads[2].activity_ids)

    # ------------------------------------------------------------
    # CALENDAR
    # ------------------------------------------------------------

    def test_reschedule_opens_the_calendar_at_the_missed_day(self):
        self._plan("2026-05-08", summary="Ask for the budget")
        action = self.own_lead.action_reschedule_my_next()
        self.assertEqual(action["res_model"], "calendar.event")
        context = action["context"]
        self.assertEqual(context["initial_date"], datetime(2026, 5, 8, 12))
        self.assertEqual(context["default_name"], "Ask for the budget")
        self.assertEqual(context["default_opportunity_id"], self.lead.id)
        self.assertNotIn("search_default_opportunity_id", context)

    def test_day_drawn_in_the_calendar_becomes_the_date(self):
        activity = self._plan("2026-05-08")
        context = self.own_lead.action_reschedule_my_next()["context"]
        event = (
            self.env["calendar.event"]
            .with_user(self.user_own)
            .with_context(**context, no_mail_to_attendees=True)
            .create({"start": "2026-05-14 09:00:00", "stop": "2026-05-14 10:00:00"})
        )
        self.assertEqual(activity.date_deadline, date(2026, 5, 14))
        self.assertEqual(activity.calendar_event_id, event)
        self.assertEqual(activity.activity_type_id, self.type_call)
        self.assertEqual(len(self.lead.activity_ids), 1)

    def test_reschedule_of_a_meeting_opens_at_its_hour(self):
        activity = self._plan("2026-05-08")
        activity.sudo().calendar_event_id = self._create_meeting(
            self.user_own, "2026-05-08 14:00:00", "2026-05-08 15:00:00"
        )
        context = activity.action_reschedule()["context"]
        self.assertEqual(context["initial_date"], datetime(2026, 5, 8, 14))

    def test_meeting_moves_along_at_the_hour_on_the_wall(self):
        self.user_own.tz = "Europe/Paris"
        # the clocks change on 29 March: ten o'clock is 9:00, then 8:00 UTC
        event = self._create_meeting(
            self.user_own, "2026-03-26 09:00:00", "2026-03-26 10:00:00"
        )
        activity = self._plan("2026-03-26", activity_type_id=self.type_meeting.id)
        activity.sudo().calendar_event_id = event
        activity.with_context(tz="Europe/Paris").action_snooze()
        self.assertEqual(activity.date_deadline, date(2026, 4, 2))
        self.assertEqual(event.start, datetime(2026, 4, 2, 8))
        self.assertEqual(event.stop, datetime(2026, 4, 2, 9))

    def test_whole_day_meeting_moves_along(self):
        event = self._create_meeting(
            self.user_own,
            "2026-05-12 08:00:00",
            "2026-05-13 18:00:00",
            allday=True,
            start_date="2026-05-12",
            stop_date="2026-05-13",
        )
        activity = self._plan("2026-05-12")
        activity.sudo().calendar_event_id = event
        activity.action_snooze()
        self.assertEqual(activity.date_deadline, date(2026, 5, 19))
        self.assertEqual(
            (event.start_date, event.stop_date), (date(2026, 5, 19), date(2026, 5, 20))
        )

    def test_colour_follows_the_new_date(self):
        for deadline, before, after in (
            ("2026-05-10", "today", "planned"),
            ("2026-05-03", "overdue", "today"),
            ("2026-04-20", "overdue", "overdue"),
        ):
            activity = self._plan(deadline)
            self.assertEqual(activity.state, before)
            activity.action_snooze()
            self.assertEqual(activity.state, after)
