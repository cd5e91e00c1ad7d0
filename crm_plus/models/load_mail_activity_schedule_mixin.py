from odoo import api, fields, models


class CrmPlusLoadMailActivityScheduleMixin(models.AbstractModel):
    """Plan for a team, warn of load, and count plans in working days."""

    _name = "crm.plus.load.mail.activity.schedule.mixin"
    _inherit = ["crm.plus.activity.load.mixin"]
    _description = "Load and team of the activity scheduler"

    queue_team_id = fields.Many2one(
        "crm.team",
        "Team Queue",
        compute="_compute_queue_team_id",
        store=True,
        readonly=False,
        help="Plan for a team instead of a person: the first to take it owns it.",
    )

    # ------------------------------------------------------------
    # LOAD
    # ------------------------------------------------------------

    @api.depends("activity_user_id", "date_deadline", "activity_type_id", "plan_id")
    def _compute_load_advice(self):
        return super()._compute_load_advice()

    def _get_load_user(self):
        return self.activity_user_id.browse() if self.plan_id else self.activity_user_id

    def _get_load_day(self):
        return self.date_deadline

    # ------------------------------------------------------------
    # TEAM QUEUE
    # ------------------------------------------------------------

    def _get_default_queue_team(self):
        return (
            self.activity_type_id.default_queue_team_id
            if self.res_model
            else self.env["crm.team"]
        )

    @api.depends("activity_type_id", "res_model")
    def _compute_queue_team_id(self):
        for scheduler in self:
            scheduler.queue_team_id = scheduler._get_default_queue_team()

    def _compute_activity_user_id(self):
        queued = self.filtered(lambda scheduler: scheduler._get_default_queue_team())
        queued.activity_user_id = False
        return super(
            CrmPlusLoadMailActivityScheduleMixin, self - queued
        )._compute_activity_user_id()

    @api.onchange("queue_team_id")
    def _onchange_queue_team_id(self):
        if self.queue_team_id:
            self.activity_user_id = False

    @api.onchange("activity_user_id")
    def _onchange_activity_user_leave_queue(self):
        if self.activity_user_id:
            self.queue_team_id = False

    def _action_schedule_activities(self):
        """Plan for the team where one is chosen."""
        if not self.queue_team_id or not self.res_model:
            return super()._action_schedule_activities()
        return self._get_applied_on_records().activity_schedule(
            activity_type_id=self.activity_type_id.id,
            automated=False,
            summary=self.summary,
            note=self.note,
            user_id=False,
            queue_team_id=self.queue_team_id.id,
            date_deadline=self.date_deadline,
        )

    # ------------------------------------------------------------
    # WORKING DAYS
    # ------------------------------------------------------------

    @api.depends("plan_on_demand_user_id")
    def _compute_plan_schedule_line_ids(self):  # pylint: disable=missing-return
        for scheduler in self:
            super(
                CrmPlusLoadMailActivityScheduleMixin, scheduler._with_plan_user()
            )._compute_plan_schedule_line_ids()

    def action_schedule_plan(self):
        """Count the delays of the plan in the days of who is asked at launch."""
        return super(
            CrmPlusLoadMailActivityScheduleMixin, self._with_plan_user()
        ).action_schedule_plan()

    def _with_plan_user(self):
        return self.with_context(crm_plus_plan_user_id=self.plan_on_demand_user_id.id)
