from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_target import TODAY, TargetCase


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTargetInvoice(TargetCase):
    """Invoiced amounts, on accounts of their own: no chart is needed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.income, receivable, payable = cls.env["account.account"].create(
            [
                {"name": name, "code": f"TGT{name}", "account_type": account_type}
                for name, account_type in (
                    ("Income", "income"),
                    ("Receivable", "asset_receivable"),
                    ("Payable", "liability_payable"),
                )
            ]
        )
        cls.partner.write(
            {
                "property_account_receivable_id": receivable.id,
                "property_account_payable_id": payable.id,
            }
        )
        cls.sales, cls.purchases = cls.env["account.journal"].create(
            [
                {
                    "name": f"Target {kind}",
                    "code": f"TG{kind[0]}",
                    "type": kind,
                    "default_account_id": cls.income.id,
                }
                for kind in ("sale", "purchase")
            ]
        )

    @classmethod
    def _create_invoices(cls, *invoices):
        """Post customer and vendor invoices of ``user_own`` in ``team_a``.

        :param invoices: type, day and untaxed amount of each
        """
        moves = cls.env["account.move"].create(
            [
                {
                    "move_type": move_type,
                    "partner_id": cls.partner.id,
                    "journal_id": (
                        cls.sales if move_type.startswith("out") else cls.purchases
                    ).id,
                    "invoice_date": day,
                    "date": day,
                    "team_id": cls.team_a.id,
                    "invoice_user_id": cls.user_own.id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Line",
                                "price_unit": amount,
                                "account_id": cls.income.id,
                                "tax_ids": False,
                            }
                        )
                    ],
                }
                for move_type, day, amount in invoices
            ]
        )
        moves.action_post()
        return moves

    def test_posted_customer_invoices_less_refunds(self):
        self._create_invoices(
            ("out_invoice", "2026-05-02", 1000),
            ("out_refund", "2026-05-31", 300),
            ("out_invoice", "2026-04-30", 50),
            ("in_invoice", "2026-05-02", 4000),
        )
        self._create_invoices(("out_invoice", "2026-05-02", 9)).button_draft()
        targets = self._create_targets(
            {"measure": "invoice_amount"},
            {"measure": "invoice_amount", "user_id": self.user_own.id},
            {"measure": "invoice_amount", "user_id": self.user_peer.id},
            {"measure": "invoice_amount", "period_type": "quarter"},
        )
        self.assertEqual(targets.mapped("achieved"), [700, 700, 0, 750])
