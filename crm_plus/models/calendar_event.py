from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"
