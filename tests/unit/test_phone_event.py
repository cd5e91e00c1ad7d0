import itertools
from datetime import datetime, timedelta

import pytest

from crm_plus.core.phone_event import (
    CallEvent,
    EventError,
    fold_events,
    parse_event,
)

NINE = datetime(2026, 3, 2, 9, 0)


def _payload(**changes):
    payload = {
        "event_id": "e-1",
        "event": "ended",
        "call_id": "c-1",
        "direction": "inbound",
        "from": "+982155500100",
        "to": "200",
        "time": "2026-03-02T12:30:05.250+03:30",
        "start": "2026-03-02T09:00:00Z",
        "duration": 65,
        "extension": 201,
        "recording_url": "https://pbx.example.com/rec/1.wav",
    }
    payload.update(changes)
    return {key: value for key, value in payload.items() if value is not ...}


def _event(kind, seconds=0, direction="inbound", **changes):
    values = {
        "uid": f"{kind}-{seconds}",
        "kind": kind,
        "call_uid": "c-1",
        "direction": direction,
        "number": "+982155500100",
        "time": NINE + timedelta(seconds=seconds),
    }
    return CallEvent(**{**values, **changes})


def test_parse_reads_every_field():
    assert parse_event(_payload()) == CallEvent(
        uid="e-1",
        kind="ended",
        call_uid="c-1",
        direction="inbound",
        number="+982155500100",
        time=NINE.replace(second=5),
        start=NINE,
        duration=65,
        extension="201",
        recording_url="https://pbx.example.com/rec/1.wav",
    )


def test_parse_takes_the_customer_from_the_other_end():
    outbound = _payload(direction="outbound", to="+886225550100", **{"from": "200"})
    assert parse_event(outbound).number == "+886225550100"


@pytest.mark.parametrize("hidden", [..., None, "", "  "])
def test_parse_accepts_a_hidden_number(hidden):
    assert parse_event(_payload(**{"from": hidden})).number == ""


@pytest.mark.parametrize("payload", [[], None, "text", 7])
def test_parse_refuses_anything_but_an_object(payload):
    with pytest.raises(EventError, match="JSON object"):
        parse_event(payload)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("event", "sneezed"),
        ("event", ...),
        ("event", ["ended"]),
        ("event_id", ...),
        ("event_id", "  "),
        ("event_id", "x" * 257),
        ("event_id", {"a": 1}),
        ("event_id", True),
        ("call_id", ...),
        ("call_id", "a\0b"),
        ("call_id", "a\ud800b"),
        ("direction", "sideways"),
        ("from", "5" * 257),
        ("time", ...),
        ("time", "yesterday"),
        ("time", "2026-03-02T09:00:00"),
        ("time", 1767225600),
        ("time", "0001-01-01T00:00:00+14:00"),
        ("start", "09:00"),
        ("duration", -1),
        ("duration", "65"),
        ("duration", True),
        ("duration", 1e12),
        ("duration", float("nan")),
        ("recording_url", "javascript:alert(1)"),
        ("recording_url", "file:///etc/passwd"),
        ("recording_url", "https://x/" + "a" * 2048),
        ("recording_url", 5),
        ("recording_url", "https://x/\udfff"),
    ],
)
def test_parse_names_the_wrong_field(field, value):
    with pytest.raises(EventError, match=f'"{field}"'):
        parse_event(_payload(**{field: value}))


@pytest.mark.parametrize(
    ("kinds", "direction", "state", "outcome"),
    [
        (["ringing"], "inbound", "ongoing", None),
        (["ringing", "answered"], "inbound", "ongoing", None),
        (["ringing", "answered", "ended"], "inbound", "held", "answered"),
        (["ringing", "missed"], "inbound", "missed", None),
        (["ringing", "ended"], "inbound", "missed", None),
        (["missed"], "outbound", "held", "no_answer"),
        (["ringing", "ended"], "outbound", "held", "no_answer"),
        (["ringing", "answered", "ended"], "outbound", "held", "answered"),
        # One phone of the ring group missed it, another one answered.
        (["missed", "answered", "ended"], "inbound", "held", "answered"),
    ],
)
def test_fold_is_the_same_in_every_order(kinds, direction, state, outcome):
    events = [_event(kind, 10 * i, direction) for i, kind in enumerate(kinds)]
    summaries = {
        fold_events(order) for order in itertools.permutations(events + events[:1])
    }
    assert len(summaries) == 1
    summary = summaries.pop()
    assert (summary.state, summary.outcome) == (state, outcome)


def test_fold_ended_with_talk_counts_as_answered():
    summary = fold_events([_event("ended", 90, duration=65)])
    assert (summary.state, summary.duration_minutes) == ("held", 65 / 60)


def test_fold_measures_talk_from_answer_to_end():
    events = [_event("ringing"), _event("answered", 20), _event("ended", 140)]
    assert fold_events(events).duration_minutes == 2.0


def test_fold_never_measures_backwards():
    events = [_event("answered", 20), _event("ended", 10)]
    assert fold_events(events).duration_minutes == 0.0


def test_fold_takes_the_first_start_and_the_last_extension():
    events = [
        _event("ringing", 0, extension="200"),
        _event("answered", 9, extension="201", start=NINE - timedelta(seconds=3)),
        _event("ended", 30, recording_url="https://pbx.example.com/1"),
    ]
    summary = fold_events(events)
    assert summary.start == NINE - timedelta(seconds=3)
    assert summary.extension == "201"
    assert summary.recording_url == "https://pbx.example.com/1"


def test_fold_takes_the_number_from_whichever_event_knows_it():
    events = [_event("ringing", number=""), _event("missed", 9, number="+1")]
    assert fold_events(events).number == "+1"


def test_fold_of_nothing_is_an_error():
    with pytest.raises(ValueError, match="at least one"):
        fold_events([])
