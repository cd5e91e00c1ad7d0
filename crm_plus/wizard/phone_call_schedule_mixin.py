from odoo import api, fields, models


class CrmPlusPhoneCallActivityScheduleMixin(models.AbstractModel):
    """Schedule a call at an hour, or log the one that was just held."""

    _name = "crm.plus.phone.call.activity.schedule.mixin"
    _description = "Phone call of the activity wizard"

    can_log_call = fields.Boolean(compute="_compute_can_log_call")
    date_phone_call = fields.Datetime(
        "Call At", help="Day and hour of the call; it takes a slot on the calendar."
    )

    @api.depends("activity_type_id.category")
    @api.depends_context("uid")
    def _compute_can_log_call(self):
        allowed = self.env.user.has_group("crm_plus.group_use_phone_calls")
        for wizard in self:
            is_call = wizard.activity_type_id.category == "phonecall"
            wizard.can_log_call = allowed and is_call

    @api.onchange("date_phone_call")
    def _onchange_date_phone_call(self):
        if self.date_phone_call:
            start = fields.Datetime.context_timestamp(self, self.date_phone_call)
            self.date_deadline = start.date()

    def action_schedule_activities_done(self):
        """Open the log form instead when one call was held.

        :return: window action of the log form; nothing in all other cases
        """
        if not self.can_log_call or self.is_batch_mode:
            return super().action_schedule_activities_done()
        return self._action_schedule_activities().action_log_call()

    def _action_schedule_activities(self):
        activities = super()._action_schedule_activities()
        if self.can_log_call and self.date_phone_call:
            activities.date_phone_call = self.date_phone_call
        return activities
