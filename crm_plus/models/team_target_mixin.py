from math import isfinite, nan

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Domain

from ..core.period import percent, period_end, period_start, sum_months

# Bars every card shows, with or without a target: measure and period.
CARD_BARS = (("quotation_count", "month"), ("order_amount", "month"))


class CrmPlusTeamTargetMixin(models.AbstractModel):
    """Targets of a team, shown and set on its card."""

    _name = "crm.plus.team.target.mixin"
    _description = "Targets of a team"

    target_ids = fields.One2many("crm.plus.target", "team_id", string="Targets")
    target_card = fields.Json(
        compute="_compute_target_card", export_string_translation=False
    )

    @api.depends_context("uid", "tz", "lang", "allowed_company_ids")
    def _compute_target_card(self):
        """Bars of the card: the running targets of each whole team.

        What a team achieved is one figure for all who may know it, whatever
        documents they see; for all others the card has no bars.
        """
        self.target_card = False
        Target = self.env["crm.plus.target"]
        teams = self._filter_target_readers()
        if not teams:
            return
        bars = teams._get_card_bars()
        achieved = teams._get_card_achieved(bars)
        labels = dict(Target._fields["measure"]._description_selection(self.env))
        periods = dict(Target._fields["period_type"]._description_selection(self.env))
        cards = {team: [] for team in teams}
        for key, target in bars.items():
            team, measure, period_type = key
            cards[team].append(
                {
                    "measure": measure,
                    "period_type": period_type,
                    "label": labels[measure],
                    "period": periods[period_type],
                    "value": achieved[key],
                    "target": target,
                    "percent": percent(achieved[key], target),
                    "currency_id": measure.endswith("_amount")
                    and team._get_target_company().currency_id.id,
                    "editable": team._can_set_target(),
                }
            )
        for team, card in cards.items():
            team.target_card = card

    def _filter_target_readers(self):
        """Return the teams whose targets as a whole the reader may know.

        As the rules of ``crm.plus.target`` have it: members and leaders those of
        their teams, users with all documents and auditors those of every team.
        """
        user = self.env.user
        if not self.env["crm.plus.target"].has_access("read"):
            return self.browse()
        if self.env.su or user.has_groups(
            "sales_team.group_sale_salesman_all_leads,crm_plus.group_auditor"
        ):
            return self
        return self.filtered_domain(
            Domain("user_id", "=", user.id)
            | Domain("crm_team_member_ids.user_id", "=", user.id)
        )

    def _get_card_bars(self):
        """Target values of the running periods.

        :return: dict (team, measure, period type) -> value, 0 without target
        """
        today = fields.Date.context_today(self)
        bars = {
            (team, *bar): 0.0
            for team in self
            for bar in CARD_BARS
            if team.use_quotations or bar[0] != "quotation_count"
        }
        for team in self.filtered("invoiced_target"):
            # stock's standing target of the team form, until there is one of ours
            bars[team, "invoice_amount", "month"] = team.invoiced_target
        for target in self.env["crm.plus.target"].search(
            Domain("team_id", "in", self.ids)
            & Domain("user_id", "=", False)
            & Domain("company_id", "in", self._get_target_company().ids)
            & Domain("date_start", "<=", today)
            & Domain("date_end", ">=", today)
        ):
            key = (target.team_id, target.measure, target.period_type)
            bars[key] = target.target_value
        return bars

    def _get_card_achieved(self, bars):
        """Look up what the teams achieved in the running periods.

        :param bars: keys (team, measure, period type)
        :return: dict key -> amount or number
        """
        today = fields.Date.context_today(self)
        Target = self.env["crm.plus.target"]
        totals = {}
        for measure in {measure for _team, measure, _type in bars}:
            types = {
                period_type for _team, name, period_type in bars if name == measure
            }
            start = min(period_start(today, period_type) for period_type in types)
            end = max(period_end(today, period_type) for period_type in types)
            for company, teams in self.grouped(
                lambda team: team._get_target_company()
            ).items():
                totals[measure, company] = Target._get_monthly_totals(
                    measure, company, teams, start, end
                )
        return {
            (team, measure, period_type): sum_months(
                totals[measure, team._get_target_company()],
                (team.id, False),
                period_start(today, period_type),
                period_end(today, period_type),
            )
            for team, measure, period_type in bars
        }

    def _get_target_company(self):
        """Company of the targets set on the cards of these teams."""
        companies = self.company_id
        if not all(team.company_id for team in self):
            companies |= self.env.company
        return companies

    def _can_set_target(self):
        """Whether the reader may set targets of this team."""
        user = self.env.user
        return self.env["crm.plus.target"].has_access("create") and (
            user.has_group("sales_team.group_sale_manager") or self.user_id == user
        )

    def set_card_target(self, measure, value, period_type="month"):
        """Set the target of the team for the running period.

        Setting it twice changes it, also when two users do so at once.

        :param str measure: what is measured, a value of the target's ``measure``
        :param value: the target; None or an empty text removes it
        :param str period_type: ``month``, ``quarter`` or ``year``
        :raise ValidationError: when the target is not greater than zero, or is not
            possible for the measure
        :raise UserError: when the value is no number
        :raise AccessError: when the user may not set targets of this team
        """
        self.ensure_one()
        self._check_can_set_target()
        key = self._get_card_target_key(measure, period_type)
        Target = self.env["crm.plus.target"]
        target = Target.search([(name, "=", wanted) for name, wanted in key.items()])
        if value is None or value is False or value == "":
            target.unlink()
            return
        values = {"target_value": self._read_target_value(value)}
        if target:
            target.write(values)
            return
        try:
            with self.env.cr.savepoint():
                Target.create({**key, **values})
        except UniqueViolation as error:
            # Somebody else has just set it; this transaction cannot see it yet, the
            # repeated one will and changes it.
            raise ConcurrencyError(str(error)) from error

    def _check_can_set_target(self):
        if not self._can_set_target():
            raise AccessError(
                self.env._(
                    "Only the leader of the team %(team)s and the administrator set "
                    "its targets.",
                    team=self.name,
                )
            )

    def _get_card_target_key(self, measure, period_type):
        """What makes the target behind a bar unique."""
        self.env["crm.plus.target"]._check_period_type(period_type)
        today = fields.Date.context_today(self)
        return {
            "team_id": self.id,
            "user_id": False,
            "company_id": self._get_target_company().id,
            "measure": measure,
            "period_type": period_type,
            "date_start": period_start(today, period_type),
        }

    def _read_target_value(self, value):
        try:
            number = float(value)
        except (OverflowError, TypeError, ValueError):
            number = nan
        if not isfinite(number):
            raise UserError(self.env._("%(value)s is not a number.", value=value))
        return number

    def action_open_targets(self):
        """Open the targets of the team and its sellers.

        :return: window action on ``crm.plus.target``
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "crm_plus.crm_plus_target_action"
        )
        action["domain"] = [("team_id", "=", self.id)]
        action["context"] = {"default_team_id": self.id, "search_default_current": 1}
        return action
