"""Speak to the person at the terminal: progress, and problems in one sentence."""

import errno
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# A command starts itself again in its virtual environment and hands this over.
STARTED_VARIABLE = "CRM_PLUS_STARTED"
STARTED = float(os.environ.pop(STARTED_VARIABLE, time.time()))


class Problem(Exception):
    """Something the user can mend; the message is one clear sentence."""


def say(message: str = "") -> None:
    """Print one line at once, even when the output is a file or a pipe."""
    print(message, flush=True)


def progress(message: str) -> None:
    """Print one step of a longer preparation with the seconds since the start."""
    say(f"[{time.time() - STARTED:5.1f} s] {message}")


def note(message: str) -> None:
    """Print something worth knowing that does not stop the command."""
    print(f"note: {message}", file=sys.stderr, flush=True)


def guard(main: Callable[[], int]) -> int:
    """Run ``main`` and turn what may go wrong into a sentence and a status.

    :param main: the command
    :return: exit status for the shell
    """
    for number in STOPPING:
        # What whoever started us wants ignored (nohup does) stays ignored.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        return main()
    except Problem as problem:
        print(f"{_program()}: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"{_program()}: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output has gone; nothing is left to tell him.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        print(f"{_program()}: {explain(error)}", file=sys.stderr)
        return 1


def explain(error: OSError) -> str:
    """Say in one sentence what the operating system refused.

    >>> explain(OSError(errno.ENOSPC, "No space left on device", "/tmp/x"))
    'the disk is full (/tmp/x): free some space and start again.'
    >>> explain(PermissionError(errno.EACCES, "Permission denied", "/x"))
    'permission denied (/x).'
    """
    place = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk is full{place}: free some space and start again."
    return f"{(error.strerror or str(error)).lower()}{place}."


def _program() -> str:
    return f"script/{os.path.basename(sys.argv[0])}"


def _stop(number: int, frame: FrameType | None) -> None:
    """Stop the command; what is asked again must not disturb the tidying up."""
    for other in STOPPING:
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt
