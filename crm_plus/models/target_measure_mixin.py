from datetime import datetime, time, timedelta
from math import isfinite
from typing import NamedTuple

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import formatLang

# Beyond it a float no longer keeps the cents, and no business has such a target.
TARGET_MAX = 10**15


class Measure(NamedTuple):
    """Where a measure is read.

    ``date`` is the field that puts a record in a month, ``total`` the aggregate
    that adds up, in the currency of the company when it is an amount.
    """

    model: str
    date: str
    total: str
    user: str = "user_id"


MEASURES = {
    "order_amount": Measure("sale.report", "date", "price_subtotal:sum"),
    "order_count": Measure("sale.order", "date_order", "__count"),
    "invoice_amount": Measure(
        "account.move", "invoice_date", "amount_untaxed_signed:sum", "invoice_user_id"
    ),
    "quotation_count": Measure("sale.order", "create_date", "__count"),
    "won_amount": Measure("crm.lead", "date_closed", "expected_revenue:sum"),
    "won_count": Measure("crm.lead", "date_closed", "__count"),
    "mrr_amount": Measure("crm.lead", "date_closed", "recurring_revenue_monthly:sum"),
}


class CrmPlusTargetMeasureMixin(models.AbstractModel):
    """What a target measures and how it is added up."""

    _name = "crm.plus.target.measure.mixin"
    _description = "Measure of a target"

    measure = fields.Selection(
        [
            ("order_amount", "Orders Amount"),
            ("order_count", "Number of Orders"),
            ("invoice_amount", "Invoiced Amount"),
            ("quotation_count", "Number of Quotations"),
            ("won_amount", "Won Revenue"),
            ("won_count", "Number of Won Deals"),
            ("mrr_amount", "New Monthly Recurring Revenue"),
        ],
        required=True,
        default="order_amount",
        index=True,
        tracking=True,
        help="Orders: confirmed in the period, untaxed. Invoiced: posted customer "
        "invoices less refunds, untaxed. Quotations: made in the period and not "
        "cancelled. Won: opportunities closed as won in the period.",
    )

    @api.model
    def _get_value_error(self, measure, value):
        """Return why ``value`` cannot be a target of the measure, or None."""
        if not isfinite(value):
            return self.env._("%(value)s is not a number.", value=value)
        if value <= 0:
            return self.env._(
                "A target must be greater than zero. To have no target, delete it."
            )
        if value > TARGET_MAX:
            return self.env._(
                "A target must not be greater than %(maximum)s.",
                maximum=formatLang(self.env, TARGET_MAX, digits=0),
            )
        if measure.endswith("_count") and not float(value).is_integer():
            return self.env._("What is counted needs a whole number as its target.")
        return None

    def _get_measure_domain(self, measure):
        """Records that count for a measure, whatever their date.

        :param str measure: key of ``MEASURES``
        :return: ``Domain`` on the model of the measure
        """
        done_states = self.env["sale.report"]._get_done_states()
        if measure in ("order_amount", "order_count"):
            return Domain("state", "in", done_states)
        if measure == "quotation_count":
            return Domain("state", "!=", "cancel")
        if measure == "invoice_amount":
            return Domain("state", "=", "posted") & Domain(
                "move_type", "in", self.env["account.move"].get_sale_types(True)
            )
        return Domain("won_status", "=", "won") & Domain("type", "=", "opportunity")

    def _get_monthly_totals(self, measure, company, teams, date_start, date_end):
        """Add up a measure by team, seller and month in one query.

        :param str measure: key of ``MEASURES``
        :param company: ``res.company`` whose documents count
        :param teams: ``crm.team`` recordset
        :param date date_start: first day, in the timezone of the reader
        :param date date_end: last day
        :return: dict ((team id, user id), first day of the month) -> total; the
            user id is False for the whole team
        """
        spec = MEASURES[measure]
        # sudo: how far a target is reached is one figure for everybody who may read
        # the target; only totals leave, of the given teams and company
        model = (
            self.env[spec.model]
            .sudo()
            .with_company(company)
            .with_context(allowed_company_ids=company.ids, active_test=False)
        )
        self._flush_orders()
        companies = [company.id, False] if spec.model == "crm.lead" else company.ids
        rows = model._read_group(
            self._get_measure_domain(measure)
            & Domain("team_id", "in", teams.ids)
            & Domain("company_id", "in", companies)
            & self._get_period_domain(spec.model, spec.date, date_start, date_end),
            ["team_id", spec.user, f"{spec.date}:month"],
            [spec.total],
        )
        totals = {}
        for team, user, month, total in rows:
            month = month.date() if isinstance(month, datetime) else month
            for subject in {(team.id, user.id), (team.id, False)}:
                key = (subject, month)
                totals[key] = totals.get(key, 0.0) + (total or 0.0)
        return totals

    def _flush_orders(self):
        """Make pending changes of orders known to stock's sales report."""
        self.env["sale.order"].flush_model()
        self.env["sale.order.line"].flush_model()

    def _get_period_domain(self, model, field, date_start, date_end):
        """Records of ``model`` dated from the first to the last day, both included."""
        first, after = date_start, date_end + timedelta(days=1)
        if self.env[model]._fields[field].type == "datetime":
            first, after = self._to_utc(first), self._to_utc(after)
        return Domain(field, ">=", first) & Domain(field, "<", after)

    def _to_utc(self, day):
        """Midnight of ``day`` in the timezone of the reader, as stored."""
        midnight = self.env.tz.localize(datetime.combine(day, time.min))
        return midnight.astimezone(pytz.utc).replace(tzinfo=None)

    def _sum_alike(self, name):
        """Add up targets of one measure and currency; others have no sum."""
        if len(set(self.mapped("measure"))) > 1 or len(self.amount_currency_id) > 1:
            return False
        return sum(self.mapped(name))
