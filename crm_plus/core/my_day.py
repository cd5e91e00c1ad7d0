"""In which order the work of a day is shown.

Value at risk
=============

What is lost if an item is left undone today is estimated as::

    expected revenue x win chance x urgency

* *Expected revenue x win chance* is the expected value of the deal, the same
  weighting as the prorated revenue of the pipeline. Expected value is the
  ordering that earns most when one can do only a part of the list.
* *Urgency* grows with lateness, because an answer loses effect with each day
  it is late; it is 1 for what is due today and reaches 2 after thirty days.
  It is linear and capped on purpose: a seller can check it in his head, and a
  forgotten trifle never outranks a large deal that is due now.

The closing date of a deal counts like a deadline: a deal that should have been
closed ten days ago is ten days late.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

FULL_URGENCY_DAYS = 30

# A deal is hot from this chance (in per cent) or this priority on.
HOT_PROBABILITY = 70.0
HOT_PRIORITY = 2

SECTIONS = ("overdue", "meeting", "call", "visit", "task", "hot_lead")


def urgency(due: date | None, today: date) -> float:
    """Return the weight of lateness, from 1 (due today or later) to 2.

    >>> today = date(2026, 5, 31)
    >>> urgency(date(2026, 6, 3), today), urgency(None, today)
    (1.0, 1.0)
    >>> urgency(date(2026, 5, 16), today)
    1.5
    >>> urgency(date(2025, 1, 1), today)
    2.0
    """
    if due is None:
        return 1.0
    late = min(max((today - due).days, 0), FULL_URGENCY_DAYS)
    return 1.0 + late / FULL_URGENCY_DAYS


def value_at_risk(
    revenue: float, probability: float, due: date | None, today: date
) -> float:
    """Return the expected loss when the item is left undone.

    :param revenue: expected revenue
    :param probability: win chance in per cent; anything outside 0..100 is cut off

    >>> value_at_risk(10_000, 40, date(2026, 5, 16), date(2026, 5, 31))
    6000.0
    >>> value_at_risk(10_000, 0, None, date(2026, 5, 31))
    0.0
    """
    chance = min(max(probability, 0.0), 100.0) / 100
    return round(revenue * chance * urgency(due, today), 2)


def section_of(kind: str, due: date, today: date) -> str:
    """Return the section of a task: what is late stands under Overdue.

    >>> section_of("call", date(2026, 5, 30), date(2026, 5, 31))
    'overdue'
    >>> section_of("call", date(2026, 5, 31), date(2026, 5, 31))
    'call'
    """
    if due < today:
        return "overdue"
    return kind if kind in SECTIONS else "task"


def order_items(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sort the items of a section: open before done, then by value at risk.

    Items of the same value (such as deals without a win chance yet) follow their
    revenue, time, due date and name, so that the list never jumps when it is
    loaded again.
    """
    return sorted(
        items,
        key=lambda item: (
            item["done"],
            -item["value_at_risk"],
            -item["revenue"],
            item["time"] or "24:00",
            item["due"] or "9999",
            item["name"] or "",
            item["id"],
        ),
    )


def total_per_deal(items: Iterable[dict[str, Any]], key: str) -> float:
    """Sum an amount over the open items, each deal once with its largest figure.

    A deal with a call and a visit on the same day is still one deal.

    >>> call = {"id": "a", "lead_id": 7, "done": False, "revenue": 100.0}
    >>> visit = {"id": "b", "lead_id": 7, "done": False, "revenue": 100.0}
    >>> total_per_deal([call, visit], "revenue")
    100.0
    """
    largest: dict[Any, float] = {}
    for item in items:
        if not item["done"]:
            deal = item["lead_id"] or item["id"]
            largest[deal] = max(largest.get(deal, 0.0), item[key])
    return round(sum(largest.values()), 2)
