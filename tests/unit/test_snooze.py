from datetime import date, datetime, timedelta

import pytest

from crm_plus.core.snooze import (
    local_noon,
    shift_wall_clock,
    snooze_choice,
    snoozed,
    to_local,
    to_utc,
)

TODAY = date(2026, 5, 10)


@pytest.mark.parametrize(
    ("late", "limit", "choice"),
    [
        (-30, 7, "week"),
        (0, 7, "week"),
        (1, 7, "reschedule"),
        (7, 7, "reschedule"),
        (8, 7, "week"),
        (20, 7, "week"),
        (1, 1, "reschedule"),
        (2, 1, "week"),
        (1, 0, "week"),
    ],
)
def test_choice_depends_on_lateness_and_limit(late, limit, choice):
    assert snooze_choice(TODAY - timedelta(days=late), TODAY, limit) == choice


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (date(2026, 5, 3), date(2026, 5, 10)),
        (date(2026, 12, 28), date(2027, 1, 4)),
        (date(2028, 2, 26), date(2028, 3, 4)),
    ],
)
def test_snooze_is_seven_calendar_days_from_the_deadline(before, after):
    assert snoozed(before) == after


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        # into summer time: the wall says 10:00 both times
        ("Europe/Paris", datetime(2026, 3, 26, 9), datetime(2026, 4, 2, 8)),
        # out of it
        ("America/New_York", datetime(2026, 10, 29, 14), datetime(2026, 11, 5, 15)),
        ("Asia/Tehran", datetime(2026, 3, 18, 6, 30), datetime(2026, 3, 25, 6, 30)),
        ("UTC", datetime(2026, 3, 26, 9), datetime(2026, 4, 2, 9)),
    ],
)
def test_shift_keeps_the_hour_on_the_wall(zone, before, after):
    assert shift_wall_clock(before, 7, zone) == after


@pytest.mark.parametrize(
    "zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Tehran", "UTC"]
)
def test_noon_falls_on_the_day_everywhere(zone):
    assert to_local(local_noon(TODAY, zone), zone) == datetime(2026, 5, 10, 12)


def test_local_and_utc_are_inverse():
    moment = datetime(2026, 7, 1, 23, 45)
    assert to_utc(to_local(moment, "Asia/Taipei"), "Asia/Taipei") == moment


def test_hour_that_does_not_exist_is_accepted():
    # 02:30 is skipped in Paris on 29 March 2026
    assert to_utc(datetime(2026, 3, 29, 2, 30), "Europe/Paris") == datetime(
        2026, 3, 29, 1, 30
    )
