from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .activity_common import ActivityCase
from .common import PhoneBrowser


@tagged("post_install", "-at_install")
class TestActivityTour(ActivityCase, HttpCase):
    """The screens of activities in a real browser, as a seller."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()

    def _plan(self, name, days, summary, **values):
        lead = self._create_leads(name=name, **values)
        self._create_activities(
            lead, self.today + timedelta(days=days), summary=summary
        )
        return lead

    def test_snooze_and_reschedule_in_my_activities(self):
        today = self._plan("Tour Today", 0, "Ring")
        late = self._plan("Tour Late", -3, "Late ring")
        forgotten = self._plan("Tour Forgotten", -20, "Forgotten ring")
        self.start_tour(
            "/odoo/action-crm.crm_lead_action_my_activities",
            "crm_plus_activity_snooze",
            login="user_own",
        )
        self.assertEqual(
            [lead.activity_ids.date_deadline for lead in (today, late, forgotten)],
            [
                self.today + timedelta(days=7),
                self.today - timedelta(days=3),
                self.today - timedelta(days=20),
            ],
        )

    def test_snooze_in_the_chatter(self):
        lead = self._plan("Tour Chatter", 1, "Ring tomorrow")
        self.start_tour(
            f"/odoo/crm/{lead.id}", "crm_plus_activity_chatter", login="user_own"
        )
        self.assertEqual(
            lead.activity_ids.date_deadline, self.today + timedelta(days=8)
        )

    def test_my_day(self):
        small = self._plan("Tour Small", 0, "Ring about a chair", expected_revenue=10)
        big = self._plan(
            "Tour Big", 0, "Ring about the big deal", expected_revenue=9_000
        )
        self._create_activities(
            big,
            self.today,
            summary="Send the offer",
            activity_type_id=self.type_todo.id,
        )
        self._plan("Tour Late", -3, "Late ring", expected_revenue=5_000, probability=50)
        hot = self._create_leads(name="Tour Hot", priority="3", expected_revenue=70)
        self.start_tour("/odoo/my-day", "crm_plus_my_day", login="user_own")
        self.assertEqual(hot.activity_ids.user_id, self.user_own)
        done = self.env["mail.activity"].search(
            [("res_id", "=", big.id), ("active", "=", False)]
        )
        self.assertEqual(
            set(done.mapped("summary")), {"Ring about the big deal", "Send the offer"}
        )
        self.assertEqual(big.phone_call_ids.mapped("state"), ["held"])
        self.assertEqual(
            small.activity_ids.date_deadline, self.today + timedelta(days=7)
        )

    def test_my_day_without_anything(self):
        self.start_tour("/odoo/my-day", "crm_plus_my_day_empty", login="user_own")

    def test_better_days_when_scheduling(self):
        self.company.activity_tasks_per_day = 1
        lead = self._create_leads(name="Tour Load")
        # every proposed deadline of the coming days is crowded on one day only:
        # the one the type proposes
        todo = self.env["mail.activity"]._default_activity_type_for_model("crm.lead")
        crowded = todo.with_user(self.user_own)._get_date_deadline()
        self._create_activities(self._create_leads(2), crowded)
        self.start_tour(
            f"/odoo/crm/{lead.id}", "crm_plus_load_advice", login="user_own"
        )
        self.assertEqual(len(lead.activity_ids), 1)
        self.assertGreater(lead.activity_ids.date_deadline, crowded)

    def test_taking_from_the_team_queue(self):
        lead = self._create_leads(user_id=self.user_all.id)
        queued = self._create_queue(lead, self.today, summary="Share this")
        self.start_tour("/odoo/team-queue", "crm_plus_team_queue", login="user_own")
        self.assertEqual(queued.user_id, self.user_own)


@tagged("post_install", "-at_install")
class TestActivityTourPhone(PhoneBrowser, TestActivityTour):
    """The same on a phone."""
