from odoo import models


class CalendarEvent(models.Model):
    _name = "calendar.event"
    _inherit = ["crm.plus.load.calendar.event.mixin", "calendar.event"]
