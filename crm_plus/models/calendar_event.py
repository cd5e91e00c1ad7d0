from odoo import models


class CalendarEvent(models.Model):
    """A meeting composed from the features of the sales desk."""

    _name = "calendar.event"
    _inherit = [
        "crm.plus.phone.call.event.mixin",
        "crm.plus.meeting.mixin",
        "crm.plus.load.calendar.event.mixin",
        "calendar.event",
    ]
