from datetime import datetime, timedelta

import pytest

from crm_plus.core.counter import count_meetings, whole_days

START = datetime(2025, 3, 1, 8, 0, 0)


@pytest.mark.parametrize(
    ("delta", "days"),
    [
        (timedelta(0), 0),
        (timedelta(microseconds=-1), 0),
        (timedelta(seconds=-1), 0),
        (timedelta(hours=23, minutes=59, seconds=59), 0),
        (timedelta(days=1), 1),
        (timedelta(days=-1), 1),
        (timedelta(days=-1, hours=-12), 1),
        (timedelta(days=40, hours=1), 40),
    ],
)
def test_whole_days(delta, days):
    assert whole_days(START, START + delta) == days


@pytest.mark.parametrize(
    ("offsets", "planned", "held"),
    [
        ([], 0, 0),
        ([0], 0, 1),
        ([1], 1, 0),
        ([-5, -1, 0, 2], 1, 3),
        ([3, 4, 5], 3, 0),
    ],
)
def test_meetings_are_planned_until_they_end(offsets, planned, held):
    stops = (START + timedelta(hours=hours) for hours in offsets)
    assert count_meetings(stops, START) == (planned, held)
