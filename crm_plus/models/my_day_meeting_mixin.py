from odoo import models
from odoo.fields import Domain

from ..core.my_day import SECTIONS
from ..core.snooze import to_local


class CrmPlusMyDayMeetingMixin(models.AbstractModel):
    """Meetings of My Day, and whatever else has a slot on the calendar."""

    _name = "crm.plus.my.day.meeting.mixin"
    _description = "Meetings of My Day"

    def _get_meeting_items(self, day):
        """Return the meetings of today that the person has not declined.

        The slot of a call or a visit stands under its own kind.
        """
        events = self._get_meetings(day)
        # the activity of a meeting may be done: it ticks the meeting off
        activities = (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search(
                [("calendar_event_id", "in", events.ids), ("user_id", "=", day.user.id)]
            )
        )
        activity_leads = self._get_activity_leads(activities)
        by_event = activities.grouped("calendar_event_id")
        event_leads = events.opportunity_id._filtered_access("read")
        items = []
        for event in events:
            activity = by_event.get(event, activities[:0])[:1]
            lead = event.opportunity_id & event_leads
            lead = lead or activity_leads.get(activity, lead)
            items.append(self._prepare_meeting_item(event, lead, activity, day))
        return items

    def _get_meetings(self, day):
        return self.env["calendar.event"].search(
            Domain(
                "attendee_ids",
                "any",
                [
                    ("partner_id", "=", day.user.partner_id.id),
                    ("state", "!=", "declined"),
                ],
            )
            & (
                Domain("allday", "=", False)
                & Domain("start", "<", day.stop)
                & Domain("stop", ">", day.start)
                | Domain("allday", "=", True)
                & Domain("start_date", "<=", day.today)
                & Domain("stop_date", ">=", day.today)
            )
        )

    def _prepare_meeting_item(self, event, lead, activity, day):
        kind = activity.activity_type_id.my_day_section
        is_call = event.res_model == "crm.plus.phone.call"
        return self._prepare_item(
            "call" if is_call else kind if kind in SECTIONS else "meeting",
            event,
            name=event.name,
            document=lead.name or "",
            lead=lead,
            due=day.today,
            time=False
            if event.allday
            else to_local(event.start, day.zone).strftime("%H:%M"),
            done=not activity.active if activity else event.stop < day.now,
            icon=activity.icon or ("fa-phone" if is_call else "fa-users"),
            **(self._prepare_activity_buttons(activity) if activity else {}),
        )
