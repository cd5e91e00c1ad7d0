"""How full a person's day is, what speaks against it, and which days are better."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum

from .working_days import Span, minutes, subtract

# Less free time than this and nothing can be fitted in any more.
MIN_FREE_MINUTES = 30
# A better day is looked for among so many workable days, so that "better"
# never means "much later".
CANDIDATE_DAYS = 10
# The scale tasks are weighed on where no limit is set.
USUAL_TASKS = 8


class Problem(Enum):
    """A reason not to plan something on a day."""

    TASKS = "tasks"
    CLASH = "clash"
    BOOKED = "booked"
    LEAVE = "leave"
    DAY_OFF = "day_off"


@dataclass(frozen=True)
class DayLoad:
    """One day of one person, in local time.

    ``planned`` are the usual hours of that weekday, ``worked`` what the leaves
    left of them, ``busy`` the meetings.
    """

    day: date
    tasks: int = 0
    planned: tuple[Span, ...] = ()
    worked: tuple[Span, ...] = ()
    busy: tuple[Span, ...] = ()

    @property
    def free_minutes(self) -> int:
        """Return the working time no meeting takes."""
        return minutes(subtract(self.worked, self.busy))

    def clashes(self, slot: tuple[time, time] | None) -> bool:
        """Tell whether a meeting overlaps these hours; touching is no overlap."""
        if slot is None:
            return False
        start, stop = (datetime.combine(self.day, hour) for hour in slot)
        return any(begin < stop and start < end for begin, end in self.busy)


def problems(
    load: DayLoad, limit: int, slot: tuple[time, time] | None = None
) -> list[Problem]:
    """List what speaks against the day, the gravest first.

    ``limit`` is the number of open tasks a day may hold; zero means no limit.
    With a ``slot`` a meeting at that time counts, without one a full calendar.

    >>> problems(DayLoad(date(2026, 5, 9)), 8)
    [<Problem.DAY_OFF: 'day_off'>]
    """
    found = []
    if not load.planned:
        found.append(Problem.DAY_OFF)
    elif not load.worked:
        found.append(Problem.LEAVE)
    elif slot is None and load.free_minutes < MIN_FREE_MINUTES:
        found.append(Problem.BOOKED)
    if load.clashes(slot):
        found.append(Problem.CLASH)
    if limit and load.tasks > limit:
        found.append(Problem.TASKS)
    return found


def fullness(load: DayLoad, limit: int) -> float:
    """Return how full the day is: its tasks and its meetings, each 0 when empty.

    >>> fullness(DayLoad(date(2026, 5, 4), tasks=4), 8)
    0.5
    """
    worked = minutes(load.worked)
    booked = 1 - load.free_minutes / worked if worked else 0.0
    return round(load.tasks / (limit or USUAL_TASKS) + booked, 2)


def better_days(
    loads: Sequence[DayLoad],
    limit: int,
    slot: tuple[time, time] | None = None,
    count: int = 3,
) -> list[DayLoad]:
    """Pick the emptiest of the next workable days, in the order of the calendar.

    Days with any problem never qualify, nor do days that are full to the limit
    already. Of the first :data:`CANDIDATE_DAYS` that qualify the emptiest win,
    the earlier one when two are alike.
    """
    candidates = [
        load
        for load in sorted(loads, key=lambda load: load.day)
        if not problems(load, limit, slot) and not (limit and load.tasks >= limit)
    ][:CANDIDATE_DAYS]
    best = sorted(candidates, key=lambda load: (fullness(load, limit), load.day))
    return sorted(best[:count], key=lambda load: load.day)
