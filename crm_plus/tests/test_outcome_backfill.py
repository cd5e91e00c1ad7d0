from odoo.fields import Datetime
from odoo.tests import freeze_time, tagged

from odoo.addons.crm_plus import hooks

from .outcome_common import OutcomeCase


@tagged("post_install", "-at_install")
class TestOutcomeBackfill(OutcomeCase):
    """Leads that were closed before the installation get their episode."""

    @classmethod
    def default_env_context(cls):
        # the chatter keeps the changes of stage and outcome
        return {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.won, cls.lost, cls.open, cls.archived = cls._create_leads(4)
        cls._date_lead(cls.won | cls.lost, "2026-01-01 00:00:00")
        cls.won.stage_id = cls.stage_three
        cls._flush()
        with freeze_time("2026-01-03 12:00:00"):
            cls.won.with_user(cls.user_own).action_set_won()
            cls.lost.action_set_lost(lost_reason_id=cls.reason_price.id)
            cls._flush()
        cls.archived.probability = 50
        cls.archived.action_archive()
        cls._flush()
        # as if the addon had not been there
        cls.env["crm.plus.outcome"].sudo().search([]).unlink()
        cls.env.cr.execute("UPDATE crm_lead SET outcome = NULL")
        cls.env.invalidate_all()

    @classmethod
    def _flush(cls):
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def _backfill(self):
        hooks._prepare_outcome_columns(self.env)
        hooks._backfill_outcomes(self.env)
        self.env.invalidate_all()

    def _forget_chatter(self):
        self.env.cr.execute("DELETE FROM mail_tracking_value")

    def test_closed_leads_get_one_episode(self):
        self._backfill()
        leads = self.won | self.lost | self.open | self.archived
        self.assertEqual(
            [lead.outcome for lead in leads], ["won", "lost", False, False]
        )
        self.assertRecordValues(
            self.won.outcome_ids,
            [
                {
                    "outcome": "won",
                    "won_rate": 100.0,
                    "lost_rate": 0.0,
                    "author_id": self.user_own.id,
                    "stage_id": self.stage_three.id,
                    "lost_reason_id": False,
                    "user_id": self.user_own.id,
                    "team_id": self.team_a.id,
                    "city": "Isfahan",
                    "expected_revenue": 1000.0,
                    "currency_id": self.company.currency_id.id,
                    "restored_date": False,
                }
            ],
        )
        self.assertRecordValues(
            self.lost.outcome_ids,
            [
                {
                    "outcome": "lost",
                    "stage_id": self.stage_two.id,
                    "lost_reason_id": self.reason_price.id,
                    "lost_reason_group_id": self.group_price.id,
                }
            ],
        )
        self.assertFalse((self.open | self.archived).outcome_ids)
        self.assertEqual([lead.outcome_count for lead in leads], [1, 1, 0, 0])
        self.assertEqual(leads.outcome_shown_ids, leads.outcome_ids)

    def test_without_chatter_the_closing_date_counts(self):
        self._forget_chatter()
        self._backfill()
        self.assertRecordValues(
            self.won.outcome_ids,
            [
                {
                    "date": Datetime.to_datetime("2026-01-03 12:00:00"),
                    "days_to_close": 2.5,
                    "author_id": False,
                    "stage_id": False,
                }
            ],
        )

    def test_deleted_stage_before_the_win_stays_empty(self):
        self.stage_three.unlink()
        self._backfill()
        self.assertFalse(self.won.outcome_ids.stage_id)
        self.won.action_restore()
        self.assertEqual(self.won.stage_id, self.stage_one)

    def test_running_twice_adds_nothing(self):
        self._backfill()
        episodes = self.env["crm.plus.outcome"].search([])
        hooks._backfill_outcomes(self.env)
        self.assertEqual(self.env["crm.plus.outcome"].search([]), episodes)

    def test_backfilled_lead_is_restored_like_any_other(self):
        self._backfill()
        self.lost.with_user(self.user_own).action_restore()
        self.assertFalse(self.lost.outcome)
        self.assertTrue(self.lost.outcome_ids.restored_date)
        self.assertEqual(self.lost.outcome_restored_count, 1)
