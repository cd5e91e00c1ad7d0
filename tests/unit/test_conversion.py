import pytest

from crm_plus.core.conversion import conversion_gate


@pytest.mark.parametrize(
    ("probability", "threshold", "unmet", "approver", "expected"),
    [
        (30.0, 30.0, 0, False, "open"),
        (29.996, 30.0, 0, False, "open"),
        (29.99, 30.0, 0, False, "approval"),
        (0.0, 0.0, 0, False, "open"),
        (0.0, 0.01, 0, False, "approval"),
        (0.0, 100.0, 0, True, "open"),
        (100.0, 100.0, 0, False, "open"),
        (100.0, 30.0, 1, False, "blocked"),
        (10.0, 30.0, 2, True, "blocked"),
    ],
)
def test_gate(probability, threshold, unmet, approver, expected):
    gate = conversion_gate(probability, threshold, unmet=unmet, approver=approver)
    assert gate == expected
