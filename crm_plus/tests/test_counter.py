from datetime import datetime

from lxml import etree

from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users, warmup

from odoo.addons.crm_plus.tests.common import CrmPlusCase

NOW = datetime(2025, 3, 10, 12, 0)


@tagged("post_install", "-at_install")
class TestDayCounters(CrmPlusCase):
    def _create_at(self, created, **values):
        lead = self._create_leads(**{"type": "lead", "user_id": False, **values})
        self.env.flush_all()
        # SQL: the creation date is not writable with the ORM.
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s", [created, lead.id]
        )
        lead.invalidate_recordset(["create_date"])
        return lead

    def test_days_to_assign_is_assignment_less_creation(self):
        lead = self._create_at(datetime(2025, 3, 1, 8, 0))
        lead.date_open = datetime(2025, 3, 5, 7, 59)
        self.assertEqual(lead.day_open, 3)
        lead.date_open = datetime(2025, 3, 5, 8, 0)
        self.assertEqual(lead.day_open, 4)
        self.assertEqual(lead.day_open, (lead.date_open - lead.create_date).days)

    def test_unassigned_and_open_leads_count_nothing(self):
        lead = self._create_at(datetime(2025, 3, 1))
        lead.date_open = False
        self.assertEqual((lead.day_open, lead.day_close), (0, 0))

    def test_days_to_close(self):
        lead = self._create_at(datetime(2025, 3, 1, 8, 0))
        lead.date_closed = datetime(2025, 3, 31, 9, 0)
        self.assertEqual(lead.day_close, 30)

    def test_closed_in_the_second_of_creation_took_no_day(self):
        lead = self._create_at(datetime(2025, 3, 1, 8, 0, 0, 700000))
        lead.date_closed = datetime(2025, 3, 1, 8, 0, 0)
        self.assertEqual(lead.day_close, 0)
        lead.date_open = datetime(2025, 3, 1, 8, 0, 0)
        self.assertEqual(lead.day_open, 0)

    @users("user_own")
    def test_won_at_once(self):
        lead = self._create_leads()
        lead.with_env(self.env).action_set_won()
        self.assertTrue(lead.date_closed)
        self.assertEqual(lead.day_close, 0)

    @users("user_own")
    def test_both_forms_show_the_counters(self):
        arch = self.env["crm.lead"].get_view(view_type="form")["arch"]
        tree = etree.fromstring(arch)
        for place in ("//page[@name='extra']", "//group[@name='Misc']"):
            shown = [
                node.get("name")
                for node in tree.xpath(f"{place}//field")
                if node.get("name").startswith(("date_", "day_"))
            ]
            self.assertEqual(
                [
                    name
                    for name in shown
                    if name in ("date_open", "day_open", "date_closed", "day_close")
                ],
                ["date_open", "day_open", "date_closed", "day_close"],
                place,
            )


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestMeetingCounters(CrmPlusCase):
    @classmethod
    def _create_meetings(cls, leads, *hours):
        return cls.env["calendar.event"].create(
            [
                {
                    "name": "Meeting",
                    "opportunity_id": lead.id,
                    "start": NOW.replace(hour=hour),
                    "stop": NOW.replace(hour=hour + 1),
                }
                for lead in leads
                for hour in hours
            ]
        )

    @users("user_own")
    def test_planned_and_held(self):
        lead = self._create_leads(type="lead")
        opportunity = self._create_leads()
        self._create_meetings(lead | opportunity, 8, 9, 11, 12, 15)
        for record in (lead | opportunity).with_env(self.env):
            self.assertRecordValues(
                record, [{"meeting_planned_count": 2, "meeting_held_count": 3}]
            )

    @users("user_own")
    def test_cancelled_meetings_do_not_count(self):
        lead = self._create_leads()
        meetings = self._create_meetings(lead, 8, 15)
        meetings.active = False
        self.assertRecordValues(
            lead, [{"meeting_planned_count": 0, "meeting_held_count": 0}]
        )

    @users("user_own")
    def test_private_meetings_of_colleagues_count(self):
        lead = self._create_leads()
        self._create_meetings(lead, 15).write(
            {"privacy": "private", "user_id": self.user_peer.id}
        )
        self.assertEqual(lead.with_env(self.env).meeting_planned_count, 1)

    @users("user_own")
    def test_the_button_of_a_lead_opens_its_calendar(self):
        partner = self.env["res.partner"].create(
            {"name": "Mina", "email": "m@x.example"}
        )
        lead = self._create_leads(type="lead", email_from="m@x.example")
        action = lead.with_env(self.env).action_schedule_meeting()
        context = action["context"]
        self.assertEqual(action["res_model"], "calendar.event")
        self.assertEqual(context["search_default_opportunity_id"], lead.id)
        self.assertEqual(context["default_opportunity_id"], lead.id)
        self.assertEqual(context["default_name"], lead.name)
        self.assertEqual(
            context["default_partner_ids"], [self.user_own.partner_id.id, partner.id]
        )
        event = (
            self.env["calendar.event"]
            .with_context(**context)
            .create({"start": NOW, "stop": NOW.replace(hour=13)})
        )
        self.assertRecordValues(
            event,
            [{"opportunity_id": lead.id, "res_model": "crm.lead", "res_id": lead.id}],
        )
        self.assertEqual(event.partner_ids, self.user_own.partner_id | partner)
        self.assertEqual(lead.activity_ids.calendar_event_id, event)

    @users("user_own")
    def test_the_button_of_an_opportunity_is_stock_s(self):
        partner = self.env["res.partner"].create({"name": "Mina"})
        lead = self._create_leads(partner_id=partner.id)
        context = lead.with_env(self.env).action_schedule_meeting()["context"]
        self.assertEqual(context["default_opportunity_id"], lead.id)
        self.assertEqual(
            context["default_partner_ids"], [self.user_own.partner_id.id, partner.id]
        )

    @users("user_own")
    def test_an_unknown_contact_is_not_created_for_a_meeting(self):
        lead = self._create_leads(type="lead", email_from="new@x.example")
        context = lead.with_env(self.env).action_schedule_meeting()["context"]
        self.assertEqual(context["default_partner_ids"], self.user_own.partner_id.ids)
        self.assertFalse(
            self.env["res.partner"].search([("email", "=", "new@x.example")])
        )

    @users("user_own")
    def test_the_calendar_starts_at_the_meeting_to_come(self):
        lead = self._create_leads(type="lead")
        self._create_meetings(lead, 15)
        context = lead.with_env(self.env).action_schedule_meeting()["context"]
        self.assertEqual(
            (context["default_mode"], context["initial_date"]),
            ("week", NOW.date()),
        )

    def test_meetings_stay_when_the_lead_is_converted(self):
        lead = self._create_leads(type="lead")
        self._create_meetings(lead, 8, 15)
        lead.with_user(self.user_own).convert_opportunity(False)
        self.assertRecordValues(
            lead,
            [
                {
                    "type": "opportunity",
                    "meeting_planned_count": 1,
                    "meeting_held_count": 1,
                }
            ],
        )

    def test_a_meeting_can_choose_a_lead(self):
        field = self.env["calendar.event"]._fields["opportunity_id"]
        self.assertEqual(field.domain, [])

    @users("user_own")
    def test_the_button_shows_on_leads(self):
        arch = self.env["crm.lead"].get_view(view_type="form")["arch"]
        button = etree.fromstring(arch).xpath(
            "//button[@name='action_schedule_meeting']"
        )[0]
        self.assertEqual(button.get("invisible"), "not id")

    @users("user_own")
    @warmup
    def test_counting_takes_the_same_queries_for_any_number(self):
        for size in (10, 100):
            leads = self._create_leads(size)
            self.env["calendar.event"].create(
                [
                    {
                        "name": "Meeting",
                        "opportunity_id": lead.id,
                        "partner_ids": [Command.clear()],
                        "start": NOW,
                        "stop": NOW.replace(hour=13),
                    }
                    for lead in leads
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            # ours beside the one of stock's date, which the same button shows
            with self.assertQueryCount(user_own=2):
                counts = leads.with_env(self.env).mapped("meeting_planned_count")
            self.assertEqual(set(counts), {1})

    @users("user_own")
    @warmup
    def test_leads_without_meetings_cost_no_query_of_their_own(self):
        for size in (10, 100):
            leads = self._create_leads(size).with_env(self.env)
            self.env.flush_all()
            self.env.invalidate_all()
            leads.mapped("meeting_display_date")
            with self.assertQueryCount(user_own=0):
                counts = leads.mapped("meeting_held_count")
            self.assertEqual(set(counts), {0})
