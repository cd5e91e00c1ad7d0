from datetime import timedelta

from odoo import api, fields, models

from ..core.snooze import to_local
from ..core.workload import Problem, better_days, problems

# Far enough to find ten workable days behind a long holiday.
HORIZON = timedelta(days=28)


class CrmPlusActivityLoadMixin(models.AbstractModel):
    """Warn, without blocking, when something is planned on a bad day.

    A model plans something for somebody on a day: it overrides
    :meth:`_get_load_user`, :meth:`_get_load_day` and, where it knows the hours,
    :meth:`_get_load_slot`. ``load_advice`` then holds the reasons against that
    day and three better days, for the widget ``crm_plus_load_advice``.
    """

    _name = "crm.plus.activity.load.mixin"
    _description = "Warning of load and clashes"

    load_advice = fields.Json(
        compute="_compute_load_advice",
        compute_sudo=False,
        export_string_translation=False,
    )

    def _get_load_user(self):
        """Return who is to do it; nobody is warned of when it is empty."""
        return self.env["res.users"]

    def _get_load_day(self):
        """Return the planned day."""
        return False

    def _get_load_slot(self):
        """Return the planned start and stop as naive UTC, or None."""
        return None

    def _get_load_exclusions(self):
        """Return the activities and meetings that are the records themselves."""
        return self.env["mail.activity"], self.env["calendar.event"]

    # What the advice depends on differs by model: each overrides this to add it.
    @api.depends_context("uid", "company", "tz", "lang")
    def _compute_load_advice(self):
        self.load_advice = False
        planned = self.filtered(
            lambda record: record._get_load_user() and record._get_load_day()
        )
        for day, records in planned.grouped(lambda rec: rec._get_load_day()).items():
            users = self.env["res.users"].union(
                *(record._get_load_user() for record in records)
            )
            # from the wanted day on, which may be past
            last = max(day, fields.Date.context_today(self)) + HORIZON
            loads = users._get_day_loads(day, last, *records._get_load_exclusions())
            for record in records:
                user = record._get_load_user()
                record.load_advice = record._get_load_advice(user, loads[user.id])

    def _get_load_advice(self, user, loads):
        """Return reasons and better days for one user, or False."""
        limit = self.env.company.activity_tasks_per_day
        slot = self._get_local_slot(user)
        wanted, *later = loads
        found = problems(wanted, limit, slot)
        if not found:
            return False
        today = fields.Date.context_today(self)
        days = better_days([load for load in later if load.day >= today], limit, slot)
        return {
            "messages": [
                self._get_load_message(user, wanted.tasks, item) for item in found
            ],
            "days": [self._prepare_better_day(load) for load in days],
        }

    def _get_local_slot(self, user):
        # models with a slot override the hook, which knows none
        slot = self._get_load_slot()  # pylint: disable=assignment-from-none
        if not slot:
            return None
        zone = user._get_work_zone()
        start, stop = (to_local(moment, zone) for moment in slot)
        if start.date() != stop.date():
            return None
        return start.time(), stop.time()

    def _get_load_message(self, user, tasks, problem):
        """Return what speaks against the day, which the form shows already."""
        name = user.name
        if problem == Problem.TASKS:
            return self.env._(
                "%(user)s already has %(tasks)s open tasks on that day.",
                user=name,
                tasks=tasks,
            )
        if problem == Problem.CLASH:
            return self.env._("%(user)s has a meeting at that time.", user=name)
        if problem == Problem.BOOKED:
            return self.env._(
                "The calendar of %(user)s is full on that day.", user=name
            )
        if problem == Problem.LEAVE:
            return self.env._("%(user)s is off on that day.", user=name)
        return self.env._("That day is not a working day of %(user)s.", user=name)

    def _prepare_better_day(self, load):
        return {
            "date": fields.Date.to_string(load.day),
            "tasks": load.tasks,
            "hint": self.env._("%(tasks)s open tasks", tasks=load.tasks),
        }
