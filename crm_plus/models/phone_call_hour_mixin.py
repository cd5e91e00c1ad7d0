from datetime import timedelta

from odoo import api, fields, models

from ..core.snooze import to_local
from .phone_call_schedule_mixin import SLOT_MINUTES

FEATURE_GROUP = "crm_plus.group_use_phone_calls"


class CrmPlusPhoneCallHourMixin(models.AbstractModel):
    """What is planned for a day, and is a call at an hour of that day.

    Day and hour follow each other, and the load of the day counts the slot of the
    call. The model has a ``date_deadline`` and an ``activity_type_id``, and says by
    :meth:`_get_load_user` who calls.
    """

    _name = "crm.plus.phone.call.hour.mixin"
    _description = "Hour of a phone call"
    _inherit = ["crm.plus.activity.load.mixin"]

    can_log_call = fields.Boolean(compute="_compute_can_log_call")
    date_phone_call = fields.Datetime(
        "Call At", help="Day and hour of the call; it takes a slot on the calendar."
    )

    @api.depends("activity_type_id.category")
    @api.depends_context("uid")
    def _compute_can_log_call(self):
        allowed = self.env.user.has_group(FEATURE_GROUP) and self.env[
            "crm.plus.phone.call"
        ].has_access("create")
        for record in self:
            is_call = record.activity_type_id.category == "phonecall"
            record.can_log_call = allowed and is_call

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
        """A call takes its length from the hour it is planned."""
        start = self.date_phone_call
        if not (self.can_log_call and start):
            return super()._get_load_slot()
        return start, start + timedelta(minutes=self._get_phone_call_minutes())

    def _get_phone_call_minutes(self):
        """Return how long the call takes: the usual slot."""
        return SLOT_MINUTES

    def _get_phone_call_day(self):
        self.ensure_one()
        # sudo: the time zone of a colleague is no secret
        zone = self._get_load_user().sudo().tz or self.env.user.tz or "UTC"
        return to_local(self.date_phone_call, zone).date()
