from datetime import datetime

from odoo.tests import freeze_time, tagged

from .test_target import TODAY, TargetCase

SUMS = ["target_value:sum", "achieved:sum", "remaining:sum"]


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTargetPivot(TargetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_orders(datetime(2026, 5, 2), datetime(2026, 5, 3))

    def _group(self, targets, groupby=()):
        """Return the sums of the targets as tuples, each behind its group."""
        groups = self.env["crm.plus.target"].formatted_read_group(
            [("id", "in", targets.ids)], groupby, SUMS
        )
        return [tuple(group[name] for name in (*groupby, *SUMS)) for group in groups]

    def test_pivot_adds_up_what_is_achieved(self):
        targets = self._create_targets(
            {"measure": "order_count"},
            {"measure": "order_count", "user_id": self.user_own.id},
            {"measure": "quotation_count"},
        )
        self.assertEqual(
            self._group(targets, ["measure"]),
            [("order_count", 200, 4, 196), ("quotation_count", 100, 2, 98)],
        )
        self.assertEqual(self._group(targets[:2]), [(200, 4, 196)])

    def test_money_and_numbers_have_no_sum(self):
        targets = self._create_targets(
            {"measure": "order_count"}, {"measure": "order_amount"}
        )
        self.assertEqual(self._group(targets), [(False, False, False)])

    def test_currencies_have_no_sum(self):
        currency = self.env["res.currency"].create({"name": "XTS", "symbol": "X"})
        abroad = self.env["res.company"].create(
            {"name": "Abroad", "currency_id": currency.id}
        )
        self.team_a.company_id = False
        amounts = self._create_targets(
            {"measure": "order_amount"},
            {"measure": "order_amount", "company_id": abroad.id},
        )
        numbers = self._create_targets(
            {"measure": "order_count"},
            {"measure": "order_count", "company_id": abroad.id},
        )
        self.assertEqual(self._group(amounts), [(False, False, False)])
        self.assertEqual(self._group(numbers)[0][0], 200)
