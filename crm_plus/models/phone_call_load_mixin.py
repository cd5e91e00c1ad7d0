from odoo import api, fields, models

from ..core.snooze import to_local


class CrmPlusPhoneCallLoadMixin(models.AbstractModel):
    """Warn of load and clashes when a call is planned."""

    _name = "crm.plus.phone.call.load.mixin"
    _inherit = ["crm.plus.activity.load.mixin"]
    _description = "Load of phone calls"

    @api.depends("user_id", "state", "date_start", "duration", "calendar_event_id")
    def _compute_load_advice(self):
        return super()._compute_load_advice()

    def _get_load_user(self):
        return self.user_id if self.state == "planned" else self.user_id.browse()

    def _get_load_day(self):
        if not self.date_end or self.date_end < fields.Datetime.now():
            return False  # what is over needs no warning
        return to_local(self.date_start, self.user_id._get_work_zone()).date()

    def _get_load_slot(self):
        return self.date_start, self.date_end

    def _get_load_exclusions(self):
        return self.planned_activity_ids._origin, self.calendar_event_id._origin
