"""Answers that are the same for every record of one operation.

Work on many records asks the same question once a record: which stage is the first,
which address answers go to. While an operation lasts, a memo keeps the answers.

>>> memo = Memo([1, 2])
>>> memo.ask(("square", 3), lambda: 9)
9
>>> memo.ask(("square", 3), lambda: 1 / 0)  # asked before
9
>>> memo.recall(("square", 3))
9
>>> memo.forget("square")
>>> memo.recall(("square", 3)) is None
True
>>> memo.ask(("square", 3), lambda: "again")
'again'
>>> memo.close()
>>> memo.is_open
False
"""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

Answer = TypeVar("Answer")
Question = tuple[Hashable, ...]


class Memo:
    """Answers of one operation; the first part of a question is its topic.

    Compared by identity, so that it can travel in a context at no cost.
    """

    __slots__ = ("_answers", "is_open", "record_ids")

    def __init__(self, record_ids: Iterable[int] = ()) -> None:
        self._answers: dict[Question, object] = {}
        self.is_open = True
        self.record_ids = set(record_ids)

    def ask(self, question: Question, answer: Callable[[], Answer]) -> Answer:
        """Return the answer of the first time; a closed memo always asks."""
        if not self.is_open:
            return answer()
        if question not in self._answers:
            self._answers[question] = answer()
        return self._answers[question]  # type: ignore[return-value]

    def recall(self, question: Question) -> object | None:
        """Return an answer that is known already, or None."""
        return self._answers.get(question)

    def forget(self, topic: Hashable) -> None:
        """Ask every question of a topic again."""
        for question in [known for known in self._answers if known[0] == topic]:
            del self._answers[question]

    def close(self) -> None:
        """The operation is over: whoever still holds the memo asks for himself."""
        self.is_open = False
        self._answers.clear()
