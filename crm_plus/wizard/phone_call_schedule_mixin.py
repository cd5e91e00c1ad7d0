from datetime import timedelta

from odoo import api, fields, models

from ..core.snooze import to_local
from ..models.phone_call_schedule_mixin import SLOT_MINUTES


class CrmPlusPhoneCallActivityScheduleMixin(models.AbstractModel):
    """Schedule a call at an hour, or log the one that was just held."""

    _name = "crm.plus.phone.call.activity.schedule.mixin"
    _inherit = ["crm.plus.activity.load.mixin"]
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
            self.date_deadline = self._get_phone_call_day()

    @api.onchange("date_deadline")
    def _onchange_date_deadline_move_call(self):
        """A call keeps its hour when it goes to another day."""
        if self.date_phone_call and self.date_deadline:
            days = self.date_deadline - self._get_phone_call_day()
            self.date_phone_call += days

    @api.depends("date_phone_call", "can_log_call")
    def _compute_load_advice(self):
        return super()._compute_load_advice()

    def _get_load_slot(self):
        """A call takes the usual slot from the hour it is planned."""
        start = self.date_phone_call
        if not (self.can_log_call and start):
            return super()._get_load_slot()
        return start, start + timedelta(minutes=SLOT_MINUTES)

    def _get_phone_call_day(self):
        self.ensure_one()
        # sudo: the time zone of a colleague is no secret
        user = self.activity_user_id.sudo()
        zone = user.tz or self.env.user.tz or "UTC"
        return to_local(self.date_phone_call, zone).date()

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
