from odoo.tests import tagged, users, warmup

from .outcome_common import OutcomeCase


@tagged("post_install", "-at_install")
class TestOutcomePerf(OutcomeCase):
    """The statements of closing and restoring do not grow with the batch.

    Tracking is off: stock logs the change of each lead in statements of its own.
    """

    def _count(self, method, leads, **kwargs):
        self.env.flush_all()
        self.env.invalidate_all()
        # warm the caches of access, stages and parameters
        leads[:1].check_access("write")
        start = self.env.cr.sql_log_count
        getattr(leads, method)(**kwargs)
        self.env.flush_all()
        return self.env.cr.sql_log_count - start

    def _leads(self, count):
        return self._create_leads(count).with_user(self.user_own)

    def _cycle(self, count):
        leads = self._leads(count)
        counts = [
            self._count("action_set_lost", leads, lost_reason_id=self.reason_price.id),
            self._count("action_restore", leads),
            self._count("action_set_won", leads),
            self._count("_restore_to", leads, target="first"),
        ]
        self.assertEqual(len(leads.outcome_ids), 2 * count)
        return counts

    def test_statements_are_constant(self):
        self._cycle(2)
        self.assertEqual(self._cycle(10), self._cycle(100))

    @users("user_own")
    @warmup
    def test_showing_the_episodes(self):
        for count in (10, 100):
            leads = self._leads(count)
            leads.action_set_lost()
            self.env.flush_all()
            leads.invalidate_recordset()
            with self.assertQueryCount(user_own=2):
                shown = leads.outcome_shown_ids
            self.assertEqual(shown, leads.outcome_ids)

    @users("user_own")
    @warmup
    def test_leads_never_closed_cost_no_query(self):
        for count in (10, 100):
            leads = self._leads(count)
            self.env.flush_all()
            leads.invalidate_recordset()
            leads.mapped("name")
            with self.assertQueryCount(user_own=0):
                shown = leads.outcome_shown_ids
            self.assertFalse(shown)
