from datetime import date, datetime, timedelta

import pytest

from crm_plus.core.outcome import date_after, days_between

OPENED = datetime(2026, 3, 1, 9, 0)


@pytest.mark.parametrize(
    ("end", "days"),
    [
        (OPENED, 0.0),
        (OPENED + timedelta(seconds=1), 0.0),
        (OPENED + timedelta(hours=12), 0.5),
        (OPENED + timedelta(days=1), 1.0),
        (OPENED + timedelta(days=10, hours=6), 10.25),
        (datetime(2028, 3, 1, 9, 0), 731.0),
    ],
)
def test_days_between(end, days):
    assert days_between(OPENED, end) == days


def test_days_between_closed_in_the_second_it_was_opened():
    """The database clock has microseconds, the closing date has not."""
    opened = OPENED.replace(microsecond=999_999)
    assert days_between(opened, OPENED) == 0.0


def test_days_between_unknown_start():
    assert days_between(None, OPENED) == 0.0


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [
        (1, "day", date(2026, 2, 1)),
        (30, "day", date(2026, 3, 2)),
        (2, "week", date(2026, 2, 14)),
        (1, "month", date(2026, 2, 28)),
        (13, "month", date(2027, 2, 28)),
        (25, "month", date(2028, 2, 29)),
    ],
)
def test_date_after(number, unit, expected):
    assert date_after(date(2026, 1, 31), number, unit) == expected


@pytest.mark.parametrize("number", [0, -1])
def test_date_after_without_delay(number):
    assert date_after(date(2026, 1, 31), number, "month") is None
