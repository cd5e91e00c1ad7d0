from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from ..core.snooze import (
    SNOOZE_DAYS,
    local_noon,
    shift_wall_clock,
    snooze_choice,
    snoozed,
)


class CrmPlusSnoozeMailActivityMixin(models.AbstractModel):
    """Move own activities by seven days, or reschedule them in the calendar.

    A late activity is rescheduled while it is late by no more than the limit of
    the company: its button opens the calendar at the missed day. Any other
    activity is moved by exactly seven days from its deadline, its meeting with
    it at the same hour, and the document's chatter says so.
    Only own, open activities are moved.
    """

    _name = "crm.plus.snooze.mail.activity.mixin"
    _description = "Snooze of activities"

    snooze_choice = fields.Selection(
        [("week", "+7 d"), ("reschedule", "Reschedule")],
        compute="_compute_snooze_choice",
        compute_sudo=False,
        export_string_translation=False,
        help="The button an own, open activity shows.",
    )

    @api.depends("active", "user_id", "date_deadline")
    @api.depends_context("uid", "company", "tz")
    def _compute_snooze_choice(self):
        limit = self.env.company.activity_reschedule_days
        today = fields.Date.context_today(self)
        for activity in self:
            activity.snooze_choice = (
                snooze_choice(activity.date_deadline, today, limit)
                if activity._is_own_open() and activity.date_deadline
                else False
            )

    def _is_own_open(self):
        return self.active and self.user_id == self.env.user

    def action_snooze(self):
        """Move own open activities by exactly seven days and log it.

        The context key ``crm_plus_seen_deadline`` says which deadline the user saw
        when he pressed the button. An activity that has another one by now was
        moved by the same click already, and stays.

        :return: True, or a message when some of several could not be moved
        :raise UserError: if none of the activities is an open one of the user
        """
        own = self.filtered(lambda activity: activity._is_own_open())
        if not own:
            raise UserError(self.env._("Only your own open activities can be moved."))
        seen = fields.Date.to_date(self.env.context.get("crm_plus_seen_deadline"))
        if seen and seen not in own.mapped("date_deadline"):
            return True
        moves = {activity: activity.date_deadline for activity in own}
        own._move_to_next_week()
        own._log_snooze(moves)
        if own == self:
            return True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "%(moved)s moved by 7 days; %(left)s left as they are not "
                    "your own open activities.",
                    moved=len(own),
                    left=len(self - own),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _move_to_next_week(self):
        """Write the new deadlines, and move meetings at the hour they have."""
        for event in self.calendar_event_id:
            # each meeting has a time of its own
            event.with_context(mail_activity_meeting_update=True).write(
                self._prepare_moved_event(event)
            )
        # the meetings are moved already; stock would move them by UTC days
        quiet = self.with_context(calendar_event_meeting_update=True)
        for deadline, activities in quiet.grouped("date_deadline").items():
            # one write a day
            activities.write({"date_deadline": snoozed(deadline)})

    def _prepare_moved_event(self, event):
        # a whole day has no hour that could shift
        zone = "UTC" if event.allday else event.event_tz or self.env.user.tz or "UTC"
        return {
            "start": shift_wall_clock(event.start, SNOOZE_DAYS, zone),
            "stop": shift_wall_clock(event.stop, SNOOZE_DAYS, zone),
        }

    def _log_snooze(self, moves):
        """Write one note a document with all its moved activities.

        :param dict moves: activity to its former deadline
        """
        lines = defaultdict(lambda: defaultdict(list))
        documents = self.filtered("res_model").grouped("res_model")
        for model, activities in documents.items():
            if not hasattr(self.env[model], "_message_log_batch"):
                continue
            # sudo: an activity may be assigned to somebody without access to its
            # document; stock logs its completion there just the same
            records = self.env[model].sudo().browse(activities.mapped("res_id"))
            by_id = {record.id: record for record in records.exists()}
            for activity in activities:
                if activity.res_id not in by_id:
                    continue
                lines[model][activity.res_id].append(
                    activity._get_snooze_line(by_id[activity.res_id], moves[activity])
                )
        for model, bodies in lines.items():
            self.env[model].browse(bodies)._message_log_batch(
                {
                    res_id: Markup("<br/>").join(texts)
                    for res_id, texts in bodies.items()
                }
            )

    def _get_snooze_line(self, record, former):
        """Return e.g. “Call with Maria Lopez moved from 3 May to 10 May”."""
        values = {
            "activity": self._get_snooze_title(),
            "old": format_date(self.env, former),
            "new": format_date(self.env, self.date_deadline),
        }
        contact = (
            record._get_snooze_contact_name()
            if hasattr(record, "_get_snooze_contact_name")
            else ""
        )
        if contact:
            return self.env._(
                "%(activity)s with %(contact)s moved from %(old)s to %(new)s",
                contact=contact,
                **values,
            )
        return self.env._("%(activity)s moved from %(old)s to %(new)s", **values)

    def _get_snooze_title(self):
        kind = self.activity_type_id.name or self.env._("Activity")
        if not self.summary or self.summary == kind:
            return kind
        return self.env._("%(kind)s “%(summary)s”", kind=kind, summary=self.summary)

    def action_reschedule(self):
        """Open the calendar at the day of the activity, to pick another.

        The meeting drawn there belongs to the activity and gives it its date.

        :return: calendar action
        :raise UserError: if it is not an open activity of the user
        """
        self.ensure_one()
        if not self._is_own_open():
            raise UserError(self.env._("Only your own open activities can be moved."))
        action = self.with_context(
            default_res_model=self.res_model, default_res_id=self.res_id
        ).action_create_calendar_event()
        context = {**action["context"], **self._prepare_reschedule_context()}
        zone = self.env.user.tz or "UTC"
        context["initial_date"] = (
            self.calendar_event_id.start
            if self.calendar_event_id
            else local_noon(self.date_deadline, zone)
        )
        return {**action, "context": context}

    def _prepare_reschedule_context(self):
        """Return what the document adds to the meeting, such as its customer."""
        values = {"default_name": self.summary or self.res_name or self.display_name}
        if self.res_model:
            record = self.env[self.res_model].browse(self.res_id)
            hook = getattr(record, "_prepare_reschedule_context", None)
            if hook and record.has_access("read"):
                values = {**hook(), **values}
        return values

    def _to_store_defaults(self, target):
        return [*super()._to_store_defaults(target), "snooze_choice"]
