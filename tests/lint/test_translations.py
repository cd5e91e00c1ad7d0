"""Persian and traditional Chinese are complete in every addon that has texts.

Odoo writes the files::

    python -m odoo i18n export -d DATABASE -l pot fa zh_TW -- ADDON

in a database in which the addon and both languages are installed.
"""

import re
from pathlib import Path

import polib
import pytest

from repository import ROOT, addons

LANGUAGES = ("fa", "zh_TW")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif](?!\w)|\{\w*\}|\$\{[^}]+\}|<[^>]+>")


def breaches(entry: polib.POEntry) -> list[str]:
    """Return what is wrong with one translated text."""
    if entry.obsolete:
        return []
    if not entry.msgstr:
        return ["not translated"]
    found = ["fuzzy"] if entry.fuzzy else []
    if sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(
        PLACEHOLDER.findall(entry.msgstr)
    ):
        found.append("placeholders or tags differ")
    plain = PLACEHOLDER.sub("", entry.msgstr)
    if re.search(r'"[^"]+"', plain):
        found.append("straight quotes: use those of the language")
    return found


def texts(path: Path) -> set[tuple[str | None, str]]:
    return {(e.msgctxt, e.msgid) for e in polib.pofile(str(path)) if not e.obsolete}


@pytest.mark.parametrize("addon", addons())
@pytest.mark.parametrize("language", LANGUAGES)
def test_translation_is_complete(addon, language):
    folder = ROOT / addon / "i18n"
    assert folder.is_dir(), f"{addon} has no translations"
    file = folder / f"{language}.po"
    missing = texts(folder / f"{addon}.pot") - texts(file)
    assert not missing, f"{file.name} lacks {sorted(map(str, missing))[:10]}"
    found = [
        f"{breach}: {entry.msgid[:60]!r}"
        for entry in polib.pofile(str(file))
        for breach in breaches(entry)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("msgid", "msgstr"),
    [
        ("Call", ""),
        ("Call %(name)s", "تماس"),
        ("<b>Call</b>", "تماس"),
        ('The "big" call', 'تماس "بزرگ"'),
    ],
)
def test_bad_translation_is_found(msgid, msgstr):
    assert breaches(polib.POEntry(msgid=msgid, msgstr=msgstr))


def test_fuzzy_translation_is_found():
    assert breaches(polib.POEntry(msgid="Call", msgstr="تماس", flags=["fuzzy"]))


def test_good_translation_passes():
    assert not breaches(polib.POEntry(msgid="Call %(a)s", msgstr="تماس %(a)s"))
