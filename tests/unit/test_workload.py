from datetime import date, datetime, time, timedelta

from crm_plus.core.workload import (
    DayLoad,
    Problem,
    better_days,
    fullness,
    problems,
)

MONDAY = date(2026, 5, 11)


def at(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute))


def load(day=MONDAY, tasks=0, busy=(), worked=True, planned=True):
    hours = ((at(day, 8), at(day, 12)), (at(day, 13), at(day, 17)))
    return DayLoad(
        day,
        tasks,
        hours if planned else (),
        hours if planned and worked else (),
        tuple((at(day, start), at(day, stop)) for start, stop in busy),
    )


def test_free_day_has_no_problem():
    assert problems(load(tasks=3), 8) == []


def test_more_tasks_than_the_limit():
    assert problems(load(tasks=8), 8) == []
    assert problems(load(tasks=9), 8) == [Problem.TASKS]
    assert problems(load(tasks=99), 0) == []


def test_meeting_at_that_time():
    meeting = load(busy=[(10, 11)])
    assert problems(meeting, 8, (time(10, 30), time(11, 30))) == [Problem.CLASH]
    assert problems(meeting, 8, (time(9), time(10))) == []
    assert problems(meeting, 8, (time(11), time(12))) == []
    assert problems(meeting, 8) == []


def test_full_calendar_without_an_hour():
    full = load(busy=[(8, 12), (13, 17)])
    assert full.free_minutes == 0
    assert problems(full, 8) == [Problem.BOOKED]
    # with an hour only that hour counts
    assert problems(full, 8, (time(18), time(19))) == []


def test_overlapping_meetings_count_once():
    assert load(busy=[(8, 10), (9, 11)]).free_minutes == 300


def test_leave_and_day_off_are_told_apart():
    assert problems(load(worked=False), 8) == [Problem.LEAVE]
    assert problems(load(planned=False), 8) == [Problem.DAY_OFF]


def test_every_reason_is_named():
    day_off = load(planned=False, tasks=9, busy=[(10, 11)])
    assert problems(day_off, 8, (time(10), time(11))) == [
        Problem.DAY_OFF,
        Problem.CLASH,
        Problem.TASKS,
    ]


def test_fullness_counts_tasks_and_meetings():
    assert fullness(load(tasks=4), 8) == 0.5
    assert fullness(load(tasks=4, busy=[(8, 12)]), 8) == 1.0
    assert fullness(load(tasks=4), 0) == 0.5


def days(*loads):
    """One workable day after the other, with so many tasks."""
    return [
        load(MONDAY + timedelta(days=number), tasks)
        for number, tasks in enumerate(loads)
    ]


def test_three_emptiest_days_in_calendar_order():
    found = better_days(days(5, 1, 6, 0, 2), 8)
    assert [(day.day.day, day.tasks) for day in found] == [(12, 1), (14, 0), (15, 2)]


def test_earlier_day_wins_a_tie():
    assert [day.day.day for day in better_days(days(2, 2, 2, 2), 8)] == [11, 12, 13]


def test_full_and_bad_days_never_qualify():
    loads = [
        load(MONDAY, tasks=8),
        load(MONDAY + timedelta(days=1), worked=False),
        load(MONDAY + timedelta(days=2), planned=False),
        load(MONDAY + timedelta(days=3), busy=[(8, 12), (13, 17)]),
        load(MONDAY + timedelta(days=4), tasks=7),
    ]
    assert [day.day.day for day in better_days(loads, 8)] == [15]


def test_hour_must_be_free_on_the_better_day():
    loads = [load(MONDAY, busy=[(10, 11)]), load(MONDAY + timedelta(days=1), tasks=5)]
    assert [day.day.day for day in better_days(loads, 8, (time(10), time(11)))] == [12]


def test_nearest_ten_days_are_weighed_only():
    found = better_days(days(*[3] * 10, 0, 0, 0), 8)
    assert [day.day.day for day in found] == [11, 12, 13]


def test_nothing_better_gives_nothing():
    assert better_days([], 8) == []
    assert better_days(days(9, 9), 8) == []
