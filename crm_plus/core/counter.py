"""Counting days between dates and meetings around now."""

from collections.abc import Iterable
from datetime import datetime


def whole_days(start: datetime, end: datetime) -> int:
    """Return the number of whole days between two moments, in either order.

    A fraction of a second in the wrong direction is no day: the difference is
    made positive before its days are counted, not after.

    >>> from datetime import datetime as dt
    >>> whole_days(dt(2025, 3, 1, 8), dt(2025, 3, 4, 7))
    2
    >>> whole_days(dt(2025, 3, 1, 8, 0, 0, 900), dt(2025, 3, 1, 8))
    0
    >>> whole_days(dt(2025, 3, 11), dt(2025, 3, 1))
    10
    """
    return abs(end - start).days


def count_meetings(stops: Iterable[datetime], now: datetime) -> tuple[int, int]:
    """Split meetings into those still to come and those held.

    :param stops: when each meeting ends
    :param now: the moment to look from
    :return: number planned (running ones included), number held

    >>> from datetime import datetime as dt
    >>> ends = [dt(2025, 3, 1), dt(2025, 3, 3), dt(2025, 3, 4)]
    >>> count_meetings(ends, dt(2025, 3, 3))
    (1, 2)
    >>> count_meetings([], dt(2025, 3, 3))
    (0, 0)
    """
    total = planned = 0
    for stop in stops:
        total += 1
        planned += stop > now
    return planned, total - planned
