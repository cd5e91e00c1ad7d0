from datetime import date, timedelta

import pytest

from crm_plus.core.my_day import (
    FULL_URGENCY_DAYS,
    order_items,
    section_of,
    total_per_deal,
    urgency,
    value_at_risk,
)

TODAY = date(2026, 5, 31)


@pytest.mark.parametrize(
    ("late", "weight"),
    [(-5, 1.0), (0, 1.0), (3, 1.1), (15, 1.5), (30, 2.0), (400, 2.0)],
)
def test_urgency_grows_to_the_double(late, weight):
    assert urgency(TODAY - timedelta(days=late), TODAY) == pytest.approx(weight)


def test_urgency_is_full_after_thirty_days():
    assert FULL_URGENCY_DAYS == 30


@pytest.mark.parametrize(
    ("revenue", "probability", "late", "value"),
    [
        (10_000, 50, 0, 5_000),
        (10_000, 50, 30, 10_000),
        (10_000, 120, 0, 10_000),
        (10_000, -5, 0, 0),
        (0, 80, 10, 0),
    ],
)
def test_value_at_risk(revenue, probability, late, value):
    due = TODAY - timedelta(days=late)
    assert value_at_risk(revenue, probability, due, TODAY) == value


def test_large_deal_due_now_outranks_forgotten_trifle():
    forgotten = value_at_risk(500, 90, date(2025, 1, 1), TODAY)
    assert value_at_risk(50_000, 30, TODAY, TODAY) > forgotten


@pytest.mark.parametrize(
    ("kind", "due", "section"),
    [
        ("visit", TODAY, "visit"),
        ("visit", TODAY - timedelta(days=1), "overdue"),
        ("unknown", TODAY, "task"),
    ],
)
def test_section(kind, due, section):
    assert section_of(kind, due, TODAY) == section


def item(number, value=0.0, *, done=False, time=False, lead=False, revenue=0.0):
    return {
        "lead_id": lead,
        "id": str(number),
        "name": f"Item {number}",
        "value_at_risk": value,
        "revenue": revenue,
        "done": done,
        "time": time,
        "due": False,
    }


def test_open_before_done_then_value_revenue_and_time():
    items = [
        item(1, 10),
        item(2, 900, done=True),
        item(3, 500),
        item(4, 10, time="09:00"),
        item(5, 10, time="08:00"),
        item(6, 10, revenue=70),
    ]
    assert [each["id"] for each in order_items(items)] == ["3", "6", "5", "4", "1", "2"]


def test_total_counts_a_deal_once_and_done_items_never():
    items = [
        item(1, 100, lead=7),
        item(2, 150, lead=7),
        item(3, 30, lead=8),
        item(4, 900, lead=9, done=True),
        item(5, 5),
        item(6, 5),
    ]
    assert total_per_deal(items, "value_at_risk") == 190
    assert total_per_deal([], "value_at_risk") == 0
