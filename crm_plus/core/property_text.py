"""Readable text of the properties of a record."""

from collections.abc import Iterable, Mapping
from typing import Any


def property_text(definition: Mapping[str, Any]) -> str:
    """Return the value of one property as a person would write it.

    >>> property_text({"type": "char", "value": "blue"})
    'blue'
    >>> property_text({"type": "many2one", "value": (7, "Sara")})
    'Sara'
    >>> property_text({"type": "many2many", "value": [(7, "Sara"), (8, "Omid")]})
    'Sara, Omid'
    >>> options = [["s", "Small"], ["l", "Large"]]
    >>> property_text({"type": "selection", "value": "l", "selection": options})
    'Large'
    >>> tags = [["vip", "VIP", 1], ["eu", "Europe", 2]]
    >>> property_text({"type": "tags", "value": ["eu", "vip"], "tags": tags})
    'Europe, VIP'
    """
    value = definition.get("value")
    match definition.get("type"):
        case "many2one":
            return str(value[1]) if value else ""
        case "many2many":
            return ", ".join(str(name) for _id, name in value or ())
        case "selection":
            labels = {key: label for key, label, *_ in definition["selection"]}
            return str(labels.get(value, value))
        case "tags":
            labels = {key: label for key, label, *_ in definition.get("tags") or ()}
            return ", ".join(str(labels.get(tag, tag)) for tag in value or ())
    return str(value)


def filled_properties(
    definitions: Iterable[Mapping[str, Any]],
) -> list[tuple[str, str]]:
    """Return label and text of the properties that hold something.

    A zero is a value; an unticked box is not.

    >>> filled_properties([
    ...     {"string": "Budget", "type": "integer", "value": 0},
    ...     {"string": "Colour", "type": "char", "value": ""},
    ...     {"string": "Part", "type": "separator"},
    ...     {"string": "Partner", "type": "many2one", "value": False},
    ...     {"string": "Vip", "type": "boolean", "value": True},
    ... ])
    [('Budget', '0'), ('Vip', 'True')]
    """
    return [
        (str(definition.get("string") or ""), property_text(definition))
        for definition in definitions
        if definition.get("type") != "separator"
        and definition.get("value") is not False
        and definition.get("value") not in (None, "", [], ())
    ]
