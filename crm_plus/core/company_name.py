"""Keys that tell whether two names mean the same company, or the same person.

The key forgets case, spaces, punctuation and, of companies, the legal form in
English (and its European neighbours), Persian and Chinese. It does not guess:
two names are the same only when their keys are equal.
"""

import re
import unicodedata

_LEGAL_FORMS = """
    inc | incorporated | corp | corporation | co | company | ltd | limited | llc
    | llp | lp | plc | gmbh | ag | kg | ug | ohg | se | sa
    | sas | sarl | srl | spa | sl | bv | nv | ab | as | asa | oy | oyj | aps | kft
    | doo | sro | pty | pte | sdn bhd | bhd | kk | pjsc | pjs | fze | fzco | fz
    | سهامی خاص | سهامی عام | با مسئولیت محدود | با مسوولیت محدود | مسئولیت محدود
    | محدود
"""
_SUFFIXES = sorted(
    (tuple(form.split()) for form in _LEGAL_FORMS.split("|")), key=len, reverse=True
)
_PREFIXES = (("شرکت",), ("شرکتی",))
_GLUED_SUFFIXES = (
    "股份有限公司",
    "有限責任公司",
    "有限责任公司",
    "有限公司",
    "株式会社",
    "公司",
)
_FOLDED = str.maketrans(
    {
        "ي": "ی",
        "ى": "ی",
        "ك": "ک",
        "ة": "ه",
        "ؤ": "و",
        "&": " and ",
        # Joiners and dots vanish, so that G.m.b.H. reads gmbh.
        "\u200c": "",
        "\u200d": "",
        "\u0640": "",
        ".": "",
        "'": "",
        "’": "",
    }
)


def company_key(name: str | None) -> str:
    """Return what remains of a company name when its writing is forgotten.

    :param name: the name as people wrote it
    :return: the key; empty when the name holds no letter and no digit

    >>> company_key("Acme GmbH") == company_key(" ACME  G.m.b.H. ") == "acme"
    True
    >>> company_key("Acme Soft Co., Ltd.")
    'acmesoft'
    >>> company_key("شرکت پارس‌نت (سهامی خاص)") == company_key("پارس نت")
    True
    >>> company_key("台灣科技股份有限公司") == company_key("台灣科技")
    True
    >>> company_key("Smith & Sons"), company_key("Smith and Co.")
    ('smithandsons', 'smith')
    >>> company_key("The Company")
    'thecompany'
    >>> company_key("  "), company_key(None)
    ('', '')
    """
    words = _words(name or "")
    core = _strip_words(words)
    return _strip_glued("".join(core))


def person_key(name: str | None) -> str:
    """Return what remains of a person's name when its writing is forgotten.

    No word of it is a legal form: "Ab" and "Co" are names of people.

    :param name: the name as people wrote it
    :return: the key; empty when the name holds no letter and no digit

    >>> person_key("Kim Conly") == person_key(" KIM  conly ") == "kimconly"
    True
    >>> person_key("علي‌رضا كريمي") == person_key("علی رضا کریمی")
    True
    >>> person_key("Kim Ab"), person_key("Kim")
    ('kimab', 'kim')
    >>> person_key(None)
    ''
    """
    return "".join(_words(name or ""))


def tax_key(number: str | None) -> str:
    """Return a tax number without the marks people put between its digits.

    >>> tax_key("de 123-456.789")
    'DE123456789'
    >>> tax_key(None)
    ''
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", number or "")).upper()


def _words(name: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", name).casefold().translate(_FOLDED)
    # Arabic vowel marks are optional in writing; Latin accents are not.
    unmarked = "".join(
        letter
        for letter in folded
        if not (unicodedata.combining(letter) and "\u0600" <= letter <= "\u06ff")
    )
    return re.sub(r"[\W_]+", " ", unmarked).split()


def _strip_words(words: list[str]) -> list[str]:
    """Drop legal forms from both ends as long as a name remains."""
    rest = words
    for prefix in _PREFIXES:
        if len(rest) > len(prefix) and tuple(rest[: len(prefix)]) == prefix:
            rest = rest[len(prefix) :]
    stripped = True
    while stripped:
        stripped = False
        for suffix in _SUFFIXES:
            size = len(suffix)
            if len(rest) > size and tuple(rest[-size:]) == suffix:
                rest, stripped = rest[:-size], True
                break
        if stripped and len(rest) > 1 and rest[-1] == "and":
            rest = rest[:-1]
    # "The Company" is a name of its own: an article alone names nobody.
    return words if rest in (["the"], ["and"]) else rest


def _strip_glued(key: str) -> str:
    """Drop legal forms that are written without a space, as in Chinese."""
    if key in _GLUED_SUFFIXES:
        return key
    for form in _GLUED_SUFFIXES:
        if key.endswith(form):
            return key.removesuffix(form)
        if key.startswith(form):
            return key.removeprefix(form)
    return key
