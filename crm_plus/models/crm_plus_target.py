from lxml import etree

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date, frozendict

from ..core.period import (
    MONTHS_PER_PERIOD,
    next_period_start,
    percent,
    period_end,
    period_start,
    progress_state,
    sum_months,
)

PERIOD_TYPES = [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")]
PERIOD_FORMATS = {"month": "MMMM yyyy", "quarter": "QQQ yyyy", "year": "yyyy"}
SUMMED = ("target_value:sum", "achieved:sum", "remaining:sum")


class CrmPlusTarget(models.Model):
    """What a team, or one of its sellers, is to achieve in a period.

    There is one target for a team (or a seller in it), a measure and a period.
    What is achieved is never stored: it is read from orders, invoices, quotations
    and deals, so it is right at any time. It is the same figure for everybody who
    may read the target.
    """

    _name = "crm.plus.target"
    _description = "Sales Target"
    _inherit = ["mail.thread", "crm.plus.target.measure.mixin"]
    _order = "date_start desc, team_id, user_id, measure, id"
    _check_company_auto = True

    team_id = fields.Many2one(
        "crm.team",
        string="Sales Team",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        tracking=True,
        domain="[('share', '=', False)]",
        help="Leave empty for a target of the whole team.",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_amount_currency_id",
        export_string_translation=False,
    )
    team_kind_id = fields.Many2one(related="team_id.team_kind_id")
    period_type = fields.Selection(
        PERIOD_TYPES, string="Period", required=True, default="month", tracking=True
    )
    date_start = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.context_today(self),
        tracking=True,
        help="Any day of the period; it becomes its first day.",
    )
    date_end = fields.Date(
        string="Until", compute="_compute_date_end", store=True, precompute=True
    )
    target_value = fields.Float(
        string="Target", required=True, aggregator="sum", tracking=True
    )
    achieved = fields.Float(compute="_compute_achieved", aggregator="sum")
    remaining = fields.Float(compute="_compute_achieved", aggregator="sum")
    achieved_percent = fields.Float(
        string="Achieved (%)", compute="_compute_achieved", aggregator=None
    )
    state = fields.Selection(
        [
            ("upcoming", "Upcoming"),
            ("on_track", "On Track"),
            ("behind", "Behind"),
            ("reached", "Reached"),
            ("missed", "Not Reached"),
        ],
        string="Status",
        compute="_compute_achieved",
        help="On track: the achieved share is at least the share of days gone by.",
    )

    _subject_period_uniq = models.UniqueIndex(
        "(team_id, COALESCE(user_id, 0), company_id, measure, period_type, date_start)",
        "There is already a target of this measure for this team, salesperson and "
        "period. Change that one instead.",
    )

    # ------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------

    @api.depends("team_id.company_id")
    def _compute_company_id(self):
        for target in self:
            target.company_id = (
                target.team_id.company_id or target.company_id or target.env.company
            )

    @api.depends("measure", "company_id.currency_id")
    def _compute_amount_currency_id(self):
        """Amounts are shown in a currency, numbers of documents in none."""
        for target in self:
            is_amount = (target.measure or "").endswith("_amount")
            target.amount_currency_id = is_amount and target.currency_id

    @api.depends("date_start", "period_type")
    def _compute_date_end(self):
        for target in self:
            target.date_end = target.date_start and period_end(
                target.date_start, target.period_type or "month"
            )

    @api.depends(
        "team_id",
        "user_id",
        "company_id",
        "measure",
        "date_start",
        "date_end",
        "target_value",
    )
    @api.depends_context("tz")
    def _compute_achieved(self):
        today = fields.Date.context_today(self)
        values = self._get_achieved()
        for target in self:
            achieved = values.get(target, 0.0)
            target.achieved = achieved
            target.remaining = max(target.target_value - achieved, 0.0)
            target.achieved_percent = percent(achieved, target.target_value)
            target.state = target.date_end and progress_state(
                achieved, target.target_value, target.date_start, target.date_end, today
            )

    def _get_achieved(self):
        """Look up what is achieved, with one query a measure and company.

        :return: dict target -> amount or number
        """
        achieved = {}
        complete = self.filtered(lambda target: target.team_id and target.date_end)
        for (measure, company), targets in complete.grouped(
            lambda target: (target.measure, target.company_id)
        ).items():
            totals = self._get_monthly_totals(
                measure,
                company,
                targets.team_id,
                min(targets.mapped("date_start")),
                max(targets.mapped("date_end")),
            )
            for target in targets:
                subject = (target.team_id.id, target.user_id.id)
                achieved[target] = sum_months(
                    totals, subject, target.date_start, target.date_end
                )
        return achieved

    @api.depends("team_id", "user_id", "measure", "period_type", "date_start")
    def _compute_display_name(self):
        measures = dict(self._fields["measure"]._description_selection(self.env))
        for target in self:
            subject = target.user_id.name or target.team_id.name or ""
            target.display_name = (
                f"{subject} – {measures.get(target.measure, '')} – "
                f"{target._get_period_name()}"
            )

    def _get_period_name(self):
        pattern = PERIOD_FORMATS.get(self.period_type, "yyyy")
        return format_date(self.env, self.date_start, date_format=pattern)

    # ------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------

    @api.constrains("target_value", "measure")
    def _check_target_value(self):
        for target in self:
            if message := self._get_value_error(target.measure, target.target_value):
                raise ValidationError(message)

    @api.constrains("team_id", "user_id")
    def _check_user_in_team(self):
        for target in self.filtered("user_id"):
            if not target.team_id._has_seller(target.user_id):
                raise ValidationError(
                    target.env._(
                        "%(user)s is not in the team %(team)s. Choose one of its "
                        "members, or nobody for a target of the whole team.",
                        user=target.user_id.name,
                        team=target.team_id.name,
                    )
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.onchange("date_start", "period_type")
    def _onchange_date_start(self):
        if self.date_start and self.period_type:
            self.date_start = period_start(self.date_start, self.period_type)

    @api.model_create_multi
    def create(self, vals_list):
        defaults = self.default_get(["date_start", "period_type"])
        return super().create(
            [self._snap_to_period({**defaults, **vals}) for vals in vals_list]
        )

    def write(self, vals):
        for start, targets in self._group_by_start(vals).items():
            # one write for each start there is, nearly always one
            super(CrmPlusTarget, targets).write({**vals, **start})
        if "team_id" in vals:
            # The framework checks the team a target comes from, not where it goes.
            self.check_access("write")
        return True

    def _group_by_start(self, vals):
        """Group the targets by the start that writing ``vals`` gives them.

        :return: dict of values to add -> targets; the values are hashable
        """
        if "date_start" not in vals and "period_type" not in vals:
            return {frozendict(): self}
        return self.grouped(
            lambda target: frozendict(
                date_start=self._snap_to_period(
                    {
                        "date_start": target.date_start,
                        "period_type": target.period_type,
                        **vals,
                    }
                )["date_start"]
            )
        )

    @api.model
    def _snap_to_period(self, vals):
        """Move the start in ``vals`` to the first day of its period."""
        day = fields.Date.to_date(vals["date_start"])
        period_type = vals["period_type"]
        if not day or not period_type:
            return vals
        self._check_period_type(period_type)
        return {**vals, "date_start": period_start(day, period_type)}

    @api.model
    def _check_period_type(self, period_type):
        """Refuse a period that does not exist, which arithmetic could not do."""
        if period_type not in MONTHS_PER_PERIOD:
            raise ValidationError(
                self.env._(
                    "The period of a target is a month, a quarter or a year, not "
                    "%(period)s.",
                    period=period_type,
                )
            )

    @api.model
    def get_view(self, view_id=None, view_type="form", **options):
        """Offer no new target to those who may set none.

        Access rows let every user with all documents create targets, because of
        the teams he may lead; until he leads one he could only be refused.
        """
        result = super().get_view(view_id, view_type, **options)
        if not self._sets_some_target():
            node = etree.fromstring(result["arch"])
            node.set("create", "False")
            result["arch"] = etree.tostring(node, encoding="unicode")
        return result

    @api.model
    def _sets_some_target(self):
        """Return whether there is a team whose targets the user may set."""
        if not self.has_access("create"):
            return False
        user = self.env.user
        return (
            self.env.su
            or user.has_group("sales_team.group_sale_manager")
            or bool(
                self.env["crm.team"].search_count([("user_id", "=", user.id)], limit=1)
            )
        )

    # Achieved values are not stored: aggregate them from the records of a group,
    # as stock's analytic accounts do with their balance. Money and numbers of
    # documents are never added together.

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec in SUMMED:
            return super()._read_group_select("id:recordset", query)
        return super()._read_group_select(aggregate_spec, query)

    def _read_group_postprocess_aggregate(self, aggregate_spec, raw_values):
        if aggregate_spec in SUMMED:
            name = aggregate_spec.partition(":")[0]
            groups = super()._read_group_postprocess_aggregate(
                "id:recordset", raw_values
            )
            return (targets._sum_alike(name) for targets in groups)
        return super()._read_group_postprocess_aggregate(aggregate_spec, raw_values)

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_copy_to_next_period(self):
        """Set the same targets for the period that follows.

        A target that exists already for that period is left as it is.

        :return: notification that counts both
        """
        created = self.create(self._prepare_next_values())
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if created else "warning",
                "message": self.env._(
                    "%(created)s targets set for the next period, %(kept)s were there "
                    "already.",
                    created=len(created),
                    kept=len(self) - len(created),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _prepare_next_values(self):
        """Values of the same targets in the next period, but for existing ones."""
        wanted = {target._get_key(target._next_start()): target for target in self}
        existing = self.search(
            [
                ("team_id", "in", self.team_id.ids),
                ("date_start", "in", [key[-1] for key in wanted]),
            ]
        )
        taken = {target._get_key(target.date_start) for target in existing}
        return [
            {
                "team_id": target.team_id.id,
                "user_id": target.user_id.id,
                "company_id": target.company_id.id,
                "measure": target.measure,
                "period_type": target.period_type,
                "date_start": key[-1],
                "target_value": target.target_value,
            }
            for key, target in wanted.items()
            if key not in taken
        ]

    def _next_start(self):
        return next_period_start(self.date_start, self.period_type)

    def _get_key(self, date_start):
        """What a target is unique for, with the start of its period last."""
        return (
            self.team_id,
            self.user_id,
            self.company_id,
            self.measure,
            self.period_type,
            date_start,
        )
