from odoo import models


class CrmPlusPhoneCallActivityScheduleMixin(models.AbstractModel):
    """Schedule a call at an hour, or log the one that was just held."""

    _name = "crm.plus.phone.call.activity.schedule.mixin"
    _inherit = ["crm.plus.phone.call.hour.mixin"]
    _description = "Phone call of the activity wizard"

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
