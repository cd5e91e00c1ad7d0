from odoo import api, models


class CrmPlusLoadMailActivityMixin(models.AbstractModel):
    """Warn of load and clashes in the form of an activity."""

    _name = "crm.plus.load.mail.activity.mixin"
    _inherit = ["crm.plus.activity.load.mixin"]
    _description = "Load of activities"

    @api.depends("user_id", "date_deadline", "calendar_event_id", "active")
    def _compute_load_advice(self):
        return super()._compute_load_advice()

    def _get_load_user(self):
        return self.user_id if self.active else self.user_id.browse()

    def _get_load_day(self):
        return self.date_deadline

    def _get_load_slot(self):
        event = self.calendar_event_id
        return (event.start, event.stop) if event and not event.allday else None

    def _get_load_exclusions(self):
        return self._origin, self.calendar_event_id
