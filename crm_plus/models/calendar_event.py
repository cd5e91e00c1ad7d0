from odoo import models


class CalendarEvent(models.Model):
    _name = "calendar.event"
    _inherit = ["crm.plus.phone.call.event.mixin", "calendar.event"]
