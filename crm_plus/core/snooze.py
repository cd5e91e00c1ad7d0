"""When an open task may be pushed a week and when it must be rescheduled.

The rule of the sales manual: a task is moved by exactly one week with one
click, except when it is a little late. Then pushing it blindly would repeat the
mistake, so the calendar is opened at the missed day and a new day is chosen.
"""

from datetime import date, datetime, time, timedelta
from typing import Literal

import pytz

SNOOZE_DAYS = 7

Choice = Literal["week", "reschedule"]


def snooze_choice(deadline: date, today: date, limit: int) -> Choice:
    """Tell which button a task shows.

    >>> today = date(2026, 5, 10)
    >>> snooze_choice(date(2026, 5, 10), today, 7)
    'week'
    >>> snooze_choice(date(2026, 5, 9), today, 7)
    'reschedule'
    >>> snooze_choice(date(2026, 5, 3), today, 7)
    'reschedule'
    >>> snooze_choice(date(2026, 5, 2), today, 7)
    'week'

    A limit of zero switches the rule off: always a week.

    >>> snooze_choice(date(2026, 5, 9), today, 0)
    'week'
    """
    late = (today - deadline).days
    return "reschedule" if 1 <= late <= limit else "week"


def snoozed(deadline: date) -> date:
    """Return the day exactly one week after the deadline, not after today.

    >>> snoozed(date(2026, 12, 28))
    datetime.date(2027, 1, 4)
    """
    return deadline + timedelta(days=SNOOZE_DAYS)


def shift_wall_clock(moment: datetime, days: int, zone: str) -> datetime:
    """Shift a naive UTC moment by days and keep the hour on the wall.

    A meeting at ten stays at ten when the clocks change in between.

    >>> shift_wall_clock(datetime(2026, 3, 26, 9, 0), 7, "Europe/Paris")
    datetime.datetime(2026, 4, 2, 8, 0)
    >>> shift_wall_clock(datetime(2026, 3, 26, 9, 0), 7, "Asia/Taipei")
    datetime.datetime(2026, 4, 2, 9, 0)
    """
    local = pytz.utc.localize(moment).astimezone(pytz.timezone(zone))
    return to_utc(local.replace(tzinfo=None) + timedelta(days=days), zone)


def local_noon(day: date, zone: str) -> datetime:
    """Return noon of that day in the zone as naive UTC.

    A calendar opened at noon shows the right day east and west of Greenwich.

    >>> local_noon(date(2026, 5, 3), "America/Los_Angeles")
    datetime.datetime(2026, 5, 3, 19, 0)
    >>> local_noon(date(2026, 5, 3), "Pacific/Auckland")
    datetime.datetime(2026, 5, 3, 0, 0)
    """
    return to_utc(datetime.combine(day, time(12)), zone)


def to_utc(local: datetime, zone: str) -> datetime:
    """Turn a naive local moment into naive UTC.

    >>> to_utc(datetime(2026, 7, 1, 0, 0), "Asia/Tehran")
    datetime.datetime(2026, 6, 30, 20, 30)
    """
    aware = pytz.timezone(zone).localize(local)
    return aware.astimezone(pytz.utc).replace(tzinfo=None)


def to_local(moment: datetime, zone: str) -> datetime:
    """Turn a naive UTC moment into the naive local one.

    >>> to_local(datetime(2026, 6, 30, 20, 30), "Asia/Tehran")
    datetime.datetime(2026, 7, 1, 0, 0)
    """
    aware = pytz.utc.localize(moment).astimezone(pytz.timezone(zone))
    return aware.replace(tzinfo=None)
