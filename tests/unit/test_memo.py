import doctest

import pytest

from crm_plus.core import memo as module
from crm_plus.core.memo import Memo


def count(calls, answer):
    calls.append(answer)
    return answer


def test_doctests():
    assert doctest.testmod(module).failed == 0


def test_each_question_is_answered_once():
    memo, calls = Memo(), []
    for _time in range(3):
        assert memo.ask(("stage", 1), lambda: count(calls, "first")) == "first"
        assert memo.ask(("stage", 2), lambda: count(calls, "second")) == "second"
    assert calls == ["first", "second"]


@pytest.mark.parametrize("answer", [None, False, 0, "", ()])
def test_empty_answers_are_answers(answer):
    memo, calls = Memo(), []
    for _time in range(2):
        assert memo.ask(("any",), lambda: count(calls, answer)) == answer
    assert calls == [answer]


def test_forgetting_a_topic_keeps_the_others():
    memo, calls = Memo(), []
    for topic in ("stage", "team"):
        memo.ask((topic, 1), lambda: count(calls, "old"))
    memo.forget("stage")
    assert memo.ask(("stage", 1), lambda: count(calls, "new")) == "new"
    assert memo.ask(("team", 1), lambda: count(calls, "new")) == "old"


def test_recalling_asks_nothing():
    memo = Memo()
    assert memo.recall(("stage", 1)) is None
    memo.ask(("stage", 1), lambda: "answer")
    assert memo.recall(("stage", 1)) == "answer"
    assert memo.recall(("stage", 2)) is None
    memo.close()
    assert memo.recall(("stage", 1)) is None


def test_failed_question_is_asked_again():
    memo = Memo()
    with pytest.raises(ZeroDivisionError):
        memo.ask(("any",), lambda: 1 // 0)
    assert memo.ask(("any",), lambda: 5) == 5


def test_closed_memo_remembers_nothing():
    memo, calls = Memo([1]), []
    memo.ask(("any",), lambda: count(calls, 1))
    memo.close()
    memo.ask(("any",), lambda: count(calls, 2))
    assert memo.ask(("any",), lambda: count(calls, 3)) == 3
    assert calls == [1, 2, 3]
    assert not memo.is_open


def test_memos_are_compared_by_identity():
    assert Memo([1]) != Memo([1])
    assert Memo([2, 1, 2]).record_ids == {1, 2}
