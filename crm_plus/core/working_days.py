"""Dates counted in somebody's working days.

A :class:`WorkSchedule` is the plain form of a working calendar: the hours of
each weekday and the spans of leave, all in the person's local time without a
time zone. Nothing here knows Odoo.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Span = tuple[datetime, datetime]

# How far the search goes beyond what the count itself needs before it gives up,
# for a calendar whose leaves cover everything.
PATIENCE = timedelta(days=3653)
# Nobody plans further than this many working days; a slip of the keyboard does.
MAX_COUNT = 10_000


def week_parity(day: date) -> int:
    """Return 0 or 1, alternating week by week, as two-week calendars count.

    >>> [week_parity(date(2026, 1, 5)), week_parity(date(2026, 1, 11))]
    [0, 0]
    >>> week_parity(date(2026, 1, 12))
    1
    """
    return (day.toordinal() - 1) // 7 % 2


def subtract(spans: Iterable[Span], blockers: Iterable[Span]) -> list[Span]:
    """Cut the blockers out of the spans.

    >>> at = lambda hour: datetime(2026, 5, 4, hour)
    >>> [(a.hour, b.hour) for a, b in subtract([(at(9), at(17))], [(at(12), at(13))])]
    [(9, 12), (13, 17)]
    >>> subtract([(at(9), at(17))], [(at(8), at(18))])
    []
    """
    rest = list(spans)
    for cut_start, cut_stop in blockers:
        pieces = []
        for start, stop in rest:
            if cut_stop <= start or stop <= cut_start:
                pieces.append((start, stop))
                continue
            if start < cut_start:
                pieces.append((start, cut_start))
            if cut_stop < stop:
                pieces.append((cut_stop, stop))
        rest = pieces
    return rest


def minutes(spans: Iterable[Span]) -> int:
    """Return the length of all spans in minutes.

    >>> minutes([(datetime(2026, 5, 4, 9), datetime(2026, 5, 4, 10, 30))])
    90
    """
    return int(sum((stop - start).total_seconds() for start, stop in spans) // 60)


@dataclass(frozen=True)
class WorkSchedule:
    """The working time of one person.

    ``hours`` maps (week parity, weekday) to spans of hours such as
    ``((8.0, 12.0), (13.0, 17.0))``; Monday is 0. ``leaves`` are spans in which
    the person does not work: holidays and time off.
    """

    hours: Mapping[tuple[int, int], tuple[tuple[float, float], ...]]
    leaves: tuple[Span, ...] = field(default=())

    @property
    def has_hours(self) -> bool:
        """Tell whether any weekday is worked at all."""
        return any(self.hours.values())

    def planned(self, day: date) -> list[Span]:
        """Return the hours of the weekday, whatever the leaves say."""
        midnight = datetime.combine(day, time.min)
        return [
            (midnight + timedelta(hours=start), midnight + timedelta(hours=stop))
            for start, stop in self.hours.get((week_parity(day), day.weekday()), ())
        ]

    def worked(self, day: date) -> list[Span]:
        """Return the hours of the day that no leave takes away."""
        return subtract(self.planned(day), self.leaves)

    def is_workday(self, day: date) -> bool:
        """Tell whether at least a part of the day is worked.

        >>> office = every_week({0: [(9, 17)], 1: [(9, 17)]})
        >>> office.is_workday(date(2026, 5, 4)), office.is_workday(date(2026, 5, 6))
        (True, False)
        """
        return bool(self.worked(day))


def every_week(
    hours: Mapping[int, Iterable[tuple[float, float]]], leaves: Iterable[Span] = ()
) -> WorkSchedule:
    """Build a schedule whose weeks are all alike.

    >>> every_week({0: [(9, 17)]}).hours[1, 0]
    ((9, 17),)
    """
    return WorkSchedule(
        {
            (parity, weekday): tuple(spans)
            for parity in (0, 1)
            for weekday, spans in hours.items()
        },
        tuple(leaves),
    )


def add_working_days(
    schedule: WorkSchedule, start: date, count: int, *, backward: bool = False
) -> date | None:
    """Return the day that lies ``count`` working days after (or before) ``start``.

    ``start`` itself is never counted. A count of zero gives the nearest working
    day at or after the start (at or before it when going backward), so that the
    result is a working day in every case. A negative count turns the direction.

    >>> office = every_week({day: [(9, 17)] for day in range(5)})
    >>> add_working_days(office, date(2026, 5, 8), 1)   # Friday, then Monday
    datetime.date(2026, 5, 11)
    >>> add_working_days(office, date(2026, 5, 11), 1, backward=True)
    datetime.date(2026, 5, 8)
    >>> add_working_days(office, date(2026, 5, 9), 0)
    datetime.date(2026, 5, 11)

    :return: None where the schedule has no such day, instead of searching for ever
    """
    if not schedule.has_hours or abs(count) > MAX_COUNT:
        return None
    if count < 0:
        count, backward = -count, not backward
    step = timedelta(days=-1 if backward else 1)
    left = max(count, 1)
    # Every two weeks hold at least one planned day, the leaves take the rest.
    budget = 14 * left + PATIENCE.days
    try:
        day = start if count == 0 else start + step
        for _attempt in range(budget):
            left -= schedule.is_workday(day)
            if not left:
                return day
            day += step
    except OverflowError:  # past the end of the calendar itself
        return None
    return None


def same_hour_next_workday(
    schedule: WorkSchedule, moment: datetime, length: timedelta = timedelta()
) -> datetime:
    """Return the hour of ``moment`` on the next working day.

    An hour that is not worked, or leaves no room for ``length``, gives way to the
    next one of that day that is and does, else to the start of work. Where nobody
    works at all the next day is as good as any.

    >>> office = every_week({day: [(9, 12), (13, 17)] for day in range(5)})
    >>> friday = datetime(2026, 5, 8)
    >>> same_hour_next_workday(office, friday.replace(hour=10))
    datetime.datetime(2026, 5, 11, 10, 0)
    >>> same_hour_next_workday(office, friday.replace(hour=12))
    datetime.datetime(2026, 5, 11, 13, 0)
    >>> same_hour_next_workday(office, friday.replace(hour=23))
    datetime.datetime(2026, 5, 11, 9, 0)
    """
    tomorrow = moment + timedelta(days=1)
    day = add_working_days(schedule, tomorrow.date(), 0)
    if day is None:
        return tomorrow
    spans = sorted(schedule.worked(day))
    wanted = datetime.combine(day, moment.time())
    for start, stop in spans:
        begin = max(start, wanted)
        if begin < stop and begin + length <= stop:
            return begin
    return spans[0][0]
