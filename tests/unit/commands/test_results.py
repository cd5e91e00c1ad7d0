import pytest

from lib.results import Result, summary

JUNIT = """<testsuites><testsuite>
<testcase classname="a.TestA" name="test_good"/>
<testcase classname="a.TestA" name="test_bad"><failure message="no"/></testcase>
<testcase classname="a.TestA" name="test_broken"><error message="no"/></testcase>
<testcase classname="a.TestA" name="test_known"><skipped message="x"/></testcase>
<testcase classname="a.TestA" name="test_new"><skipped message="why not"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def result(tmp_path):
    file = tmp_path / "junit.xml"
    file.write_text(JUNIT)
    result = Result("unit")
    result.read_junit(file, {"TestA::test_known": "needs a telephone"})
    return result


def test_unexpected_skip_is_a_failure(result):
    assert (result.passed, result.failed, result.skipped) == (1, 3, 1)
    assert not result.good
    assert any("a.TestA::test_new: why not" in line for line in result.problems)


def test_summary_ends_with_the_one_line(result, capsys):
    assert not summary([result, Result("rules", passed=4)])
    assert capsys.readouterr().out.endswith("\n5 passed, 3 failed, 1 skipped\n")


def test_summary_is_good_when_every_step_is(capsys):
    assert summary([Result("unit", passed=2, skipped=1)])
    assert capsys.readouterr().out.endswith("\n2 passed, 0 failed, 1 skipped\n")


def test_problem_without_a_test_fails_the_step(capsys):
    result = Result("lint", passed=3)
    result.fail("pre-commit could not run")
    assert not summary([result])
    assert capsys.readouterr().out.endswith("\n3 passed, 1 failed, 0 skipped\n")
