"""What a telephone system reports about a call, and what it adds up to.

A call is the fold of its events. The fold does not depend on the order in which
the events arrive, and an event counted twice changes nothing: telephone systems
repeat and overtake themselves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

KINDS = ("ringing", "answered", "missed", "ended")
DIRECTIONS = ("inbound", "outbound")
MAX_TEXT = 256
MAX_URL = 2048
MAX_DURATION = 7 * 24 * 3600


class EventError(ValueError):
    """The event lacks something or says something impossible."""


@dataclass(frozen=True)
class CallEvent:
    """One report about one call; times are naive UTC, durations are seconds."""

    uid: str
    kind: str
    call_uid: str
    direction: str
    number: str
    time: datetime
    start: datetime | None = None
    duration: int | None = None
    extension: str = ""
    recording_url: str = ""


@dataclass(frozen=True)
class CallSummary:
    """What the events seen so far say about the call."""

    state: str
    outcome: str | None
    direction: str
    number: str
    start: datetime
    duration_minutes: float
    extension: str
    recording_url: str


def parse_event(payload: Any) -> CallEvent:
    """Read one event from decoded JSON.

    :raise EventError: says which field is wrong, for the person who connects
        the telephone system

    >>> event = parse_event({
    ...     "event_id": "7", "event": "missed", "call_id": "c1",
    ...     "direction": "inbound", "from": "+98 21 5550 0100", "to": "200",
    ...     "time": "2026-03-02T09:30:00Z"})
    >>> event.number, event.time
    ('+98 21 5550 0100', datetime.datetime(2026, 3, 2, 9, 30))
    >>> parse_event({"event": "sneezed"})  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    EventError: "event" must be one of ringing, answered, missed, ended
    """
    if not isinstance(payload, Mapping):
        raise EventError("the body must be a JSON object")
    kind = _choice(payload, "event", KINDS)
    uid = _text(payload, "event_id", required=True)
    call_uid = _text(payload, "call_id", required=True)
    direction = _choice(payload, "direction", DIRECTIONS)
    customer = "from" if direction == "inbound" else "to"
    return CallEvent(
        uid=uid,
        kind=kind,
        call_uid=call_uid,
        direction=direction,
        # A caller may hide his number: the field may be empty.
        number=_text(payload, customer),
        time=_time(payload, "time", required=True),
        start=_time(payload, "start"),
        duration=_duration(payload),
        extension=_text(payload, "extension"),
        recording_url=_url(payload, "recording_url"),
    )


def fold_events(events: Iterable[CallEvent]) -> CallSummary:
    """Add up the events of one call.

    An answered call that ended was held. A call that ended, or was reported
    missed, and that nobody answered is missed when it came in; when it went out
    it is a held attempt without an answer. Anything else is still going on.

    :raise ValueError: without any event

    >>> from datetime import timedelta
    >>> at = datetime(2026, 3, 2, 9, 30)
    >>> ring = CallEvent("1", "ringing", "c", "inbound", "+1", at)
    >>> miss = CallEvent("2", "missed", "c", "inbound", "+1", at + timedelta(0, 20))
    >>> fold_events([miss, ring]).state, fold_events([ring]).state
    ('missed', 'ongoing')
    """
    ordered = sorted(set(events), key=lambda event: (event.time, event.uid))
    if not ordered:
        raise ValueError("a call needs at least one event")
    state, outcome = _state(ordered)
    return CallSummary(
        state=state,
        outcome=outcome,
        direction=ordered[0].direction,
        number=next((event.number for event in ordered if event.number), ""),
        start=min(event.start or event.time for event in ordered),
        duration_minutes=_minutes(ordered),
        extension=_last(ordered, "extension"),
        recording_url=_last(ordered, "recording_url"),
    )


def _state(ordered: list[CallEvent]) -> tuple[str, str | None]:
    kinds = {event.kind for event in ordered}
    talked = any(event.kind == "ended" and event.duration for event in ordered)
    answered = "answered" in kinds or talked
    over = bool(kinds & {"missed", "ended"})
    if not over:
        return "ongoing", None
    if answered:
        return "held", "answered"
    if ordered[0].direction == "inbound":
        return "missed", None
    return "held", "no_answer"


def _minutes(ordered: list[CallEvent]) -> float:
    """Minutes of talk: as reported, else from answer to end."""
    reported = [event.duration for event in ordered if event.duration]
    if reported:
        return max(reported) / 60
    answers = [event.time for event in ordered if event.kind == "answered"]
    ends = [event.time for event in ordered if event.kind == "ended"]
    if not (answers and ends):
        return 0.0
    return max((max(ends) - min(answers)).total_seconds(), 0) / 60


def _last(ordered: list[CallEvent], field: str) -> str:
    values = [getattr(event, field) for event in ordered]
    return next((value for value in reversed(values) if value), "")


def _is_storable(value: Any, length: int) -> bool:
    """Whether it is a text the database takes; JSON may carry others.

    >>> _is_storable("+98 21", 256), _is_storable("a\\0b", 256)
    (True, False)
    >>> _is_storable(chr(0xD800), 256)
    False
    """
    if not isinstance(value, str) or len(value) > length or "\0" in value:
        return False
    # Half a surrogate pair is a Python text, but no UTF-8.
    return not any(0xD800 <= ord(letter) <= 0xDFFF for letter in value)


def _choice(payload: Mapping[str, Any], key: str, choices: tuple[str, ...]) -> str:
    value = payload.get(key)
    if value not in choices:
        raise EventError(f'"{key}" must be one of {", ".join(choices)}')
    return value


def _text(payload: Mapping[str, Any], key: str, required: bool = False) -> str:
    value = payload.get(key)
    if value is None:
        value = ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not _is_storable(value, MAX_TEXT):
        raise EventError(f'"{key}" must be a text of at most {MAX_TEXT} characters')
    value = value.strip()
    if required and not value:
        raise EventError(f'"{key}" is missing')
    return value


def _time(
    payload: Mapping[str, Any], key: str, required: bool = False
) -> datetime | None:
    value = payload.get(key)
    if value is None and not required:
        return None
    message = f'"{key}" must be an ISO 8601 time with its offset, 2026-03-02T09:30:00Z'
    if not isinstance(value, str):
        raise EventError(message)
    try:
        # Python 3.10 does not read the letter Z.
        moment = datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
        if moment.tzinfo is None:
            raise EventError(message)
        # The ORM wants naive UTC without fractions.
        return moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
    except (ValueError, OverflowError) as error:
        raise EventError(message) from error


def _duration(payload: Mapping[str, Any]) -> int | None:
    value = payload.get("duration")
    if value is None:
        return None
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not 0 <= value <= MAX_DURATION:
        raise EventError(f'"duration" must be seconds between 0 and {MAX_DURATION}')
    return int(value)


def _url(payload: Mapping[str, Any], key: str) -> str:
    value = payload.get(key)
    if value is None or value == "":
        return ""
    if not (_is_storable(value, MAX_URL) and value.startswith(("https://", "http://"))):
        raise EventError(f'"{key}" must be an http or https address')
    return value
