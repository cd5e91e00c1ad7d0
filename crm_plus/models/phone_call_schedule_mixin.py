from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.misc import clean_context

SLOT_MINUTES = 15
# A change of these is carried to the slot on the calendar.
SLOT_FIELDS = {
    "alarm_ids",
    "contact_name",
    "date_end",
    "date_start",
    "duration",
    "lead_id",
    "name",
    "partner_id",
    "phone",
    "state",
    "user_id",
}


class CrmPlusPhoneCallScheduleMixin(models.AbstractModel):
    """Slot on the calendar and activity of a planned call.

    A planned call with a salesperson takes a slot of its length on his calendar,
    with the reminders of the call, and is a "Call" activity of its lead, of its
    contact or, when both are unknown, its own. Stock keeps the day of the activity
    and of the slot in step; this mixin keeps slot and call in step, whichever of
    the two is moved. A held call closes its activity, a cancelled one gives slot
    and activity back. Customers are never invited.

    The context key ``crm_plus_call_sync`` marks a change that comes from the other
    side already.
    """

    _name = "crm.plus.phone.call.schedule.mixin"
    _description = "Schedule of a phone call"

    calendar_event_id = fields.Many2one(
        "calendar.event",
        "Calendar Slot",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    alarm_ids = fields.Many2many(
        "calendar.alarm",
        string="Reminders",
        help="When the salesperson is reminded of the planned call.",
    )
    planned_activity_ids = fields.One2many(
        "mail.activity",
        "phone_call_id",
        "Planned Activities",
        copy=False,
        bypass_search_access=True,
    )

    @api.onchange("state")
    def _onchange_state(self):
        if self.state == "planned" and self._origin.state == "held":
            self.state = "held"
            return {"warning": {"message": self._origin._get_replan_refusal()}}
        if self.state == "planned" and not self._origin:
            self.duration = self.duration or SLOT_MINUTES
            self.alarm_ids = self.alarm_ids or self._get_default_alarms()
        if self.state in ("planned", "missed"):
            self.outcome = False
        elif self.state == "held":
            usual = self.env.context.get("default_outcome")
            self.outcome = self.outcome or usual
            # whoever says so has just spoken, whatever hour and length were planned
            now = fields.Datetime.now()
            self.date_start = min(self.date_start or now, now)
            if self._origin.state == "planned":
                elapsed = (now - self.date_start).total_seconds() // 60
                self.duration = min(self.duration, elapsed)
        return None

    def _check_not_replanned(self, vals):
        """What was held took place: another call is another record.

        :raise UserError: if these held calls would be planned again
        """
        if self and vals.get("state") == "planned":
            raise UserError(self[0]._get_replan_refusal())

    def _get_replan_refusal(self):
        self.ensure_one()
        return self.env._(
            "“%(call)s” has taken place and cannot be planned any more. "
            "Use Call Again to plan the next call.",
            call=self.display_name,
        )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_slot_values(vals) for vals in vals_list])

    def unlink(self):
        planned = self.filtered(lambda call: call.state == "planned")
        planned._release_slots()
        return super().unlink()

    @api.model
    def _prepare_slot_values(self, vals):
        """Complete the values of a planned call with length and reminder."""
        state = vals.get("state") or self.env.context.get("default_state")
        if state != "planned":
            return vals
        vals = dict(vals)
        if not (vals.get("duration") or vals.get("date_end")):
            vals["duration"] = SLOT_MINUTES
        vals.setdefault("alarm_ids", [Command.set(self._get_default_alarms().ids)])
        return vals

    @api.model
    def _get_default_alarms(self):
        # Not env.ref, which looks the record up again for each call of a batch.
        alarm_id = self.env["ir.model.data"]._xmlid_to_res_id("calendar.alarm_notif_1")
        return self.env["calendar.alarm"].browse(alarm_id)

    def _sync_schedule(self, vals=None):
        """Carry a change of the calls to their slots and activities.

        :param vals: what was written; ``None`` after creation
        :return: the calls whose activity was closed by this change
        """
        if vals is not None and not SLOT_FIELDS & vals.keys():
            return self.browse()
        calls = self.with_context(
            clean_context(self.env.context), crm_plus_call_sync=True
        )
        by_state = calls.grouped("state")
        planned = by_state.get("planned", calls.browse())
        planned.filtered("calendar_event_id")._update_slots()
        planned._create_activities()
        planned._create_slots()
        by_state.get("cancelled", calls.browse())._release_slots()
        held = by_state.get("held", calls.browse())
        held.filtered("calendar_event_id")._update_slots()
        return self & held._close_activities()

    def _create_activities(self):
        """Make sure that each planned call is an activity of its record."""
        call_type = self.env.ref(
            "mail.mail_activity_data_call", raise_if_not_found=False
        )
        vals_list = [
            {
                "activity_type_id": call_type.id,
                "phone_call_id": call.id,
                # a call that is planned again has its slot already
                "calendar_event_id": call.calendar_event_id.id,
                **call._prepare_activity_values(),
            }
            for call in self
            if call_type and not call.planned_activity_ids
        ]
        self.env["mail.activity"].create(vals_list)
        for call in self:
            document = call._prepare_document_values()
            moved = call.planned_activity_ids.filtered_domain(
                ["|"] + [(name, "!=", value) for name, value in document.items()]
            )
            if moved:
                # sudo: the activity follows the call to a record of a colleague
                moved.sudo().write(document)
                for record in (call, call.partner_id, call.lead_id):
                    record.invalidate_recordset(["activity_ids"])

    def _create_slots(self):
        """Reserve a slot for each planned call that has none."""
        calls = self.filtered(lambda call: call.user_id and not call.calendar_event_id)
        if not calls:
            return
        events = (
            self.env["calendar.event"]
            .with_context(no_mail_to_attendees=True, skip_contact_description=True)
            .create([call._prepare_event_values() for call in calls])
        )
        for call, event in zip(calls, events, strict=True):
            call.calendar_event_id = event
            call.planned_activity_ids.calendar_event_id = event

    def _update_slots(self):
        """Bring the slots to the time, length and owner of their calls."""
        for call in self:
            # sudo: the slot follows the call, also on the calendar of a colleague
            event = call.calendar_event_id.sudo()
            values = call._prepare_event_values()
            current = {
                "name": event.name,
                "location": event.location,
                "start": event.start,
                "stop": event.stop,
                "user_id": event.user_id.id,
                "alarm_ids": event.alarm_ids.ids,
                "active": event.active,
            }
            values["alarm_ids"] = call.alarm_ids.ids
            changed = {
                name: values[name] for name in current if values[name] != current[name]
            }
            if "user_id" in changed:
                changed["partner_ids"] = values["partner_ids"]
            if changed:
                # each slot has a time of its own
                event.with_context(
                    tz=call.user_id.tz or self.env.context.get("tz"),
                    no_mail_to_attendees=True,
                    skip_attendee_notification=True,
                ).write(changed)

    def _release_slots(self):
        """Give back the slots and activities of calls that will not take place."""
        calls = self.with_context(crm_plus_call_sync=True)
        # sudo: slot and activity go with the call, whoever they belong to
        calls.planned_activity_ids.sudo().unlink()
        # sudo: as above
        calls.calendar_event_id.sudo().active = False

    def _close_activities(self):
        """Mark the activities of held calls done, with the result as feedback.

        :return: the calls that had an open activity
        """
        closed = self.filtered("planned_activity_ids")
        for call in closed:
            # sudo: the call was held, whoever the activity was assigned to
            call.planned_activity_ids.sudo().action_feedback(
                feedback=call._prepare_feedback()
            )
        return closed

    def _prepare_event_values(self):
        self.ensure_one()
        return {
            "name": self.display_name,
            "location": self.phone,
            "start": self.date_start,
            "stop": self.date_end,
            "duration": self.duration / 60,
            "user_id": self.user_id.id,
            "partner_ids": [Command.set(self.user_id.partner_id.ids)],
            "alarm_ids": [Command.set(self.alarm_ids.ids)],
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "active": True,
        }

    def _prepare_activity_values(self):
        self.ensure_one()
        tz = self.user_id.tz or self.env.user.tz or "UTC"
        start = fields.Datetime.context_timestamp(
            self.with_context(tz=tz), self.date_start
        )
        return {
            "summary": self.display_name,
            "user_id": self.user_id.id,
            "date_deadline": start.date(),
            **self._prepare_document_values(),
        }

    def _prepare_document_values(self):
        """The record whose activity the planned call is."""
        document = self.lead_id or self.partner_id or self
        return {
            "res_model_id": self.env["ir.model"]._get_id(document._name),
            "res_id": document.id,
        }
