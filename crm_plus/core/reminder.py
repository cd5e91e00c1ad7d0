"""When to remind somebody of an activity that has a day but no hour."""

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LAST_MINUTE = 24 * 60 - 1


def reminder_moment(
    deadline: date, hour: float, tz: str | None, before: timedelta
) -> datetime:
    """Return the naive UTC moment ``before`` the given hour of the due day.

    :param deadline: the day the activity is due
    :param hour: hour of that day, 9.5 for half past nine
    :param tz: the time zone of the person; unknown or empty counts as UTC
    :param before: how long before that hour

    >>> reminder_moment(date(2026, 3, 2), 9.0, "Asia/Tehran", timedelta(hours=1))
    datetime.datetime(2026, 3, 2, 4, 30)
    >>> reminder_moment(date(2026, 3, 2), 9.5, None, timedelta(days=1))
    datetime.datetime(2026, 3, 1, 9, 30)
    """
    minutes = min(max(round(hour * 60), 0), LAST_MINUTE)
    try:
        zone = ZoneInfo(tz or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    local = datetime.combine(deadline, time(minutes // 60, minutes % 60), zone)
    return local.astimezone(timezone.utc).replace(tzinfo=None) - before
