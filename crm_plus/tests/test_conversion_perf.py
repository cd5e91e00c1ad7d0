from odoo.tests import tagged, users, warmup

from odoo.addons.crm_plus.models.crm_plus_conversion import ConversionLog
from odoo.addons.crm_plus.tests.conversion_common import ConversionCase

SIZES = (10, 100)


@tagged("post_install", "-at_install")
class TestConversionPerf(ConversionCase):
    """Query counts do not grow with the number of leads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_a.conversion_min_probability = 30
        cls.env["crm.plus.conversion.condition"].create(
            [
                {
                    "name": "City",
                    "team_id": cls.team_a.id,
                    "field_name": "city",
                },
                {
                    "name": "Call",
                    "team_id": cls.team_a.id,
                    "kind": "activity",
                    "activity_type_id": cls.env.ref("mail.mail_activity_data_call").id,
                },
                {
                    "name": "Filter",
                    "team_id": cls.team_a.id,
                    "kind": "domain",
                    "domain": "[('priority', '>=', '1')]",
                },
            ]
        )

    def _cold(self, count):
        leads = self._create_leads(count, type="lead")
        self.env.flush_all()
        self.env.invalidate_all()
        return leads.with_env(self.env)

    @users("user_own")
    @warmup
    def test_gates(self):
        for size in SIZES:
            leads = self._cold(size)
            with self.assertQueryCount(user_own=10):
                gates = leads._get_conversion_gates()
            self.assertEqual({gate.state for gate in gates.values()}, {"blocked"})

    @users("user_own")
    @warmup
    def test_panel_of_leads_never_converted(self):
        for size in SIZES:
            leads = self._cold(size)
            with self.assertQueryCount(user_own=1):
                leads.mapped("conversion_user_id")

    @users("user_own")
    @warmup
    def test_panel_of_converted_leads(self):
        for size in SIZES:
            leads = self._create_leads(size, type="lead")
            leads.sudo().convert_opportunity(False)
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(user_own=5):
                names = leads.with_env(self.env).mapped(
                    "conversion_opportunity_id.type"
                )
            self.assertEqual(set(names), {"opportunity"})

    @users("user_own")
    @warmup
    def test_rows_of_a_batch_are_one_insert(self):
        for size in SIZES:
            leads = self._create_leads(size, type="lead").with_env(self.env)
            self.env.flush_all()
            self.env["crm.plus.conversion"].search([], limit=1)
            log = leads.env["crm.plus.conversion"]
            run = ConversionLog()
            leads._log_snapshot(run)
            with self.assertQueryCount(user_own=3):
                rows = log._create_from_log(leads, run)
                self.env.flush_all()
            self.assertEqual(len(rows), size)

    @users("user_own")
    @warmup
    def test_losing_a_batch_costs_no_search_for_requests(self):
        for size in SIZES:
            leads = self._create_leads(size).with_env(self.env)
            leads.mapped("name")
            with self.assertQueryCount(user_own=0):
                self.assertFalse(leads._get_stale_approvals({"active": False}))
                self.assertFalse(leads._get_reopened({"active": True}))
                self.assertFalse(leads._get_converting({"type": "opportunity"}))

    @users("user_manager")
    @warmup
    def test_team_counters(self):
        for size in SIZES:
            teams = self.env["crm.team"].create(
                [{"name": f"Team {number}"} for number in range(size)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(user_manager=1):
                self.assertEqual(set(teams.mapped("conversion_pending_count")), {0})
