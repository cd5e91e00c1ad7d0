"""What the steps of ``script/test`` found, counted and printed."""

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

from lib.console import say


@dataclass
class Result:
    """What one step found.

    :ivar problems: why the step fails beyond failed tests, a line each
    """

    step: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.failed and not self.problems

    def fail(self, problem: str) -> None:
        """Count a failure that no test reports."""
        self.failed += 1
        self.problems.append(problem)

    def read_junit(self, path: Path, expected_skips: dict[str, str]) -> None:
        """Add the tests of a JUnit file.

        A skip counts as a failure unless ``expected_skips`` names the test.

        :param path: file that pytest wrote
        :param expected_skips: parts of test names, with the reason of each
        """
        for case in ElementTree.parse(path).iter("testcase"):
            name = f"{case.get('classname')}::{case.get('name')}"
            skip = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                self.failed += 1
                self.problems.append(f"failed: {name}")
            elif skip is None:
                self.passed += 1
            elif any(part in name for part in expected_skips):
                self.skipped += 1
            else:
                self.fail(f"skipped without a reason we know: {name}: {_why(skip)}")


def _why(skip: ElementTree.Element) -> str:
    return (skip.get("message") or "").splitlines()[0] if skip.get("message") else ""


def summary(results: list[Result]) -> bool:
    """Print the table of all steps and the one line that counts them together.

    :return: whether everything is good
    """
    head = f"{'step':14}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}"
    say("\n" + head + "\n" + "-" * len(head))
    for result in results:
        say(
            f"{result.step:14}{result.passed:8}{result.failed:8}"
            f"{result.skipped:9}{result.seconds:9.0f}"
        )
    wrong = [(r.step, line) for r in results for line in r.problems]
    if wrong:
        say("\nWhat is wrong:")
    for step, line in wrong:
        say(f"  {step}: {line}")
    total = [
        sum(getattr(r, n) for r in results) for n in ("passed", "failed", "skipped")
    ]
    say(f"\n{total[0]} passed, {total[1]} failed, {total[2]} skipped")
    return all(result.good for result in results)
