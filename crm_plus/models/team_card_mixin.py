from odoo import api, fields, models
from odoo.fields import Domain

from ..core.period import period_end, period_start

# Figure, the field that counts it and the field that adds up its amount.
FIGURES = (
    ("lead", "card_lead_count", None),
    ("deal", "card_deal_count", "card_deal_amount"),
    ("overdue", "card_overdue_count", None),
    ("quotation", "card_quotation_count", "card_quotation_amount"),
    ("order", "card_order_count", None),
    ("order_amount", None, "card_order_amount"),
)


class CrmPlusTeamCardMixin(models.AbstractModel):
    """State of leads, deals, quotations and orders on the card of a team.

    Everything is counted with the rights of the reader, in a number of queries
    that does not depend on the number of teams, and each figure opens the very
    records it counts. Amounts are untaxed, in the currency of the reader's company.
    """

    _name = "crm.plus.team.card.mixin"
    _description = "Card of a team"

    card_currency_id = fields.Many2one("res.currency", compute="_compute_card")
    card_lead_count = fields.Integer(string="Open Leads", compute="_compute_card")
    card_deal_count = fields.Integer(string="Open Deals", compute="_compute_card")
    card_deal_amount = fields.Monetary(
        string="Open Deals Value",
        compute="_compute_card",
        currency_field="card_currency_id",
    )
    card_overdue_count = fields.Integer(
        string="Overdue",
        compute="_compute_card",
        help="Open leads and deals with a late activity or a closing date gone by.",
    )
    card_quotation_count = fields.Integer(
        string="Open Quotations", compute="_compute_card"
    )
    card_quotation_amount = fields.Monetary(
        string="Open Quotations Value",
        compute="_compute_card",
        currency_field="card_currency_id",
    )
    card_order_count = fields.Integer(
        string="Orders This Month", compute="_compute_card"
    )
    card_order_amount = fields.Monetary(
        string="Orders This Month Value",
        compute="_compute_card",
        currency_field="card_currency_id",
    )

    @api.depends_context("uid", "tz", "allowed_company_ids")
    def _compute_card(self):
        self.card_currency_id = self.env.company.currency_id
        for figure, counter, amount in FIGURES:
            totals = self._get_card_totals(figure)
            for team in self:
                count, total = totals.get(team._origin.id, (0, 0.0))
                if counter:
                    team[counter] = count
                if amount:
                    team[amount] = total

    def _get_card_totals(self, figure):
        """Count the records behind a figure, and add up their amount.

        :return: dict team id -> (number, amount)
        """
        model, domain, amount = self._get_card_source(figure)
        if not self.env[model].has_access("read"):
            return {}
        self.env["crm.plus.target"]._flush_orders()
        rows = self.env[model]._read_group(
            Domain("team_id", "in", self.ids) & domain,
            ["team_id"],
            ["__count", amount or "__count"],
        )
        return {team.id: (count, total) for team, count, total in rows}

    @api.model
    def _get_card_source(self, figure):
        """Where a figure of the card comes from.

        :param str figure: lead, deal, overdue, quotation, order or order_amount
        :return: model name, ``Domain``, aggregate of the amount or None
        """
        is_open = Domain("won_status", "=", "pending") & Domain("active", "=", True)
        is_deal = Domain("type", "=", "opportunity")
        today = fields.Date.context_today(self)
        match figure:
            case "lead":
                return "crm.lead", is_open & Domain("type", "=", "lead"), None
            case "deal":
                return "crm.lead", is_open & is_deal, "expected_revenue:sum_currency"
            case "overdue":
                late = Domain("activity_ids.date_deadline", "<", today)
                expired = is_deal & Domain("date_deadline", "<", today)
                return "crm.lead", is_open & (late | expired), None
            case "quotation":
                states = Domain("state", "in", ("draft", "sent"))
                return "sale.order", states, "amount_untaxed:sum_currency"
        Target = self.env["crm.plus.target"]
        model, date = (
            ("sale.order", "date_order")
            if figure == "order"
            else ("sale.report", "date")
        )
        first = period_start(today, "month")
        last = period_end(today, "month")
        domain = Target._get_measure_domain("order_count") & Target._get_period_domain(
            model, date, first, last
        )
        return model, domain, "price_subtotal:sum" if date == "date" else None

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_open_card_leads(self):
        """Open the open leads of the team.

        :return: window action on ``crm.lead``
        """
        return self._open_card("lead", "crm.crm_case_form_view_salesteams_lead")

    def action_open_card_deals(self):
        """Open the open deals of the team.

        :return: window action on ``crm.lead``
        """
        return self._open_card("deal", "crm.crm_case_form_view_salesteams_opportunity")

    def action_open_card_overdue(self):
        """Open the leads and deals of the team that are overdue.

        :return: window action on ``crm.lead``
        """
        return self._open_card(
            "overdue", "crm.crm_lead_action_team_overdue_opportunity"
        )

    def action_open_card_quotations(self):
        """Open the quotations of the team that wait for an answer.

        :return: window action on ``sale.order``
        """
        return self._open_card("quotation", "sale.action_quotations_salesteams")

    def action_open_card_orders(self):
        """Open the orders the team got this month.

        :return: window action on ``sale.order``
        """
        return self._open_card("order", "sale.action_orders_salesteams")

    def _open_card(self, figure, xmlid):
        """Window action on the records a figure counts, without other filters."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(xmlid)
        _model, domain, _amount = self._get_card_source(figure)
        action["display_name"] = f"{self.name}: {action['name']}"
        action["domain"] = list(Domain("team_id", "=", self.id) & domain)
        action["context"] = {"default_team_id": self.id}
        if action["res_model"] == "crm.lead":
            action["context"]["default_type"] = (
                "lead" if figure == "lead" else "opportunity"
            )
        return action
