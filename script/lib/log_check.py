"""Find what should not be in Odoo's log: any warning or error.

:data:`EXPECTED` is the short list of lines that may appear, each with the
reason why.
"""

import re
from collections.abc import Iterable
from pathlib import Path

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) \S+ (?P<text>.*)$"
)
BAD_LEVELS = {"WARNING", "ERROR", "CRITICAL"}
EXPECTED = (
    # Containers and build machines run as root; a production server should not.
    "odoo.service.server: Running as user 'root' is a security risk.",
    "odoo: Running as user 'root' is a security risk.",
)


def findings(lines: Iterable[str], also: Iterable[str] = ()) -> list[str]:
    """Return the lines of a log that must not be there.

    :param lines: the log
    :param also: further texts that may appear here, each justified by the caller

    >>> findings(["2026-01-02 03:04:05,678 9 INFO db odoo.x: fine"])
    []
    >>> findings(["2026-01-02 03:04:05,678 9 WARNING db odoo.x: not so fine"])
    ['WARNING odoo.x: not so fine']
    >>> findings(["2026-01-02 03:04:05,678 9 WARNING ? odoo.x: known"], ["known"])
    []
    """
    allowed = (*EXPECTED, *also)
    result = []
    for line in lines:
        found = LINE.match(line)
        if found and found["level"] in BAD_LEVELS:
            if not any(text in found["text"] for text in allowed):
                result.append(f"{found['level']} {found['text']}")
    return result


def findings_in(path: Path, also: Iterable[str] = ()) -> list[str]:
    """Return what must not be in a log file."""
    with open(path, errors="replace") as file:
        return findings(file, also)
