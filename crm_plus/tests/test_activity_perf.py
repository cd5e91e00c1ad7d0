from odoo.fields import Domain
from odoo.tests import freeze_time, tagged, users, warmup

from .activity_common import ActivityCase


@tagged("post_install", "-at_install")
@freeze_time("2026-05-20 09:00:00")
class TestActivityPerf(ActivityCase):
    """The number of queries does not grow with the number of records."""

    SIZES = (10, 100)

    def _count(self, prepare, run):
        """Return the queries of ``run`` for each size, on fresh records."""
        counts = []
        # the first round fills the caches that outlive a request
        for size in (self.SIZES[0], *self.SIZES):
            subject = prepare(size)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run(subject)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        return counts[1:]

    def _assert_constant(self, prepare, run, most):
        small, large = self._count(prepare, run)
        self.assertEqual(small, large)
        self.assertLessEqual(large, most)

    @users("user_own")
    @warmup
    def test_snooze_of_many(self):
        days = [f"2026-05-{day}" for day in range(20, 30)]

        def prepare(size):
            leads = self._create_leads(size)
            activities = self.env["mail.activity"].concat(
                *(
                    self._create_activities(lead, days[number % 10])
                    for number, lead in enumerate(leads)
                )
            )
            return activities.with_user(self.env.user)

        self._assert_constant(prepare, lambda acts: acts.action_snooze(), 40)

    @users("user_own")
    @warmup
    def test_buttons_of_a_list_of_leads(self):
        def prepare(size):
            leads = self._create_leads(size)
            self._create_activities(leads, "2026-05-18")
            return leads.with_user(self.env.user)

        self._assert_constant(
            prepare, lambda leads: leads.mapped("my_snooze_choice"), 15
        )

    @users("user_own")
    @warmup
    def test_search_with_a_queue(self):
        def prepare(size):
            leads = self._create_leads(size)
            foreign = self._create_leads(size, user_id=self.user_all.id)
            return (
                self._create_activities(leads, "2026-05-20")
                | self._create_queue(foreign, "2026-05-20")
            ).ids

        def run(ids):
            found = self.env["mail.activity"].search([("id", "in", ids)])
            self.assertEqual(len(found), len(ids))
            found.mapped("is_in_my_queue")

        self._assert_constant(prepare, run, 16)

    @users("user_own")
    def test_search_of_own_activities_needs_no_detour(self):
        Activity = self.env["mail.activity"]
        for domain, detour in (
            (Domain("user_id", "=", self.env.uid), False),
            (Domain("user_id", "in", [self.env.uid, self.user_peer.id]), False),
            (Domain("queue_team_id", "=", False), False),
            (Domain("date_deadline", "=", "2026-05-20"), True),
            (Domain.TRUE, True),
        ):
            self.assertEqual(Activity._may_be_waiting(domain), detour, domain)

    @users("user_peer")
    @warmup
    def test_taking_many(self):
        def prepare(size):
            leads = self._create_leads(size, user_id=self.user_all.id)
            return self._create_queue(leads, "2026-05-20").with_user(self.env.user)

        self._assert_constant(prepare, lambda acts: acts.action_take(), 45)

    @users("user_own")
    @warmup
    def test_advice_of_many_people_and_meetings(self):
        team = self.user_own | self.user_peer | self.user_leader | self.user_all
        self.company.activity_tasks_per_day = 1  # everybody is warned of

        def prepare(size):
            leads = self._create_leads(size)
            for user in team:
                self._create_activities(leads[: size // 4], "2026-05-25", user)
                self._create_meeting(user, "2026-05-25 10:00:00", "2026-05-25 12:00:00")
            activities = self.env["mail.activity"].concat(
                *(
                    self._create_activities(lead, "2026-05-25", team[number % 4])
                    for number, lead in enumerate(leads)
                )
            )
            return activities.with_user(self.env.user)

        self._assert_constant(prepare, lambda acts: acts.mapped("load_advice"), 30)

    @users("user_own")
    @warmup
    def test_my_day(self):
        def prepare(size):
            self.env["mail.activity"].sudo().search(
                [("user_id", "=", self.user_own.id)]
            ).unlink()
            leads = self._create_leads(size, expected_revenue=100, probability=50)
            done = self._create_activities(leads, "2026-05-19")
            done.with_user(self.user_own).action_feedback()
            self._create_activities(leads, "2026-05-20")
            self._create_leads(size // 2, probability=90, expected_revenue=5)
            for number in range(size // 10):
                self._create_meeting(
                    self.user_own,
                    f"2026-05-20 1{number}:00:00",
                    f"2026-05-20 1{number}:30:00",
                    opportunity_id=leads[number].id,
                )
            return size

        def run(size):
            day = self.env["crm.plus.my.day"].get_my_day()
            self.assertGreaterEqual(day["done_count"], size)

        self._assert_constant(prepare, run, 45)
