from datetime import datetime

from odoo.tests import freeze_time, tagged, users, warmup

from .test_target import TODAY, TargetCase
from .test_team_card import COUNTERS


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTeamCardPerformance(TargetCase):
    """The page of teams costs the same for ten teams and for a hundred."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.teams = cls.env["crm.team"].create(
            [
                {
                    "name": f"Team {number}",
                    "company_id": cls.company.id,
                    "user_id": cls.user_all.id,
                }
                for number in range(100)
            ]
        )
        cls._create_targets(
            *({"team_id": team.id, "measure": "quotation_count"} for team in cls.teams),
            *({"team_id": team.id, "measure": "won_amount"} for team in cls.teams),
        )
        cls._create_orders(datetime(2026, 5, 2), team_id=cls.teams[0].id)
        cls._create_leads(team_id=cls.teams[0].id)
        cls.env.flush_all()

    def _read_cards(self, count):
        self.env.invalidate_all()
        teams = self.teams[:count].with_env(self.env)
        teams.read([*COUNTERS, "target_card"])

    @users("user_all")
    @warmup
    def test_cards_of_10_teams(self):
        with self.assertQueryCount(user_all=13):
            self._read_cards(10)

    @users("user_all")
    @warmup
    def test_cards_of_100_teams(self):
        with self.assertQueryCount(user_all=13):
            self._read_cards(100)

    def _read_targets(self, count):
        self.env.invalidate_all()
        targets = self.env["crm.plus.target"].search(
            [("team_id", "in", self.teams[:count].ids)]
        )
        self.assertEqual(len(targets), 2 * count)
        targets.read(["achieved", "achieved_percent", "remaining", "state"])

    @users("user_all")
    @warmup
    def test_progress_of_20_targets(self):
        with self.assertQueryCount(user_all=4):
            self._read_targets(10)

    @users("user_all")
    @warmup
    def test_progress_of_200_targets(self):
        with self.assertQueryCount(user_all=4):
            self._read_targets(100)
