"""The gate a lead passes on its way to an opportunity."""

from typing import Literal

Gate = Literal["open", "approval", "blocked"]


def conversion_gate(
    probability: float, threshold: float, *, unmet: int, approver: bool
) -> Gate:
    """Tell whether a lead may be converted now.

    Unmet conditions block everybody. A chance below the threshold asks for
    approval, except from whoever could give that approval himself.

    :param probability: chance of the lead in percent
    :param threshold: chance from which the team converts directly; 0 for always
    :param unmet: number of conditions that are not met
    :param approver: whether the user may approve conversions of this team
    :return: ``open``, ``approval`` or ``blocked``

    >>> conversion_gate(30.0, 30.0, unmet=0, approver=False)
    'open'
    >>> conversion_gate(29.99, 30.0, unmet=0, approver=False)
    'approval'
    >>> conversion_gate(29.99, 30.0, unmet=0, approver=True)
    'open'
    >>> conversion_gate(90.0, 30.0, unmet=1, approver=True)
    'blocked'
    >>> conversion_gate(0.0, 0.0, unmet=0, approver=False)
    'open'
    """
    if unmet:
        return "blocked"
    # Chances are shown with two digits; a float's noise must not decide.
    if approver or round(probability, 2) >= round(threshold, 2):
        return "open"
    return "approval"
