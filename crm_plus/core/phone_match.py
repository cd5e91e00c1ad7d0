"""Whose number is it? The rules by which a call finds its contact and lead.

A wrong guess is worse than none: a call on the wrong account misleads everybody
who reads it. So a number shared by unrelated contacts stays unknown and a person
decides.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class ContactCandidate:
    """A contact that carries the number."""

    id: int
    commercial_id: int
    is_own_company: bool


@dataclass(frozen=True)
class LeadCandidate:
    """An open lead or opportunity that carries the number."""

    id: int
    is_opportunity: bool
    owner_id: int | None


def pick_reading(
    readings: Iterable[str | None], known: Collection[str] = ()
) -> str | None:
    """Choose among the international readings of a number typed as a local one.

    The reading that is already known as the number of the linked contact or lead
    wins, else the first that is valid.

    >>> pick_reading([None, "+886912345678", "+989123456789"])
    '+886912345678'
    >>> pick_reading(["+886912345678", "+989123456789"], {"+989123456789"})
    '+989123456789'
    >>> pick_reading([None, None]) is None
    True
    """
    valid = [reading for reading in readings if reading]
    return next((reading for reading in valid if reading in known), None) or next(
        iter(valid), None
    )


def best_contact(candidates: Iterable[ContactCandidate]) -> int | None:
    """Choose the contact a number belongs to, or nobody.

    1. Contacts of the call's own company come before those shared by all.
    2. The only one left is taken.
    3. Several of one account share a switchboard: the account is taken.
    4. Several unrelated ones: nobody.

    >>> best_contact([ContactCandidate(5, 5, False)])
    5
    >>> best_contact([ContactCandidate(6, 5, False), ContactCandidate(7, 5, False)])
    5
    >>> best_contact([ContactCandidate(6, 6, False), ContactCandidate(7, 7, False)])
    >>> best_contact([ContactCandidate(6, 6, True), ContactCandidate(7, 7, False)])
    6
    """
    found = list(candidates)
    found = [one for one in found if one.is_own_company] or found
    if len(found) == 1:
        return found[0].id
    accounts = {one.commercial_id for one in found}
    return accounts.pop() if len(accounts) == 1 else None


def best_lead(
    candidates: Iterable[LeadCandidate], owner_id: int | None = None
) -> int | None:
    """Choose the open lead a call is about.

    The caller's own come first, then opportunities before leads, then the newest.

    >>> old, new = LeadCandidate(1, True, 8), LeadCandidate(2, True, 9)
    >>> best_lead([old, new]), best_lead([old, new], owner_id=8)
    (2, 1)
    >>> best_lead([LeadCandidate(1, True, 8), LeadCandidate(2, False, 8)])
    1
    >>> best_lead([]) is None
    True
    """

    def rank(lead: LeadCandidate) -> tuple[bool, bool, int]:
        mine = owner_id is not None and lead.owner_id == owner_id
        return (mine, lead.is_opportunity, lead.id)

    best = max(candidates, key=rank, default=None)
    return best.id if best else None
