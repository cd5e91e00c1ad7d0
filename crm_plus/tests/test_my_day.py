from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from .activity_common import ActivityCase

TODAY = "2026-05-20 09:00:00"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMyDay(ActivityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # leads are created with a plain win chance of ours
        cls.lead = cls._create_deal("Office Chairs", 10_000, 40)

    @classmethod
    def _create_deal(cls, name, revenue, probability=40, **values):
        return cls._create_leads(
            name=name,
            expected_revenue=revenue,
            probability=probability,
            **values,
        )

    def _get_day(self, user=None, member=None):
        return (
            self.env["crm.plus.my.day"]
            .with_user(user or self.user_own)
            .get_my_day(member and member.id)
        )

    def _get_names(self, day):
        return {
            section["key"]: [item["name"] for item in section["items"]]
            for section in day["sections"]
        }

    def _get_item(self, day, record):
        return next(
            item
            for section in day["sections"]
            for item in section["items"]
            if item["id"] == f"{record._name},{record.id}"
        )

    def test_empty_day(self):
        day = self._get_day()
        self.assertEqual(day["sections"], [])
        self.assertEqual((day["open_count"], day["done_count"]), (0, 0))
        self.assertEqual(day["date"], "2026-05-20")
        self.assertTrue(day["is_own"])

    def test_each_kind_has_its_section(self):
        for kind, deadline, summary in (
            (self.type_call, "2026-05-20", "Ring"),
            (self.type_visit, "2026-05-20", "Drop in"),
            (self.type_todo, "2026-05-20", "Write"),
            (self.type_call, "2026-05-17", "Late ring"),
            (self.type_call, "2026-05-21", "Ring tomorrow"),
        ):
            self._create_activities(
                self.lead, deadline, activity_type_id=kind.id, summary=summary
            )
        self._create_meeting(
            self.user_own, "2026-05-20 13:00:00", "2026-05-20 14:00:00", name="Demo"
        )
        self._create_deal("Hot One", 5_000, priority="2")
        day = self._get_day()
        self.assertEqual(
            self._get_names(day),
            {
                "overdue": ["Late ring"],
                "meeting": ["Demo"],
                "call": ["Ring"],
                "visit": ["Drop in"],
                "task": ["Write"],
                "hot_lead": ["Hot One"],
            },
        )
        self.assertEqual(
            [section["key"] for section in day["sections"]],
            ["overdue", "meeting", "call", "visit", "task", "hot_lead"],
        )
        self.assertEqual(day["open_count"], 6)

    def test_items_are_ordered_by_value_at_risk(self):
        deals = [
            self._create_deal(name, revenue, probability)
            for name, revenue, probability in (
                ("Small", 1_000, 90),
                ("Big", 50_000, 20),
                ("Middle", 8_000, 50),
            )
        ]
        for deal in deals:
            self._create_activities(deal, "2026-05-20", summary=deal.name)
        section = self._get_day()["sections"][0]
        self.assertEqual(
            [(item["name"], item["value_at_risk"]) for item in section["items"]],
            [("Big", 10_000.0), ("Middle", 4_000.0), ("Small", 900.0)],
        )
        self.assertEqual(section["revenue"], 59_000.0)
        self.assertEqual(section["value_at_risk"], 14_900.0)

    def test_lateness_raises_the_value_at_risk(self):
        late = self._create_activities(self.lead, "2026-05-05")
        item = self._get_item(self._get_day(), late)
        # 10000 x 40 % x (1 + 15 / 30)
        self.assertEqual(item["value_at_risk"], 6_000.0)
        self.assertEqual(item["late_days"], 15)

    def test_amounts_are_in_the_currency_of_the_company(self):
        currency = self.env["res.currency"].create(
            {"name": "XTS", "symbol": "X", "rounding": 0.01}
        )
        self.env["res.currency.rate"].create(
            {
                "name": "2026-01-01",
                "rate": 4.0,
                "currency_id": currency.id,
                "company_id": self.company.id,
            }
        )
        abroad = self.env["res.company"].create(
            {"name": "Abroad", "currency_id": currency.id}
        )
        self.user_own.company_ids |= abroad
        deal = self._create_deal(
            "Foreign", 8_000, 50, company_id=abroad.id, team_id=False
        )
        activity = self._create_activities(deal, "2026-05-20")
        day = (
            self.env["crm.plus.my.day"]
            .with_user(self.user_own)
            .with_context(allowed_company_ids=[self.company.id, abroad.id])
            .get_my_day()
        )
        item = self._get_item(day, activity)
        rate = self.company.currency_id.rate
        self.assertAlmostEqual(item["revenue"], 8_000 / 4.0 * rate)

    # ------------------------------------------------------------
    # TICKING OFF
    # ------------------------------------------------------------

    def test_done_item_stays_ticked_off(self):
        activity = self._create_activities(self.lead, "2026-05-18")
        item = self._get_item(self._get_day(), activity)
        self.assertEqual(
            item["tick"],
            {"model": "mail.activity", "id": activity.id, "method": "action_log_call"},
        )
        self.assertEqual(item["snooze_choice"], "reschedule")
        activity.with_user(self.user_own).action_done()
        day = self._get_day()
        item = self._get_item(day, activity)
        self.assertTrue(item["done"])
        self.assertFalse(item["tick"])
        self.assertEqual(item["section"], "call")
        self.assertEqual((day["open_count"], day["done_count"]), (0, 1))
        self.assertEqual(day["value_at_risk"], 0)

    def test_done_items_are_gone_tomorrow(self):
        activity = self._create_activities(self.lead, "2026-05-20")
        activity.with_user(self.user_own).action_done()
        with freeze_time("2026-05-21 09:00:00"):
            self.assertEqual(self._get_day()["sections"], [])

    def test_done_items_stand_below_open_ones(self):
        other = self._create_deal("Cheap", 10)
        done = self._create_activities(self.lead, "2026-05-20", summary="Done")
        self._create_activities(other, "2026-05-20", summary="Open")
        done.with_user(self.user_own).action_done()
        self.assertEqual(self._get_names(self._get_day()), {"call": ["Open", "Done"]})

    # ------------------------------------------------------------
    # TODAY
    # ------------------------------------------------------------

    def test_today_is_that_of_the_user(self):
        activity = self._create_activities(self.lead, "2026-05-21")
        with freeze_time("2026-05-20 21:00:00"):
            self.assertEqual(self._get_day()["sections"], [])
            self.user_own.tz = "Asia/Tehran"
            self.assertEqual(
                self._get_names(self._get_day()), {"call": [activity.display_name]}
            )

    def test_done_in_the_night_counts_for_the_local_day(self):
        self.user_own.tz = "Asia/Taipei"
        activity = self._create_activities(self.lead, "2026-05-20")
        with freeze_time("2026-05-20 17:00:00"):  # one in the morning of the 21st
            activity.with_user(self.user_own).action_done()
            self.assertEqual(self._get_day()["done_count"], 1)
        with freeze_time("2026-05-20 15:00:00"):  # an hour before midnight
            self.assertEqual(self._get_day()["done_count"], 0)

    # ------------------------------------------------------------
    # MEETINGS
    # ------------------------------------------------------------

    def test_meetings_of_today_with_their_hour_and_deal(self):
        self.user_own.tz = "Asia/Taipei"
        event = self._create_meeting(
            self.user_own,
            "2026-05-20 07:00:00",
            "2026-05-20 10:00:00",
            opportunity_id=self.lead.id,
        )
        self._create_meeting(
            self.user_own, "2026-05-21 07:00:00", "2026-05-21 08:00:00"
        )
        self._create_meeting(
            self.user_peer, "2026-05-20 07:00:00", "2026-05-20 08:00:00"
        )
        day = self._get_day()
        self.assertEqual(self._get_names(day), {"meeting": ["Secret Talk"]})
        item = self._get_item(day, event)
        self.assertEqual(
            (item["time"], item["document"], item["revenue"], item["done"]),
            ("15:00", "Office Chairs", 10_000.0, False),
        )

    def test_past_meeting_is_done_and_declined_is_left_out(self):
        event = self._create_meeting(
            self.user_own, "2026-05-20 07:00:00", "2026-05-20 08:00:00"
        )
        self.assertTrue(self._get_item(self._get_day(), event)["done"])
        event.attendee_ids.state = "declined"
        self.assertEqual(self._get_day()["sections"], [])

    def test_whole_day_meeting_over_several_days(self):
        event = self._create_meeting(
            self.user_own,
            "2026-05-19 08:00:00",
            "2026-05-21 18:00:00",
            allday=True,
            start_date="2026-05-19",
            stop_date="2026-05-21",
        )
        self.assertFalse(self._get_item(self._get_day(), event)["time"])

    def test_meeting_and_its_activity_are_one_item(self):
        event = self._create_meeting(
            self.user_own, "2026-05-20 13:00:00", "2026-05-20 14:00:00"
        )
        activity = self._create_activities(
            self.lead, "2026-05-20", activity_type_id=self.type_meeting.id
        )
        activity.calendar_event_id = event
        day = self._get_day()
        self.assertEqual(self._get_names(day), {"meeting": ["Secret Talk"]})
        self.assertEqual(self._get_item(day, event)["tick"]["id"], activity.id)
        activity.with_user(self.user_own).action_done()
        item = self._get_item(self._get_day(), event)
        self.assertTrue(item["done"])

    def test_slot_of_a_call_stands_under_calls(self):
        event = self._create_meeting(
            self.user_own, "2026-05-20 13:00:00", "2026-05-20 13:15:00", name="Slot"
        )
        activity = self._create_activities(self.lead, "2026-05-20")
        activity.calendar_event_id = event
        day = self._get_day()
        self.assertEqual(self._get_names(day), {"call": ["Slot"]})
        item = self._get_item(day, event)
        self.assertEqual((item["time"], item["icon"]), ("13:00", "fa-phone"))
        # the slot names no deal, its activity does
        self.assertEqual(
            (item["revenue"], item["document"]), (10_000.0, "Office Chairs")
        )

    def _plan_call(self, **values):
        values = {
            "name": "Ask for the Decision",
            "phone": "+886 912 345 678",
            "direction": "outbound",
            "state": "planned",
            "date_start": "2026-05-20 13:00:00",
            "user_id": self.user_own.id,
            **values,
        }
        return self.env["crm.plus.phone.call"].with_user(self.user_own).create(values)

    def test_planned_phone_call_stands_under_calls(self):
        call = self._plan_call(lead_id=self.lead.id)
        self._plan_call(name="Say Hello", date_start="2026-05-20 14:00:00")
        day = self._get_day()
        self.assertEqual(
            self._get_names(day), {"call": ["Ask for the Decision", "Say Hello"]}
        )
        item = self._get_item(day, call.calendar_event_id)
        self.assertEqual(
            (item["time"], item["icon"], item["document"], item["done"]),
            ("13:00", "fa-phone", "Office Chairs", False),
        )

    def test_held_phone_call_stays_under_calls(self):
        call = self._plan_call(lead_id=self.lead.id)
        call.action_set_held()
        day = self._get_day()
        self.assertEqual(self._get_names(day), {"call": ["Ask for the Decision"]})
        self.assertTrue(self._get_item(day, call.calendar_event_id)["done"])

    def test_call_of_a_colleague_stands_under_calls(self):
        # whoever listens in has the slot, not the activity
        call = self._plan_call(lead_id=self.lead.id)
        call.calendar_event_id.sudo().partner_ids += self.user_peer.partner_id
        day = self._get_day(self.user_peer)
        self.assertEqual(self._get_names(day), {"call": ["Ask for the Decision"]})
        item = self._get_item(day, call.calendar_event_id)
        self.assertEqual((item["icon"], item["tick"]), ("fa-phone", False))

    # ------------------------------------------------------------
    # HOT LEADS
    # ------------------------------------------------------------

    def test_hot_are_important_or_likely_deals_without_a_next_step(self):
        cold = self._create_deal("Cold", 9_000, 69)
        likely = self._create_deal("Likely", 1_000, 70)
        important = self._create_deal("Important", 1_000, 10, priority="2")
        planned = self._create_deal("Planned", 1_000, 90)
        self._create_activities(planned, "2026-06-01")
        late = self._create_deal("Late", 1_000, 90, date_deadline="2026-05-19")
        self._create_activities(late, "2026-06-01")
        self._create_deal("Foreign", 1_000, 90, user_id=self.user_peer.id)
        self._create_deal("A Lead", 1_000, 90, type="lead")
        lost = self._create_deal("Lost", 1_000, 90)
        lost.action_set_lost()
        day = self._get_day()
        self.assertEqual(
            self._get_names(day), {"hot_lead": ["Late", "Likely", "Important"]}
        )
        self.assertEqual(
            [self._get_item(day, lead)["note"] for lead in (late, likely, important)],
            ["Closing date passed", "No next activity", "No next activity"],
        )
        self.assertFalse(cold.activity_ids)

    def test_deal_of_another_section_is_not_repeated(self):
        hot = self._create_deal("Hot", 1_000, 90, date_deadline="2026-05-01")
        self._create_activities(hot, "2026-05-20", summary="Ring")
        self.assertEqual(self._get_names(self._get_day()), {"call": ["Ring"]})

    def test_amount_of_a_quotation_is_that_of_its_deal(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.user_employee.partner_id.id,
                "opportunity_id": self.lead.id,
                "user_id": self.user_own.id,
            }
        )
        activity = self._create_activities(order, "2026-05-20")
        item = self._get_item(self._get_day(), activity)
        self.assertEqual((item["revenue"], item["model"]), (10_000.0, "sale.order"))

    def test_activity_on_a_closed_deal_shows_no_amount(self):
        closed = self._create_deal("Closed", 7_000, user_id=self.user_all.id)
        activity = self._create_activities(closed, "2026-05-20")
        item = self._get_item(self._get_day(), activity)
        self.assertEqual((item["revenue"], item["lead_id"]), (0.0, False))
        self.assertTrue(item["tick"])


@tagged("post_install", "-at_install")
class TestMyDayNow(ActivityCase):
    """What depends on the database's own clock."""

    def test_hot_deal_planned_today_is_ticked_off(self):
        hot = self._create_leads(probability=90, expected_revenue=100)
        MyDay = self.env["crm.plus.my.day"].with_user(self.user_own)
        self.assertEqual(MyDay.get_my_day()["open_count"], 1)
        next_week = fields.Date.today() + timedelta(days=7)
        hot.with_user(self.user_own).activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=next_week,
            user_id=self.user_own.id,
        )
        day = MyDay.get_my_day()
        self.assertEqual((day["open_count"], day["done_count"]), (0, 1))
        self.assertEqual(day["sections"][0]["items"][0]["name"], hot.name)

    def test_completion_keeps_its_moment(self):
        activity = self._create_activities(self._create_leads(), "2026-05-20")
        before = datetime.now().replace(microsecond=0)
        activity.with_user(self.user_own).action_done()
        self.assertGreaterEqual(activity.done_datetime, before)
        self.assertFalse(activity.active)
