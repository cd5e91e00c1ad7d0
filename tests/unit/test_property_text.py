import pytest

from crm_plus.core.property_text import filled_properties, property_text


@pytest.mark.parametrize(
    ("definition", "text"),
    [
        ({"type": "integer", "value": 0}, "0"),
        ({"type": "float", "value": 1.5}, "1.5"),
        ({"type": "date", "value": "2026-03-01"}, "2026-03-01"),
        ({"type": "many2one", "value": False}, ""),
        ({"type": "many2many", "value": []}, ""),
        ({"type": "selection", "value": "gone", "selection": [["a", "A"]]}, "gone"),
        ({"type": "tags", "value": ["gone"], "tags": []}, "gone"),
        ({"type": "tags", "value": None}, ""),
    ],
)
def test_property_text(definition, text):
    assert property_text(definition) == text


def test_empty_properties_and_separators_are_left_out():
    empty = [
        {"string": "A", "type": "char", "value": ""},
        {"string": "B", "type": "char"},
        {"string": "C", "type": "boolean", "value": False},
        {"string": "D", "type": "tags", "value": []},
        {"string": "E", "type": "separator", "value": True},
    ]
    assert filled_properties(empty) == []
    zero = {"string": "Z", "type": "integer", "value": 0}
    assert filled_properties([*empty, zero]) == [("Z", "0")]
