"""``docs/requirements.md`` is complete: each row, where it is, which test proves it.

The table has one line a row::

    | S4-12 | CRM ▸ Phone Calls | `crm_plus/tests/test_phone_call.py::TestCall.test_x` |

Several rows of the same test may share a line (``S4-12, S4-13``).
"""

import ast
import re

import pytest

from repository import ROOT

DOCUMENT = ROOT / "docs" / "requirements.md"
SALES_DESK = """
    S4-12 S4-13 S4-14 S4-15 S4-81 S4-95 S4-110 S4-121 S2-10 S4-56 U13
    S4-48 S4-60 S4-96 S4-97 S4-118 S4-126 U28
    S4-16 S4-18 S4-64 S4-86 S4-87 S4-92 S4-93 S1-20 U03 T12 T13
    S1-18 S1-19 S2-12 S4-02 S4-111 S4-112 U26
    S4-77 S4-78 S4-80 S4-109 S2-09 S4-74 S4-107 S4-116
    S4-21 S4-42 S4-45 S4-46 S4-70 S4-98 S4-99 S4-100 U38
    S3-09 S3-33 S4-06 S4-07 S4-08
"""
STOCK = """
    S1-17 S1-32 S1-42 S2-07 S2-08 S2-14 S2-16 S3-06 S3-07 S3-08 S3-18 S3-29 S3-34
    S3-36 S3-37 S3-40 S3-47 S3-53 S3-54 S4-01 S4-03 S4-05 S4-06 S4-17 S4-18 S4-23
    S4-24 S4-25 S4-26 S4-28 S4-29 S4-30 S4-31 S4-32 S4-41 S4-43 S4-44 S4-47 S4-49
    S4-50 S4-51 S4-52 S4-53 S4-54 S4-55 S4-57 S4-58 S4-59 S4-61 S4-63 S4-65 S4-66
    S4-72 S4-75 S4-76 S4-83 S4-85 S4-86 S4-90 S4-91 S4-94 S4-98 S4-101 S4-102 S4-105
    S4-108 S4-112 S4-114 S4-115 S4-117 S4-119 S4-120 S4-122 S4-123 S4-124 S4-129
"""
ROW = re.compile(r"\b(?:S\d-\d{2,3}|[TU]\d{2})\b")
TEST = re.compile(r"`([\w./]+\.py)::(\w+(?:\.\w+)?)`")


def lines() -> list[list[str]]:
    """Return the cells of the document's table lines that name a row."""
    if not DOCUMENT.exists():
        pytest.fail("docs/requirements.md is missing")
    found = []
    for line in DOCUMENT.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and ROW.search(cells[0]):
            found.append(cells)
    return found


def breach(cells: list[str]) -> str:
    """Return what is wrong with one line of the table, or nothing."""
    if len(cells) != 3 or not all(cells):
        return "needs three cells: row, where on screen, test"
    tests = TEST.findall(cells[2])
    if not tests:
        return "names no test as `path::Class.test`"
    missing = [f"{path}::{name}" for path, name in tests if not exists(path, name)]
    return f"no such test: {', '.join(missing)}" if missing else ""


def exists(path: str, name: str) -> bool:
    """Tell whether a test ``Class.test`` or ``test`` exists in a file."""
    file = ROOT / path
    if not file.is_file():
        return False
    body: list[ast.stmt] = ast.parse(file.read_text()).body
    for part in name.split("."):
        found = [n for n in body if getattr(n, "name", "") == part]
        if not found:
            return False
        body = getattr(found[0], "body", [])
    return True


def test_every_line_names_tests_that_exist():
    found = [f"{cells[0]}: {wrong}" for cells in lines() if (wrong := breach(cells))]
    assert not found, "\n".join(found)


def test_every_row_is_proved():
    present = {name for cells in lines() for name in ROW.findall(cells[0])}
    missing = [row for row in (SALES_DESK + STOCK).split() if row not in present]
    assert not missing, f"docs/requirements.md lacks {' '.join(missing)}"


HERE = "tests/lint/test_requirements.py"


@pytest.mark.parametrize(
    "cells",
    [
        ["S4-12", "CRM"],
        ["S4-12", "", f"`{HERE}::test_good_line_passes`"],
        ["S4-12", "CRM", "a test"],
        ["S4-12", "CRM", f"`{HERE}::test_that_nobody_wrote`"],
        ["S4-12", "CRM", "`tests/lint/no_file.py::test_good_line_passes`"],
    ],
)
def test_bad_line_is_found(cells):
    assert breach(cells)


def test_good_line_passes():
    assert not breach(["S4-12", "CRM", f"`{HERE}::test_good_line_passes`"])


def test_the_lists_of_rows_are_complete():
    assert len(SALES_DESK.split()) == 58
    assert len(STOCK.split()) == 76
