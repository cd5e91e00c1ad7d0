from datetime import date, datetime, timedelta

import pytest

from crm_plus.core.reminder import reminder_moment

DAY = date(2026, 3, 2)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("hour", "tz", "before", "expected"),
    [
        (9.0, "UTC", HOUR, datetime(2026, 3, 2, 8, 0)),
        (9.0, "Asia/Tehran", HOUR, datetime(2026, 3, 2, 4, 30)),
        (9.0, "Asia/Taipei", HOUR, datetime(2026, 3, 2, 0, 0)),
        (0.0, "Asia/Taipei", HOUR, datetime(2026, 3, 1, 15, 0)),
        (9.25, False, timedelta(0), datetime(2026, 3, 2, 9, 15)),
        (9.0, "Mars/Olympus", timedelta(0), datetime(2026, 3, 2, 9, 0)),
        (9.0, "", timedelta(days=2), datetime(2026, 2, 28, 9, 0)),
        # The hour is kept inside the day.
        (24.0, "UTC", timedelta(0), datetime(2026, 3, 2, 23, 59)),
        (-3.0, "UTC", timedelta(0), datetime(2026, 3, 2, 0, 0)),
    ],
)
def test_reminder_moment(hour, tz, before, expected):
    assert reminder_moment(DAY, hour, tz, before) == expected


def test_summer_time_is_kept_in_mind():
    winter = reminder_moment(date(2026, 1, 15), 9, "Europe/Berlin", HOUR)
    summer = reminder_moment(date(2026, 7, 15), 9, "Europe/Berlin", HOUR)
    assert (winter.hour, summer.hour) == (7, 6)
