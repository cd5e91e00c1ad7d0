"""Until when a missed call wants an answer."""

from collections.abc import Iterable
from datetime import datetime, timedelta


def add_working_time(
    start: datetime,
    wait: timedelta,
    intervals: Iterable[tuple[datetime, datetime]],
) -> datetime | None:
    """Return the moment at which ``wait`` of working time has passed.

    :param start: when the clock starts
    :param wait: how much working time may pass
    :param intervals: working hours as ordered, disjoint (start, end) pairs
    :return: the deadline, or ``None`` when the intervals do not reach that far

    >>> day = datetime(2026, 3, 2)
    >>> hours = [(day.replace(hour=9), day.replace(hour=12)),
    ...          (day.replace(hour=13), day.replace(hour=17))]
    >>> add_working_time(day.replace(hour=11, minute=30), timedelta(hours=1), hours)
    datetime.datetime(2026, 3, 2, 13, 30)
    >>> add_working_time(day.replace(hour=3), timedelta(minutes=15), hours)
    datetime.datetime(2026, 3, 2, 9, 15)
    >>> add_working_time(day.replace(hour=16), timedelta(hours=2), hours) is None
    True
    """
    left = wait
    for begin, end in intervals:
        begin = max(begin, start)
        if end <= begin:
            continue
        if end - begin >= left:
            return begin + left
        left -= end - begin
    return None
