from odoo import api, fields, models


class CrmPlusPlanningMailActivityTypeMixin(models.AbstractModel):
    """Working days, team queue and My Day section of an activity type."""

    _name = "crm.plus.planning.mail.activity.type.mixin"
    _inherit = ["crm.plus.activity.delay.mixin"]
    _description = "Planning of an activity type"

    default_queue_team_id = fields.Many2one(
        "crm.team",
        "Default Team Queue",
        ondelete="set null",
        help="Activities of this type are planned for the team instead of a person; "
        "the first member to take one owns it.",
    )
    my_day_section = fields.Selection(
        [
            ("call", "Calls"),
            ("meeting", "Meetings"),
            ("visit", "Visits"),
            ("task", "To-Dos"),
        ],
        "Section in My Day",
        compute="_compute_my_day_section",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        default="task",
    )

    @api.depends("category")
    def _compute_my_day_section(self):
        sections = {"phonecall": "call", "meeting": "meeting"}
        for kind in self:
            kind.my_day_section = sections.get(kind.category) or (
                "visit" if kind.my_day_section == "visit" else "task"
            )

    def _get_date_deadline(self):
        """Count in working days of the person where the type says so."""
        if self.delay_unit != "working_days":
            return super()._get_date_deadline()
        previous = self.env.context.get("activity_previous_deadline")
        if self.delay_from == "previous_activity" and previous:
            base = fields.Date.to_date(previous)
        else:
            base = fields.Date.context_today(self)
        return self._add_working_days(base, self.default_user_id or self.env.user)
