from collections import defaultdict
from datetime import datetime, time, timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..core.snooze import to_local, to_utc
from ..core.working_days import WorkSchedule
from ..core.workload import DayLoad

PARITIES = (0, 1)
WEEKDAYS = range(7)


class CrmPlusActivityUserMixin(models.AbstractModel):
    """Working time, load and team queues of a user.

    Working hours, leaves, open activities and meetings of another person are
    read on behalf of whoever plans, but only counts and free or busy times
    leave this class: never a title, a document or an attendee.
    """

    _name = "crm.plus.activity.user.mixin"
    _description = "Activity planning of a user"

    # ------------------------------------------------------------
    # WORKING TIME
    # ------------------------------------------------------------

    def _get_work_schedules(self, first=None, last=None):
        """Return the working time of each user as plain data, in local time.

        The calendar is that of the user's resource in the current company, else
        that of the company.

        :param date first: leaves that end before this day are left out
        :param date last: leaves that begin after this day are left out
        :return: dict of user id to ``WorkSchedule``
        """
        # sudo: leaves of others are closed to most; only their times are used
        users = self.sudo()
        resources = users._get_work_resources()
        fallback = users.env.company.resource_calendar_id
        calendars = {
            user.id: resources[user.id].calendar_id or fallback for user in users
        }
        used = fallback.union(*calendars.values())
        hours = {calendar.id: self._get_calendar_hours(calendar) for calendar in used}
        leaves = users._get_leaves(used, resources, first, last)
        schedules = {}
        for user in users:
            calendar, resource = calendars[user.id], resources[user.id]
            zone = user._get_work_zone(calendar)
            schedules[user.id] = WorkSchedule(
                hours.get(calendar.id, {}),
                tuple(
                    (to_local(leave.date_from, zone), to_local(leave.date_to, zone))
                    for leave in leaves
                    if (leave.resource_id and leave.resource_id == resource)
                    or (
                        not leave.resource_id
                        and leave.calendar_id in (calendar, calendar.browse())
                    )
                ),
            )
        return schedules

    def _get_work_zone(self, calendar=None):
        """Return the name of the time zone the person lives in."""
        self.ensure_one()
        # sudo: the time zone of a colleague is no secret
        return self.sudo().tz or (calendar and calendar.tz) or self.env.user.tz or "UTC"

    def _get_work_resources(self):
        """Return a dict of user id to the resource in the current company."""
        found = defaultdict(self.env["resource.resource"].browse)
        for resource in self.env["resource.resource"].search(
            [
                ("user_id", "in", self.ids),
                ("company_id", "in", [self.env.company.id, False]),
            ],
            order="company_id, id",  # the company's own before the shared
        ):
            found.setdefault(resource.user_id.id, resource)
        return found

    def _get_calendar_hours(self, calendar):
        """Return the hours of a calendar by (week parity, weekday)."""
        hours = defaultdict(tuple)
        for line in calendar.attendance_ids:
            if line.display_type or line.day_period == "lunch":
                continue
            parities = (
                [int(line.week_type)] if calendar.two_weeks_calendar else PARITIES
            )
            for parity in parities:
                hours[parity, int(line.dayofweek)] += ((line.hour_from, line.hour_to),)
        if not hours and calendar.flexible_hours:
            # flexible time without lines: any day, around noon like stock
            half = (calendar.hours_per_day or 8.0) / 2
            span = ((12 - half, 12 + half),)
            hours = {(parity, day): span for parity in PARITIES for day in WEEKDAYS}
        return dict(hours)

    def _get_leaves(self, calendars, resources, first, last):
        """Return public holidays of the calendars and leaves of the resources."""
        resource_ids = [resource.id for resource in resources.values()]
        public = Domain("resource_id", "=", False) & Domain(
            "company_id", "in", [self.env.company.id, False]
        )
        public &= Domain("calendar_id", "in", [*calendars.ids, False])
        domain = public | Domain("resource_id", "in", resource_ids)
        domain &= Domain("time_type", "=", "leave")
        # a day of slack on both sides, whatever the time zone
        if first:
            domain &= Domain("date_to", ">=", first - timedelta(days=1))
        if last:
            domain &= Domain("date_from", "<=", last + timedelta(days=2))
        return self.env["resource.calendar.leaves"].search(domain)

    # ------------------------------------------------------------
    # LOAD
    # ------------------------------------------------------------

    def _get_day_loads(self, first, last, without_activities=None, without_events=None):
        """Return how full each day of each user is.

        :param date first: first day
        :param date last: last day, included
        :param without_activities: activities that shall not count
        :param without_events: meetings that shall not count
        :return: dict of user id to a list of ``DayLoad``, a day each
        """
        schedules = self._get_work_schedules(first, last)
        tasks = self._get_task_counts(first, last, without_activities)
        busy = self._get_busy_spans(first, last, without_events)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return {
            user.id: [
                DayLoad(
                    day,
                    tasks.get((user.id, day), 0),
                    tuple(schedules[user.id].planned(day)),
                    tuple(schedules[user.id].worked(day)),
                    tuple(busy.get((user.id, day), ())),
                )
                for day in days
            ]
            for user in self
        }

    def _get_task_counts(self, first, last, without=None):
        """Count open tasks; extended by what else is to be done on a day.

        :return: dict of (user id, day) to number
        """
        domain = [
            ("user_id", "in", self.ids),
            ("date_deadline", ">=", first),
            ("date_deadline", "<=", last),
        ]
        if without:
            domain.append(("id", "not in", without.ids))
        # sudo: a number of activities, none of their content
        groups = (
            self.env["mail.activity"]
            .sudo()
            ._read_group(domain, ["user_id", "date_deadline:day"], ["__count"])
        )
        return {(user.id, day): count for user, day, count in groups}

    def _get_busy_spans(self, first, last, without=None):
        """Return the meetings of each user as local spans, without their content.

        :return: dict of (user id, day) to a list of spans, each cut to its day
        """
        # sudo: times of meetings, none of their content
        users = self.sudo()
        slack = timedelta(days=1)  # any time zone
        attendees = users.env["calendar.attendee"].search(
            [
                ("partner_id", "in", users.partner_id.ids),
                ("state", "!=", "declined"),
                ("event_id.active", "=", True),
                ("event_id.show_as", "=", "busy"),
                ("event_id.start", "<=", datetime.combine(last, time.max) + slack),
                ("event_id.stop", ">=", datetime.combine(first, time.min) - slack),
            ]
        )
        attendees.event_id.fetch(["start", "stop", "allday", "start_date", "stop_date"])
        events = defaultdict(set)
        for attendee in attendees:
            if not without or attendee.event_id not in without:
                events[attendee.partner_id.id].add(attendee.event_id)
        spans = defaultdict(list)
        for user in users:
            zone = user._get_work_zone()
            for event in events[user.partner_id.id]:
                for start, stop in self._split_by_day(event, zone):
                    spans[user.id, start.date()].append((start, stop))
        return spans

    def _split_by_day(self, event, zone):
        """Yield the local span of the event for each day it touches."""
        if event.allday:
            start = datetime.combine(event.start_date, time.min)
            stop = datetime.combine(event.stop_date + timedelta(days=1), time.min)
        else:
            start, stop = to_local(event.start, zone), to_local(event.stop, zone)
        while start < stop:
            midnight = datetime.combine(start.date() + timedelta(days=1), time.min)
            yield start, min(stop, midnight)
            start = midnight

    def _get_local_day_bounds(self, day):
        """Return the start and end of a local day as naive UTC."""
        zone = self._get_work_zone()
        midnight = datetime.combine(day, time.min)
        return to_utc(midnight, zone), to_utc(midnight + timedelta(days=1), zone)

    # ------------------------------------------------------------
    # TEAM QUEUES
    # ------------------------------------------------------------

    def _get_queue_teams(self):
        """Return the teams whose queue the user works: as member or leader."""
        self.ensure_one()
        if self.share or not self.id:
            return self.env["crm.team"]
        # sudo: own memberships, whatever else is hidden of the teams
        return (
            self.env["crm.team"]
            .sudo()
            .search(
                Domain("company_id", "in", [*self.env.companies.ids, False])
                & (
                    Domain("member_ids", "in", self.ids)
                    | Domain("user_id", "=", self.id)
                )
            )
            .sudo(False)
        )

    def _get_activity_groups(self):
        """Add the team's queue to the clock menu.

        Its numbers are shown there but not added to the figure on the clock,
        which keeps telling the user's own work.
        """
        groups = super()._get_activity_groups()
        counts = self.env.user._count_queue_states()
        if any(counts.values()):
            groups.append(
                {
                    "id": self.env["ir.model"]._get_id("crm.team"),
                    "name": self.env._("Team Queue"),
                    "model": "crm.team",
                    "type": "activity",
                    "icon": "/crm_plus/static/description/icon.png",
                    "domain": [],
                    "view_type": "list",
                    "is_team_queue": True,
                    "total_count": 0,
                    "overdue_count": counts["overdue"],
                    "today_count": counts["today"],
                    "planned_count": counts["planned"],
                }
            )
        return groups

    def _count_queue_states(self):
        """Count what waits in the user's team queues by state."""
        counts = dict.fromkeys(("overdue", "today", "planned"), 0)
        teams = self._get_queue_teams()
        if not teams:
            return counts
        today = fields.Date.context_today(self.with_context(tz=self.tz))
        # sudo: members see their queue whatever they see of its documents
        for deadline, count in (
            self.env["mail.activity"]
            .sudo()
            ._read_group(
                [("queue_team_id", "in", teams.ids), ("user_id", "=", False)],
                ["date_deadline:day"],
                ["__count"],
            )
        ):
            days = (deadline - today).days
            state = "today" if not days else "overdue" if days < 0 else "planned"
            counts[state] += count
        return counts
