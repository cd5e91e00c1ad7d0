"""Calendar periods of a target and the arithmetic of its progress."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Literal, TypeVar

PeriodType = Literal["month", "quarter", "year"]
ProgressState = Literal["upcoming", "reached", "on_track", "behind", "missed"]
Subject = TypeVar("Subject")

MONTHS_PER_PERIOD: dict[PeriodType, int] = {"month": 1, "quarter": 3, "year": 12}


def period_start(day: date, period_type: PeriodType) -> date:
    """Return the first day of the period ``day`` lies in.

    >>> period_start(date(2026, 8, 17), "month")
    datetime.date(2026, 8, 1)
    >>> period_start(date(2026, 8, 17), "quarter")
    datetime.date(2026, 7, 1)
    >>> period_start(date(2026, 8, 17), "year")
    datetime.date(2026, 1, 1)
    """
    months = MONTHS_PER_PERIOD[period_type]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def next_period_start(day: date, period_type: PeriodType) -> date:
    """Return the first day of the period after the one ``day`` lies in.

    >>> next_period_start(date(2026, 12, 31), "month")
    datetime.date(2027, 1, 1)
    >>> next_period_start(date(2026, 11, 2), "quarter")
    datetime.date(2027, 1, 1)
    >>> next_period_start(date(2026, 2, 28), "year")
    datetime.date(2027, 1, 1)
    """
    start = period_start(day, period_type)
    month = start.month - 1 + MONTHS_PER_PERIOD[period_type]
    return date(start.year + month // 12, month % 12 + 1, 1)


def period_end(day: date, period_type: PeriodType) -> date:
    """Return the last day of the period ``day`` lies in.

    >>> period_end(date(2024, 2, 3), "month")
    datetime.date(2024, 2, 29)
    >>> period_end(date(2026, 5, 1), "quarter")
    datetime.date(2026, 6, 30)
    >>> period_end(date(2026, 5, 1), "year")
    datetime.date(2026, 12, 31)
    """
    return next_period_start(day, period_type) - timedelta(days=1)


def months_of(start: date, end: date) -> Iterator[date]:
    """Yield the first day of each month from ``start`` to ``end``.

    >>> [month.month for month in months_of(date(2026, 11, 1), date(2027, 1, 31))]
    [11, 12, 1]
    >>> list(months_of(date(2026, 2, 1), date(2026, 1, 31)))
    []
    """
    month = period_start(start, "month")
    while month <= end:
        yield month
        month = next_period_start(month, "month")


def sum_months(
    totals: Mapping[tuple[Subject, date], float],
    subject: Subject,
    start: date,
    end: date,
) -> float:
    """Add the monthly totals of ``subject`` from ``start`` to ``end``.

    >>> january, march = date(2026, 1, 1), date(2026, 3, 1)
    >>> totals = {("a", january): 2.0, ("a", march): 3.0, ("b", march): 9.0}
    >>> sum_months(totals, "a", january, date(2026, 3, 31))
    5.0
    >>> sum_months(totals, "c", january, date(2026, 3, 31))
    0.0
    """
    return float(
        sum(totals.get((subject, month), 0.0) for month in months_of(start, end))
    )


def percent(achieved: float, target: float) -> float:
    """Return how much of ``target`` is achieved; nothing asked is nothing done.

    >>> percent(5, 20)
    25.0
    >>> percent(30, 20)
    150.0
    >>> percent(30, 0)
    0.0
    """
    return 100.0 * achieved / target if target > 0 else 0.0


def elapsed_percent(start: date, end: date, today: date) -> float:
    """Return how much of the period is over when ``today`` begins.

    >>> elapsed_percent(date(2026, 4, 1), date(2026, 4, 30), date(2026, 4, 16))
    50.0
    >>> elapsed_percent(date(2026, 4, 1), date(2026, 4, 30), date(2026, 3, 1))
    0.0
    >>> elapsed_percent(date(2026, 4, 1), date(2026, 4, 30), date(2026, 7, 1))
    100.0
    """
    days = (end - start).days + 1
    return 100.0 * min(max((today - start).days, 0), days) / days


def progress_state(
    achieved: float, target: float, start: date, end: date, today: date
) -> ProgressState:
    """Compare what is achieved with the share of the period that is over.

    >>> april = (date(2026, 4, 1), date(2026, 4, 30))
    >>> progress_state(20, 20, *april, date(2026, 4, 2))
    'reached'
    >>> progress_state(0, 20, *april, date(2026, 3, 31))
    'upcoming'
    >>> progress_state(10, 20, *april, date(2026, 4, 16))
    'on_track'
    >>> progress_state(9, 20, *april, date(2026, 4, 16))
    'behind'
    >>> progress_state(19, 20, *april, date(2026, 5, 1))
    'missed'
    """
    if target > 0 and achieved >= target:
        return "reached"
    if today < start:
        return "upcoming"
    if today > end:
        return "missed"
    if percent(achieved, target) >= elapsed_percent(start, end, today):
        return "on_track"
    return "behind"
