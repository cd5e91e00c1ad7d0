import pytest

from lib import options


def test_steps_run_in_their_own_order():
    chosen = options.test(["--only", "stock", "lint"])
    assert chosen.steps == ("lint", "stock")


def test_all_steps_run_by_default():
    assert options.test([]).steps == tuple(options.STEPS)


@pytest.mark.parametrize("words", [["--only", "cooking"], ["--only"], ["cooking"]])
def test_unknown_step_is_refused(words):
    with pytest.raises(SystemExit) as stopped:
        options.test(words)
    assert stopped.value.code == 2


@pytest.mark.parametrize("name", ["Shop", "1shop", "shop;drop", "", "a" * 42])
def test_database_name_that_needs_quoting_is_refused(name):
    with pytest.raises(SystemExit) as stopped:
        options.server(["--database", name])
    assert stopped.value.code == 2


def test_tool_takes_the_options_of_its_hook():
    chosen = options.lint(["--tool", "ruff", "a.py", "b.py"])
    assert (chosen.tool, chosen.files) == ("ruff", ("a.py", "b.py"))
