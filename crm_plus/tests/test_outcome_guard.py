import random

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from .outcome_common import OutcomeCase

FROZEN = (
    "outcome",
    "won_status",
    "active",
    "lost_reason_id",
    "won_reason_id",
    "date_closed",
    "day_close",
    "probability",
)
EPISODE = (
    "lead_id",
    "outcome",
    "date",
    "days_to_close",
    "lost_reason_id",
    "won_reason_id",
    "stage_id",
    "user_id",
    "team_id",
    "city",
    "expected_revenue",
    "restored_date",
    "write_date",
)


@tagged("post_install", "-at_install")
class TestOutcomeGuard(OutcomeCase):
    """Editing a closed deal never changes its outcome, reasons or dates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lost, cls.dead, cls.won, cls.archived = cls._create_leads(4)
        with freeze_time("2026-02-01 10:00:00"):
            cls.lost.action_set_lost(lost_reason_id=cls.reason_price.id)
            cls.dead.action_set_lost(
                lost_reason_id=cls.reason_timing.id, outcome="dead"
            )
            cls.won.won_reason_id = cls.reason_won
            cls.won.action_set_won()
        cls.closed = cls.lost | cls.dead | cls.won
        cls.env.flush_all()

    def _snapshot(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return [
            (lead.read(FROZEN)[0], lead.outcome_ids.sorted("id").read(EPISODE, load=""))
            for lead in self.closed
        ]

    def test_ordinary_edits_change_nothing_of_the_outcome(self):
        before = self._snapshot()
        for vals in (
            {"expected_revenue": 5},
            {"team_id": self.team_b.id},
            {"user_id": self.user_all.id},
            {"type": "lead"},
            {"partner_id": self.env["res.partner"].create({"name": "P"}).id},
            {"country_id": self.env.ref("base.ir").id, "email_from": "a@b.co"},
            {"lost_reason_id": self.reason_timing.id},
            {"lost_reason_id": False},
            {"won_reason_id": False},
            {"outcome": False},
            {"date_closed": False},
            {"date_closed": "2020-01-01 00:00:00"},
            {"automated_probability": 12},
        ):
            with self.subTest(vals=vals):
                self.closed.write(vals)
                self.assertEqual(self._snapshot(), before)

    def test_edited_fields_are_saved(self):
        self.closed.write({"expected_revenue": 7, "lost_reason_id": False})
        self.assertEqual(self.closed.mapped("expected_revenue"), [7, 7, 7])
        self.assertEqual(self.lost.lost_reason_id, self.reason_price)

    def test_probability_of_a_lost_lead_is_ignored(self):
        before = self._snapshot()
        (self.lost | self.dead).write({"probability": 60, "name": "Renamed"})
        self.assertEqual(self.lost.name, "Renamed")
        self.assertEqual(self._snapshot(), before)

    def test_probability_of_a_won_lead_is_refused_as_stock_does(self):
        before = self._snapshot()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.won.write({"probability": 60})
        self.won.write({"probability": 100})
        self.assertEqual(self._snapshot(), before)

    def test_stage_of_a_lost_lead_moves_without_reopening_it(self):
        before = self._snapshot()
        self.lost.with_user(self.user_own).write({"stage_id": self.stage_three.id})
        self.assertEqual(self.lost.stage_id, self.stage_three)
        self.assertEqual(self._snapshot(), before)

    def test_archiving_a_won_lead_keeps_its_closing_date(self):
        date = self.won.date_closed
        self.won.with_user(self.user_own).action_archive()
        self.assertRecordValues(
            self.won, [{"active": False, "outcome": "won", "date_closed": date}]
        )
        self.won.action_unarchive()
        self.assertRecordValues(
            self.won, [{"active": True, "outcome": "won", "date_closed": date}]
        )
        self.assertEqual(len(self.won.outcome_ids), 1)

    def test_team_without_the_won_stage_keeps_the_win(self):
        self.stage_won.team_ids = self.team_a
        before = self._snapshot()
        self.won.team_id = self.team_b
        self.assertEqual(self.won.stage_id, self.stage_won)
        self.assertEqual(self._snapshot(), before)

    def test_form_of_a_lost_lead(self):
        before = self._snapshot()
        with Form(self.lost.with_user(self.user_manager)) as form:
            form.name = "Edited"
            form.team_id = self.team_b
            form.user_id = self.user_all
        self.assertEqual(self.lost.name, "Edited")
        self.assertEqual(self._snapshot(), before)

    def test_mixed_selection_edits_open_leads_as_ever(self):
        opened = self._create_leads()
        before = self._snapshot()
        (self.lost | opened).write({"probability": 30})
        self.assertEqual(opened.probability, 30)
        self.assertEqual(self._snapshot(), before)

    def test_win_chance_job_leaves_closed_deals_alone(self):
        before = self._snapshot()
        self.env["crm.lead"]._cron_update_automated_probabilities()
        self.assertEqual(self._snapshot(), before)

    def _get_choices(self):
        """Return the values that random edits choose from, by field."""
        partners = self.env["res.partner"].create(
            [{"name": f"P{i}", "email": f"p{i}@example.com"} for i in range(3)]
        )
        countries = self.env["res.country"].search([], limit=4)
        tags = self.env["crm.tag"].create([{"name": f"T{i}"} for i in range(3)])
        return {
            "name": ["A", "B"],
            "expected_revenue": [0, 1, 1e6],
            "priority": ["0", "3"],
            "probability": [0, 1, 50, 99.5, 100],
            "automated_probability": [0, 50, 100],
            "lost_reason_id": [False, self.reason_price.id, self.reason_timing.id],
            "won_reason_id": [False, self.reason_won.id],
            "date_closed": [False, "2020-01-01 00:00:00"],
            "date_deadline": [False, "2027-01-01"],
            "outcome": [False, "won", "lost", "dead", "junk"],
            "team_id": [False, self.team_a.id, self.team_b.id],
            "user_id": [False, self.user_own.id, self.user_all.id],
            "type": ["lead", "opportunity"],
            "partner_id": [False, *partners.ids],
            "email_from": [False, "x@example.com", "broken"],
            "phone": [False, "+98 21 1234 5678", "12"],
            "country_id": [False, *countries.ids],
            "city": [False, "Taipei"],
            "tag_ids": [[(6, 0, tags[:n].ids)] for n in range(3)],
        }

    def test_thousand_random_edits(self):
        """Property: no sequence of ordinary edits changes how a deal is closed."""
        choices = self._get_choices()
        open_stages = (self.stage_one | self.stage_two | self.stage_three).ids
        rng = random.Random(20260301)
        before = self._snapshot()
        for step in range(1000):
            names = rng.sample(sorted(choices), rng.randint(1, 4))
            vals = {name: rng.choice(choices[name]) for name in names}
            leads = rng.choice([self.lost, self.dead, self.lost | self.dead, self.won])
            if leads != self.won and rng.random() < 0.3:
                vals["stage_id"] = rng.choice(open_stages)
            if leads == self.won and vals.get("probability", 100) < 100:
                vals.pop("probability")  # refused, see above
            leads.write(vals)
            if step % 100 == 99:
                self.assertEqual(self._snapshot(), before, f"after step {step}")
