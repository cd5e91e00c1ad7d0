"""Locks between processes, so that two first runs at once build things once."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from lib.console import progress


@contextmanager
def exclusive(path: Path, purpose: str) -> Iterator[None]:
    """Hold a lock file alone; say so when somebody else holds it."""
    with open(path, "a") as handle:
        if not _try(handle, fcntl.LOCK_EX):
            progress(f"Waiting for another run that is preparing {purpose} …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Try to hold a lock file alone, without waiting; yield whether we do."""
    with open(path, "a") as handle:
        yield _try(handle, fcntl.LOCK_EX)


class Share:
    """One of several users of a thing; the last to leave may take it down."""

    def __init__(self, path: Path) -> None:
        self._handle: IO[str] = open(path, "a")
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    def leave(self) -> bool:
        """Stop using it.

        :return: whether nobody else uses it
        """
        last = _try(self._handle, fcntl.LOCK_EX)
        self._handle.close()
        return last


def wait_until(test, seconds: float) -> bool:
    """Ask ``test`` again and again until it is true or the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if test():
            return True
        time.sleep(0.1)
    return False


def _try(handle: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
