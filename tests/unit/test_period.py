from datetime import date, timedelta

import pytest

from crm_plus.core.period import (
    MONTHS_PER_PERIOD,
    elapsed_percent,
    months_of,
    next_period_start,
    percent,
    period_end,
    period_start,
    progress_state,
    sum_months,
)

APRIL = (date(2026, 4, 1), date(2026, 4, 30))


@pytest.mark.parametrize(
    ("period_type", "start", "end"),
    [
        ("month", date(2026, 8, 1), date(2026, 8, 31)),
        ("quarter", date(2026, 7, 1), date(2026, 9, 30)),
        ("year", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_first_middle_and_last_day_lie_in_the_same_period(period_type, start, end):
    for day in (start, date(2026, 8, 17), end):
        assert period_start(day, period_type) == start
        assert period_end(day, period_type) == end
        assert next_period_start(day, period_type) == end + timedelta(days=1)


@pytest.mark.parametrize("period_type", MONTHS_PER_PERIOD)
def test_periods_follow_each_other_without_gap_through_leap_years(period_type):
    day = period_start(date(2023, 1, 1), period_type)
    while day < date(2029, 1, 1):
        end = period_end(day, period_type)
        assert period_start(end, period_type) == day
        assert len(list(months_of(day, end))) == MONTHS_PER_PERIOD[period_type]
        assert next_period_start(day, period_type) == end + timedelta(days=1)
        day = next_period_start(day, period_type)
    assert day == date(2029, 1, 1)


def test_february_of_a_leap_year_has_29_days():
    assert period_end(date(2028, 2, 1), "month") == date(2028, 2, 29)
    assert period_end(date(2100, 2, 1), "month") == date(2100, 2, 28)


def test_months_of_crosses_the_year():
    assert list(months_of(date(2026, 11, 15), date(2027, 2, 1))) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 2, 1),
    ]


def test_sum_months_takes_the_subject_and_the_period_only():
    totals = {
        ("a", date(2026, 3, 1)): 1.0,
        ("a", date(2026, 4, 1)): 2.0,
        ("a", date(2026, 6, 1)): 4.0,
        ("a", date(2026, 7, 1)): 8.0,
        ("b", date(2026, 5, 1)): 16.0,
    }
    assert sum_months(totals, "a", date(2026, 4, 1), date(2026, 6, 30)) == 6.0
    assert sum_months(totals, "c", date(2026, 4, 1), date(2026, 6, 30)) == 0.0


@pytest.mark.parametrize(
    ("achieved", "target", "expected"),
    [(0, 10, 0), (5, 10, 50), (10, 10, 100), (25, 10, 250), (5, 0, 0), (-5, 10, -50)],
)
def test_percent_never_divides_by_zero(achieved, target, expected):
    assert percent(achieved, target) == expected


def test_elapsed_percent_is_bounded():
    assert elapsed_percent(*APRIL, date(2026, 3, 31)) == 0
    assert elapsed_percent(*APRIL, date(2026, 4, 1)) == 0
    assert elapsed_percent(*APRIL, date(2026, 4, 4)) == 10
    assert elapsed_percent(*APRIL, date(2026, 5, 1)) == 100
    assert elapsed_percent(*APRIL, date(2027, 1, 1)) == 100


@pytest.mark.parametrize(
    ("achieved", "today", "state"),
    [
        (0, date(2026, 3, 31), "upcoming"),
        (100, date(2026, 3, 31), "reached"),
        (0, date(2026, 4, 1), "on_track"),
        (9, date(2026, 4, 4), "behind"),
        (10, date(2026, 4, 4), "on_track"),
        (100, date(2026, 4, 4), "reached"),
        (96, date(2026, 4, 30), "behind"),
        (97, date(2026, 4, 30), "on_track"),
        (99, date(2026, 5, 1), "missed"),
        (100, date(2026, 5, 1), "reached"),
    ],
)
def test_progress_state(achieved, today, state):
    assert progress_state(achieved, 100, *APRIL, today) == state
