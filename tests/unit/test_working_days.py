from datetime import date, datetime, timedelta

import pytest

from crm_plus.core.working_days import (
    MAX_COUNT,
    WorkSchedule,
    add_working_days,
    every_week,
    minutes,
    same_hour_next_workday,
    subtract,
    week_parity,
)

DAY = [(8.0, 12.0), (13.0, 17.0)]
# Friday 8 May 2026 is the start of most examples
FRIDAY = date(2026, 5, 8)
OFFICE = every_week({weekday: DAY for weekday in range(5)})
# Iran: Saturday to Wednesday
IRAN = every_week({weekday: DAY for weekday in (5, 6, 0, 1, 2)})


def holiday(first, last):
    return (
        datetime.combine(first, datetime.min.time()),
        datetime.combine(last, datetime.max.time()),
    )


@pytest.mark.parametrize(
    ("schedule", "start", "count", "result"),
    [
        (OFFICE, FRIDAY, 1, date(2026, 5, 11)),
        (OFFICE, FRIDAY, 5, date(2026, 5, 15)),
        (OFFICE, FRIDAY, 6, date(2026, 5, 18)),
        (OFFICE, date(2026, 5, 9), 1, date(2026, 5, 11)),
        (IRAN, date(2026, 5, 6), 1, date(2026, 5, 9)),
        (IRAN, date(2026, 5, 7), 0, date(2026, 5, 9)),
        (OFFICE, FRIDAY, 0, FRIDAY),
        (OFFICE, date(2026, 5, 10), 0, date(2026, 5, 11)),
        (OFFICE, date(2026, 5, 11), -1, FRIDAY),
    ],
)
def test_count_forward(schedule, start, count, result):
    assert add_working_days(schedule, start, count) == result


@pytest.mark.parametrize(
    ("start", "count", "result"),
    [
        (date(2026, 5, 11), 1, FRIDAY),
        (date(2026, 5, 11), 6, date(2026, 5, 1)),
        (date(2026, 5, 10), 0, FRIDAY),
    ],
)
def test_count_backward(start, count, result):
    assert add_working_days(OFFICE, start, count, backward=True) == result


def test_holidays_and_leaves_do_not_count():
    nowruz = WorkSchedule(IRAN.hours, (holiday(date(2026, 3, 21), date(2026, 3, 24)),))
    # Wednesday 18 March; Saturday to Tuesday are off, Wednesday is the first
    assert add_working_days(nowruz, date(2026, 3, 18), 1) == date(2026, 3, 25)


def test_half_a_day_of_leave_leaves_a_working_day():
    morning = (datetime(2026, 5, 11, 8), datetime(2026, 5, 11, 12))
    afternoon = (datetime(2026, 5, 11, 13), datetime(2026, 5, 11, 17))
    half = WorkSchedule(OFFICE.hours, (morning,))
    both = WorkSchedule(OFFICE.hours, (morning, afternoon))
    assert add_working_days(half, FRIDAY, 1) == date(2026, 5, 11)
    assert add_working_days(both, FRIDAY, 1) == date(2026, 5, 12)


@pytest.mark.parametrize("hours", [{}, {(0, 0): (), (1, 0): ()}])
def test_no_working_day_at_all_gives_none(hours):
    assert add_working_days(WorkSchedule(hours), FRIDAY, 3) is None


def test_leave_without_end_gives_none():
    away = WorkSchedule(OFFICE.hours, (holiday(date(2026, 1, 1), date(9999, 12, 30)),))
    assert add_working_days(away, FRIDAY, 3) is None


def test_absurd_count_gives_none():
    assert add_working_days(OFFICE, FRIDAY, MAX_COUNT + 1) is None
    assert add_working_days(OFFICE, date(9999, 12, 1), 100) is None


def test_two_week_calendar_alternates():
    schedule = WorkSchedule({(week_parity(date(2026, 5, 11)), 0): tuple(DAY)})
    assert add_working_days(schedule, date(2026, 5, 11), 1) == date(2026, 5, 25)


def test_parity_changes_every_monday():
    assert week_parity(date(2026, 5, 10)) != week_parity(date(2026, 5, 11))
    assert week_parity(date(2026, 5, 11)) == week_parity(date(2026, 5, 17))
    # also over a year of 53 weeks
    assert week_parity(date(2026, 12, 28)) != week_parity(date(2027, 1, 4))


def test_worked_time_of_a_day():
    assert minutes(OFFICE.worked(FRIDAY)) == 480
    assert OFFICE.worked(date(2026, 5, 9)) == []


def test_subtract_cuts_the_edges():
    hours = [datetime(2026, 5, 8, hour) for hour in (8, 9, 10, 11)]
    eight, nine, ten, eleven = hours
    assert subtract([(eight, ten)], [(nine, eleven)]) == [(eight, nine)]
    assert subtract([(nine, eleven)], [(eight, ten)]) == [(ten, eleven)]
    assert subtract([(eight, nine)], [(nine, ten)]) == [(eight, nine)]
    assert subtract([], [(nine, ten)]) == []


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 5, 4, 10), datetime(2026, 5, 5, 10)),
        (datetime(2026, 5, 4, 12), datetime(2026, 5, 5, 13)),
        (datetime(2026, 5, 4, 16, 50), datetime(2026, 5, 5, 9)),
        (datetime(2026, 5, 4, 23), datetime(2026, 5, 5, 9)),
        (datetime(2026, 5, 4, 0), datetime(2026, 5, 5, 9)),
        (datetime(2026, 5, 8, 10), datetime(2026, 5, 11, 10)),
    ],
)
def test_same_hour_next_workday(moment, expected):
    office = every_week({day: [(9, 12), (13, 17)] for day in range(5)})
    quarter = timedelta(minutes=15)
    assert same_hour_next_workday(office, moment, quarter) == expected


def test_same_hour_next_workday_without_working_hours():
    never = every_week({})
    moment = datetime(2026, 5, 8, 10)
    assert same_hour_next_workday(never, moment) == datetime(2026, 5, 9, 10)
