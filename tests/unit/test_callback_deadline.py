from datetime import datetime, timedelta

import pytest

from crm_plus.core.callback_deadline import add_working_time

MONDAY = datetime(2026, 3, 2)


def _at(day, hour, minute=0):
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


WEEK = [
    interval
    for day in range(5)
    for interval in ((_at(day, 8), _at(day, 12)), (_at(day, 13), _at(day, 17)))
]


@pytest.mark.parametrize(
    ("start", "minutes", "expected"),
    [
        (_at(0, 9), 60, _at(0, 10)),
        (_at(0, 11, 30), 60, _at(0, 13, 30)),
        (_at(0, 11), 60, _at(0, 12)),
        (_at(0, 16, 45), 30, _at(1, 8, 15)),
        (_at(0, 22), 15, _at(1, 8, 15)),
        (_at(0, 12), 1, _at(0, 13, 1)),
        (_at(0, 9), 0, _at(0, 9)),
        (_at(0, 8), 8 * 60 * 4, _at(3, 17)),
        (_at(4, 16, 45), 30, None),
        (_at(6, 9), 1, None),
    ],
)
def test_add_working_time(start, minutes, expected):
    assert add_working_time(start, timedelta(minutes=minutes), WEEK) == expected


def test_without_working_hours_there_is_no_deadline():
    assert add_working_time(MONDAY, timedelta(hours=1), []) is None
