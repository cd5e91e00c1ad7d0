from odoo import api, fields, models

TIME_FIELDS = {"active", "alarm_ids", "duration", "start", "stop", "user_id"}


class CrmPlusPhoneCallEventMixin(models.AbstractModel):
    """Keep a phone call in step with its slot on the calendar."""

    _name = "crm.plus.phone.call.event.mixin"
    _description = "Calendar slot of a phone call"
    _inherit = ["crm.plus.link.guard.mixin"]

    _guarded_links = {"origin_call_id": "read"}

    origin_call_id = fields.Many2one(
        "crm.plus.phone.call",
        "From Phone Call",
        index="btree_not_null",
        copy=False,
        ondelete="set null",
        help="The phone call from which this meeting was planned.",
    )

    @api.model
    def _get_activity_excluded_models(self):
        # The slot of a call belongs to an activity of type "Call" already.
        return [*super()._get_activity_excluded_models(), "crm.plus.phone.call"]

    def write(self, vals):
        # Stock takes values out of the dictionary while it writes.
        names = set(vals)
        result = super().write(vals)
        if names & TIME_FIELDS and not self.env.context.get("crm_plus_call_sync"):
            self._move_phone_calls()
        return result

    def unlink(self):
        calls = self._get_phone_calls().filtered(lambda call: call.state == "planned")
        calls = calls.with_context(crm_plus_call_sync=True)
        calls.state = "cancelled"
        calls.planned_activity_ids.unlink()
        return super().unlink()

    def _sync_activities(self, fields):
        # The activity writes the start back, and stock derives the end from the
        # duration: have the new duration computed first, or a resized slot snaps
        # back to its old length.
        self.mapped("duration")
        return super()._sync_activities(fields)

    def _get_phone_calls(self):
        # sudo: the call follows its slot, whoever moves the slot
        calls = self.env["crm.plus.phone.call"].sudo()
        return calls.search([("calendar_event_id", "in", self.ids)])

    def _move_phone_calls(self):
        """Bring the planned calls of the slots to the time of the slots."""
        calls = self._get_phone_calls().filtered(lambda call: call.state == "planned")
        for call in calls.with_context(crm_plus_call_sync=True):
            event = call.calendar_event_id
            if not event.active:
                call.state = "cancelled"
                # an event is the slot of one call
                call.planned_activity_ids.unlink()
                continue
            values = {
                "date_start": event.start,
                "duration": (event.stop - event.start).total_seconds() / 60,
                "user_id": event.user_id.id,
                "alarm_ids": [fields.Command.set(event.alarm_ids.ids)],
            }
            if event.user_id.company_ids and (
                call.company_id not in event.user_id.company_ids
            ):
                del values["user_id"]
            # each slot has a time of its own
            call.write(values)
