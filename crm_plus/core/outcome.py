"""Dates and durations of won and lost episodes."""

from datetime import date, datetime, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

DelayUnit = Literal["day", "week", "month"]


def days_between(start: datetime | None, end: datetime) -> float:
    """Return the days an episode lasted, never negative.

    A deal closed in the second it was opened took no time at all; clocks that
    disagree by a fraction of a second must not turn that into a day.

    >>> days_between(datetime(2026, 3, 1, 12), datetime(2026, 3, 3, 0))
    1.5
    >>> days_between(datetime(2026, 3, 1, 12, 0, 0, 900), datetime(2026, 3, 1, 12))
    0.0
    >>> days_between(None, datetime(2026, 3, 1))
    0.0
    """
    if start is None:
        return 0.0
    return round(max((end - start).total_seconds(), 0.0) / 86400, 2)


def date_after(day: date, number: int, unit: DelayUnit) -> date | None:
    """Return the day ``number`` units after ``day``, or None without a delay.

    A month later keeps the day of the month where that month has it.

    >>> date_after(date(2026, 1, 31), 1, "month")
    datetime.date(2026, 2, 28)
    >>> date_after(date(2026, 1, 1), 2, "week")
    datetime.date(2026, 1, 15)
    >>> date_after(date(2026, 1, 1), 0, "day") is None
    True
    """
    if number <= 0:
        return None
    if unit == "month":
        return day + relativedelta(months=number)
    return day + timedelta(days=number * (7 if unit == "week" else 1))
