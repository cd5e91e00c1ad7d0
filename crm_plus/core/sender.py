"""Which senders an e-mail alias accepts.

A list holds domains (``example.com``, which covers ``mail.example.com`` too) and
full addresses, parted by commas, semicolons, blanks or new lines.
"""

import re

_SEPARATORS = re.compile(r"[\s,;،؛、，；]+")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_LOCAL_PART = re.compile(r"[^\s@,;<>\"]+")


def _ascii_domain(domain: str) -> str:
    """Return ``domain`` in lower case and in its form for the wire.

    >>> _ascii_domain("Example.COM.")
    'example.com'
    >>> _ascii_domain("münchen.example")
    'xn--mnchen-3ya.example'

    :raise ValueError: when it is no domain
    """
    domain = domain.strip().rstrip(".").lower()
    if not domain.isascii():
        domain = domain.encode("idna").decode("ascii")
    labels = domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError(domain)
    return domain


def _normalize(entry: str) -> str:
    """Return one entry of a list in its comparable form.

    >>> _normalize("@Example.com")
    'example.com'
    >>> _normalize("*.Example.com")
    'example.com'
    >>> _normalize("Sara@Example.com")
    'sara@example.com'

    :raise ValueError: when it is neither a domain nor an address
    """
    local, separator, domain = entry.rpartition("@")
    domain = _ascii_domain(domain.removeprefix("*."))
    if not separator or not local:
        return domain
    if not _LOCAL_PART.fullmatch(local):
        raise ValueError(entry)
    return f"{local.lower()}@{domain}"


def parse_senders(text: str) -> tuple[list[str], list[str]]:
    """Split a list of senders into normalised entries and unreadable ones.

    >>> parse_senders("acme.com, @Acme.com\\nsara@example.org; oops")
    (['acme.com', 'sara@example.org'], ['oops'])
    >>> parse_senders("")
    ([], [])
    """
    entries: dict[str, None] = {}
    wrong: dict[str, None] = {}
    for entry in filter(None, _SEPARATORS.split(text or "")):
        try:
            entries[_normalize(entry)] = None
        except (ValueError, UnicodeError):
            wrong[entry] = None
    return list(entries), list(wrong)


def matches(email: str, entries: list[str]) -> bool:
    """Tell whether the address is on the list.

    >>> matches("Sara@mail.acme.com", ["acme.com"])
    True
    >>> matches("sara@notacme.com", ["acme.com"])
    False
    >>> matches("sara@acme.com", ["omid@acme.com"])
    False
    >>> matches("acme.com", ["acme.com"])
    False
    """
    if "@" not in email:
        return False
    try:
        address = _normalize(email)
    except (ValueError, UnicodeError):
        return False
    domain = address.rpartition("@")[2]
    return any(
        entry == address if "@" in entry else f".{domain}".endswith(f".{entry}")
        for entry in entries
    )


def is_accepted(email: str, allowed: str, denied: str) -> bool:
    """Tell whether mail from ``email`` is let in; a refusal wins.

    >>> is_accepted("sara@acme.com", "", "")
    True
    >>> is_accepted("sara@acme.com", "acme.com", "spam.acme.com")
    True
    >>> is_accepted("x@spam.acme.com", "acme.com", "spam.acme.com")
    False
    >>> is_accepted("omid@example.org", "acme.com", "")
    False
    """
    if matches(email, parse_senders(denied)[0]):
        return False
    allowed_entries = parse_senders(allowed)[0]
    return not allowed_entries or matches(email, allowed_entries)
