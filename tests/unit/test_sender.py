import pytest

from crm_plus.core.sender import is_accepted, matches, parse_senders


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("", []),
        ("acme.com", ["acme.com"]),
        (" ACME.com ,\n\tacme.COM. ; ", ["acme.com"]),
        ("@acme.com *.acme.org", ["acme.com", "acme.org"]),
        ("a.com، b.com；c.com、d.com", ["a.com", "b.com", "c.com", "d.com"]),
        ("Sara.Ahmadi@Acme.com", ["sara.ahmadi@acme.com"]),
        ("مثال.com", ["xn--mgbh0fb.com"]),
        ("例子.com", ["xn--fsqu00a.com"]),
    ],
)
def test_lists_are_read_as_people_write_them(text, entries):
    assert parse_senders(text) == (entries, [])


@pytest.mark.parametrize(
    "text", ["oops", "-a.com", "a_b.com", "a..com", "https://a.com", "a" * 64 + ".com"]
)
def test_unreadable_entries_are_returned_for_the_message(text):
    assert parse_senders(f"acme.com {text}") == (["acme.com"], [text])


@pytest.mark.parametrize(
    ("email", "entry", "found"),
    [
        ("sara@acme.com", "acme.com", True),
        ("sara@ACME.com", "acme.com", True),
        ("sara@mail.acme.com", "acme.com", True),
        ("sara@acme.com", "mail.acme.com", False),
        ("sara@badacme.com", "acme.com", False),
        ("sara@acme.com.evil.org", "acme.com", False),
        ("sara@acme.com", "sara@acme.com", True),
        ("omid@acme.com", "sara@acme.com", False),
        ("sara@mail.acme.com", "sara@acme.com", False),
        ("info@例子.com", "xn--fsqu00a.com", True),
        ("", "acme.com", False),
        ("acme.com", "acme.com", False),
    ],
)
def test_matches(email, entry, found):
    assert matches(email, [entry]) is found


@pytest.mark.parametrize(
    ("allowed", "denied", "accepted"),
    [
        ("", "", True),
        ("acme.com", "", True),
        ("example.org", "", False),
        ("", "acme.com", False),
        ("", "example.org", True),
        ("acme.com", "sara@acme.com", False),
        ("sara@acme.com", "acme.com", False),
    ],
)
def test_a_refusal_wins(allowed, denied, accepted):
    assert is_accepted("sara@acme.com", allowed, denied) is accepted


def test_unknown_sender_is_only_kept_out_by_a_list_of_allowed_ones():
    assert is_accepted("", "", "acme.com") is True
    assert is_accepted("", "acme.com", "") is False
