"""Sign and verify the calls a telephone system makes to us.

The signature is the hexadecimal HMAC-SHA256, under the secret of the channel,
of the timestamp, a full stop and the body exactly as sent::

    signature = HMAC_SHA256(secret, timestamp + "." + body)

The timestamp is part of what is signed, so that an old call cannot be sent again
under a fresh one.
"""

import hashlib
import hmac

TOLERANCE_SECONDS = 300
PREFIX = "sha256="


class SignatureError(ValueError):
    """The call is not signed with the secret of the channel."""


class StaleTimestampError(ValueError):
    """The call was signed too long ago, or by a clock that runs ahead."""


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
        raise StaleTimestampError(f"signed {age} seconds ago")
