"""Sign and verify the calls a telephone system makes to us.

The signature is the hexadecimal HMAC-SHA256, under the secret of the channel,
of the timestamp, a full stop and the body exactly as sent::

    signature = HMAC_SHA256(secret, timestamp + "." + body)

The timestamp is part of what is signed, so that an old call cannot be sent again
under a fresh one.
"""

import hashlib
import hmac
import shlex

TIMESTAMP_HEADER = "X-CRM-Plus-Timestamp"
SIGNATURE_HEADER = "X-CRM-Plus-Signature"
TOLERANCE_SECONDS = 300
PREFIX = "sha256="

EXAMPLE = """\
address=%(address)s
secret='the secret of this telephone system'

timestamp=$(date +%%s)
body='{"event_id": "test-'$timestamp'", "event": "missed",
 "call_id": "test-'$timestamp'", "direction": "inbound",
 "from": "+32 456 00 11 22", "to": "200",
 "time": "'$(date -u +%%Y-%%m-%%dT%%H:%%M:%%SZ)'"}'
signature=$(printf '%%s.%%s' "$timestamp" "$body" |
  openssl dgst -sha256 -hmac "$secret" -r | cut -d' ' -f1)

curl --data-binary "$body" "$address" \\
  -H 'Content-Type: application/json' \\
  -H "%(timestamp_header)s: $timestamp" \\
  -H "%(signature_header)s: %(prefix)s$signature"
"""


class SignatureError(ValueError):
    """The call is not signed with the secret of the channel."""


class StaleTimestampError(ValueError):
    """The call was signed too long ago, or by a clock that runs ahead."""


def example(address: str) -> str:
    """Return shell commands that report a missed call to the address.

    >>> print(example("https://example.com/a?b=1&c").splitlines()[0])
    address='https://example.com/a?b=1&c'
    """
    return EXAMPLE % {
        "address": shlex.quote(address),
        "timestamp_header": TIMESTAMP_HEADER,
        "signature_header": SIGNATURE_HEADER,
        "prefix": PREFIX,
    }


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return the signature of ``body`` sent at ``timestamp``.

    >>> sign("secret", "1700000000", b"{}")[:23]
    'sha256=b8569b78799ff9e3'
    >>> sign("secret", "1700000000", b"{}") == sign("other", "1700000000", b"{}")
    False
    """
    message = timestamp.encode() + b"." + body
    digest = hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
    return PREFIX + digest


def verify(
    secret: str,
    timestamp: str,
    signature: str,
    body: bytes,
    now: float,
    tolerance: int = TOLERANCE_SECONDS,
) -> None:
    r"""Accept a call or say why not.

    The signature is compared first and in constant time: whoever does not know
    the secret learns nothing, not even whether his clock is right.

    :raise SignatureError: missing, malformed or wrong signature
    :raise StaleTimestampError: signed outside the tolerated window

    >>> good = sign("secret", "1700000000", b"{}")
    >>> verify("secret", "1700000000", good, b"{}", now=1700000300)
    >>> late = 1700000301
    >>> verify("secret", "1700000000", good, b"{}", late)  \
    ...     # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    StaleTimestampError: signed 301 seconds ago
    >>> verify("secret", "1700000000", good, b"[]", late)  \
    ...     # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    SignatureError: wrong signature
    """
    if not (secret and timestamp and signature):
        raise SignatureError("missing signature")
    expected = sign(secret, timestamp, body)
    if not hmac.compare_digest(expected.encode(), signature.strip().lower().encode()):
        raise SignatureError("wrong signature")
    try:
        age = int(now - int(timestamp))
    except ValueError as error:
        raise StaleTimestampError("the timestamp is no whole number") from error
    if abs(age) > tolerance:
        when = f"{age} seconds ago" if age > 0 else f"{-age} seconds ahead of us"
        raise StaleTimestampError(f"signed {when}")
