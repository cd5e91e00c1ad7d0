import pytest

from crm_plus.core.phone_match import (
    ContactCandidate,
    LeadCandidate,
    best_contact,
    best_lead,
    pick_reading,
)

ACCOUNT = ContactCandidate(5, 5, is_own_company=False)
SARA = ContactCandidate(6, 5, is_own_company=False)
OMID = ContactCandidate(7, 5, is_own_company=False)
STRANGER = ContactCandidate(9, 9, is_own_company=False)
OWN = ContactCandidate(11, 11, is_own_company=True)


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        ([], None),
        ([SARA], 6),
        ([SARA, OMID], 5),
        ([ACCOUNT, SARA], 5),
        ([SARA, STRANGER], None),
        ([SARA, STRANGER, OWN], 11),
    ],
)
def test_best_contact(candidates, expected):
    assert best_contact(candidates) == expected
    assert best_contact(reversed(candidates)) == expected


def test_best_contact_stays_unknown_for_two_own_strangers():
    other = ContactCandidate(12, 12, is_own_company=True)
    assert best_contact([OWN, other]) is None


@pytest.mark.parametrize(
    ("candidates", "owner", "expected"),
    [
        ([], 1, None),
        ([LeadCandidate(1, False, None)], None, 1),
        ([LeadCandidate(1, True, 7), LeadCandidate(2, False, 7)], None, 1),
        ([LeadCandidate(1, True, 7), LeadCandidate(2, True, 8)], None, 2),
        ([LeadCandidate(1, True, 7), LeadCandidate(2, True, 8)], 7, 1),
        ([LeadCandidate(1, False, 7), LeadCandidate(2, True, 8)], 7, 1),
        # Nobody asks: an unassigned lead is nobody's own.
        ([LeadCandidate(1, True, None), LeadCandidate(2, True, 8)], None, 2),
    ],
)
def test_best_lead(candidates, owner, expected):
    assert best_lead(candidates, owner) == expected
    assert best_lead(reversed(candidates), owner) == expected


@pytest.mark.parametrize(
    ("readings", "known", "expected"),
    [
        ([], set(), None),
        ([None, ""], {"+1"}, None),
        (["+1", "+2"], set(), "+1"),
        (["+1", "+2"], {"+2"}, "+2"),
        (["+1", None], {"+3"}, "+1"),
    ],
)
def test_pick_reading(readings, known, expected):
    assert pick_reading(readings, known) == expected
