"""Run other programs so that none of them outlives us."""

import ctypes
import os
import signal
import subprocess
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from lib.console import Problem, explain

Line = Callable[[str], None]
PR_SET_PDEATHSIG = 1


def run(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    on_line: Line | None = None,
    log: Path | None = None,
    stdin: Path | None = None,
) -> int:
    """Run a program to its end, its output line by line to ``on_line`` and ``log``.

    Whatever interrupts us (Ctrl-C, a signal, an error) also ends the program
    and its children.

    :param stdin: file that the program reads
    :return: exit status of the program
    """
    with open(log or os.devnull, "w") as sink, open(stdin or os.devnull) as source:
        child = start(argv, env=env, cwd=cwd, source=source)
        assert child.stdout
        try:
            for line in child.stdout:
                sink.write(line)
                if on_line:
                    on_line(line.rstrip("\n"))
            return child.wait()
        finally:
            end(child)


def start(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    to: IO[str] | int = subprocess.PIPE,
    source: IO[str] | int = subprocess.DEVNULL,
) -> subprocess.Popen[str]:
    """Start a program in a session of its own, its output into one place."""
    try:
        return subprocess.Popen(
            [str(word) for word in argv],
            env=None if env is None else dict(env),
            cwd=cwd,
            stdin=source,
            stdout=to,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
    except FileNotFoundError:
        raise Problem(f"the program {argv[0]} is missing.") from None


def end(child: subprocess.Popen[str], patience: float = 15) -> None:
    """End a program and all of its session: politely, then by force."""
    waits = ((signal.SIGINT, patience), (signal.SIGTERM, 5), (signal.SIGKILL, 5))
    for number, seconds in waits:
        if child.poll() is not None:
            break
        _signal_group(child.pid, number)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
    _signal_group(child.pid, signal.SIGKILL)
    if child.stdout:
        child.stdout.close()


def must(
    argv: Sequence[str | Path],
    failure: str,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    on_line: Line | None = None,
) -> list[str]:
    """Run a program that has to succeed.

    :param failure: what to tell the user, completed by the program's own reason
    :return: the last lines of its output
    :raise Problem: if it fails
    """
    tail: deque[str] = deque(maxlen=200)

    def keep(line: str) -> None:
        tail.append(line)
        if on_line:
            on_line(line)

    try:
        status = run(argv, env=env, cwd=cwd, on_line=keep)
    except OSError as error:
        raise Problem(f"{failure}: {explain(error)}") from error
    if status:
        raise Problem(f"{failure}: {reason(list(tail)) or f'status {status}'}")
    return list(tail)


def output(argv: Sequence[str | Path], env: Mapping[str, str] | None = None) -> str:
    """Return what a short program prints, or nothing if it fails or is missing."""
    try:
        done = subprocess.run(
            [str(word) for word in argv],
            env=None if env is None else dict(env),
            cwd="/",
            capture_output=True,
            text=True,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def reason(lines: Sequence[str]) -> str:
    """Pick the line that says best why a program failed.

    >>> reason(["Get:1 …", "E: Failed to fetch x  Hash Sum mismatch", "bye"])
    'Failed to fetch x  Hash Sum mismatch'
    >>> reason(["cp: error writing: No space left on device", "done"])
    'the disk is full: free some space and start again'
    """
    if any("No space left on device" in line for line in lines):
        return "the disk is full: free some space and start again"
    marks = ("E: ", "ERROR: ", "npm error ", "error: ", "dpkg-deb: error: ")
    for mark in marks:
        for line in lines:
            if line.startswith(mark):
                return line.removeprefix(mark).strip()
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _signal_group(leader: int, number: int) -> None:
    try:
        os.killpg(leader, number)
    except (ProcessLookupError, PermissionError):
        pass


def _end_with_parent() -> None:
    """Ask Linux to end this program if we are killed without a chance to."""
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    except (OSError, AttributeError):
        pass
