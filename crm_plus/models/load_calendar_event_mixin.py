from odoo import api, fields, models

from ..core.snooze import to_local


class CrmPlusLoadCalendarEventMixin(models.AbstractModel):
    """Warn of load and clashes when a meeting is planned."""

    _name = "crm.plus.load.calendar.event.mixin"
    _inherit = ["crm.plus.activity.load.mixin"]
    _description = "Load of meetings"

    @api.depends("user_id", "start", "stop", "allday", "show_as")
    def _compute_load_advice(self):
        return super()._compute_load_advice()

    def _get_load_user(self):
        return self.user_id if self.show_as == "busy" else self.user_id.browse()

    def _get_load_day(self):
        if self.stop and self.stop < fields.Datetime.now():
            return False  # what is over needs no warning
        if not self.start or self.allday:
            return self.start and self.start.date()
        return to_local(self.start, self.user_id._get_work_zone()).date()

    def _get_load_slot(self):
        return None if self.allday or not self.stop else (self.start, self.stop)

    def _get_load_exclusions(self):
        return self.activity_ids._origin, self._origin
