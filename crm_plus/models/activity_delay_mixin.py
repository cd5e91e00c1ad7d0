from datetime import timedelta

from odoo import models

from ..core.working_days import add_working_days


class CrmPlusActivityDelayMixin(models.AbstractModel):
    """Delays counted in the working days of the person who is to do it.

    Where the person has no working day at all the delay is counted in calendar
    days, so that planning and finishing activities goes on; the warning of load
    tells of the missing working days. The unit itself is added by the models,
    as only they have the selection that it extends.
    """

    _name = "crm.plus.activity.delay.mixin"
    _description = "Delay in working days"

    def _add_working_days(self, base, user, *, backward=False):
        """Return the working day of the user that lies the delay after the base."""
        span = {"last": base} if backward else {"first": base}
        schedule = user._get_work_schedules(**span)[user.id]
        day = add_working_days(schedule, base, self.delay_count, backward=backward)
        if day:
            return day
        step = -self.delay_count if backward else self.delay_count
        return base + timedelta(days=step)
