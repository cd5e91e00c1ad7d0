import hashlib
import hmac

import pytest

from crm_plus.core import webhook_signature as signature

SECRET = "correct horse battery staple"
BODY = b'{"event": "missed"}'
NOW = 1_767_225_600


def _signed(body=BODY, secret=SECRET, at=NOW):
    return signature.sign(secret, str(at), body)


def test_signature_is_hmac_sha256_of_timestamp_dot_body():
    expected = hmac.new(
        SECRET.encode(), b"1767225600." + BODY, hashlib.sha256
    ).hexdigest()
    assert _signed() == f"sha256={expected}"


def test_signature_covers_the_timestamp():
    assert _signed(at=NOW) != _signed(at=NOW + 1)


@pytest.mark.parametrize("age", [-300, -1, 0, 1, 300])
def test_inside_the_window_is_accepted(age):
    at = NOW - age
    signature.verify(SECRET, str(at), _signed(at=at), BODY, NOW)


@pytest.mark.parametrize("age", [-86400, -301, 301, 86400])
def test_outside_the_window_is_stale(age):
    at = NOW - age
    with pytest.raises(signature.StaleTimestampError):
        signature.verify(SECRET, str(at), _signed(at=at), BODY, NOW)


@pytest.mark.parametrize("upper", [True, False])
def test_hexadecimal_case_and_blanks_do_not_matter(upper):
    signed = _signed().upper() if upper else f" {_signed()}\n"
    signature.verify(SECRET, str(NOW), signed, BODY, NOW)


@pytest.mark.parametrize(
    ("secret", "timestamp", "signed", "body"),
    [
        (SECRET, "", _signed(), BODY),
        (SECRET, str(NOW), "", BODY),
        ("", str(NOW), _signed(), BODY),
        (SECRET, str(NOW), _signed(secret="other"), BODY),
        (SECRET, str(NOW), _signed(), BODY + b" "),
        (SECRET, str(NOW + 1), _signed(), BODY),
        (SECRET, str(NOW), _signed()[:-1], BODY),
        (SECRET, str(NOW), _signed().removeprefix("sha256="), BODY),
        (SECRET, str(NOW), "sha256=نادرست", BODY),
    ],
)
def test_anything_else_is_refused(secret, timestamp, signed, body):
    with pytest.raises(signature.SignatureError):
        signature.verify(secret, timestamp, signed, body, NOW)


@pytest.mark.parametrize("timestamp", ["now", "1767225600.5", "٩٩x"])
def test_signed_but_unreadable_timestamp_is_stale(timestamp):
    signed = signature.sign(SECRET, timestamp, BODY)
    with pytest.raises(signature.StaleTimestampError):
        signature.verify(SECRET, timestamp, signed, BODY, NOW)


def test_wrong_signature_is_told_before_the_age():
    with pytest.raises(signature.SignatureError):
        signature.verify(SECRET, str(NOW - 9999), "sha256=00", BODY, NOW)
