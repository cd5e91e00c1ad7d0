"""``script/test``: every check of this repository, with one summary."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from lib import steps
from lib.console import Problem, say
from lib.environment import Environment, prepared
from lib.locks import exclusive
from lib.options import TestOptions
from lib.paths import state
from lib.results import Result, summary

Step = Callable[[Result, str], None]


def main(options: TestOptions) -> int:
    """Run the command."""
    results: list[Result] = []
    with ExitStack() as stack:
        stack.enter_context(exclusive(state("test") / "run.lock", "a test run"))
        environment = steps.Lazy(lambda: stack.enter_context(prepared("test")))
        for name in options.steps:
            results.append(_run(name, environment, options.keyword))
    return 0 if summary(results) else 1


def _run(name: str, environment: steps.Lazy[Environment], keyword: str) -> Result:
    """Run one step; what goes wrong in it must not keep the others from running."""
    result = Result(name)
    say(f"\n=== {name} ===")
    start = time.monotonic()
    try:
        partial(steps.STEPS[name], environment)(result, keyword)
    except Problem as problem:
        result.fail(str(problem))
    result.seconds = time.monotonic() - start
    for line in result.problems:
        say(f"{name}: {line}")
    return result
