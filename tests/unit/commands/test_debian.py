import pytest

from lib import debian
from lib.console import Problem

BOOKWORM = 'ID=debian\nVERSION_CODENAME=bookworm\nNAME="Debian"\n'
ONE_LINE = """
# deb http://commented.example/debian bookworm main
deb [arch=amd64] http://other.example/apt cloud-bookworm main
deb [signed-by=/usr/share/keyrings/x.gpg] http://mirror.example/debian bookworm main
"""
STANZAS = """
Types: deb
URIs: http://security.example/debian-security
Suites: bookworm-security
Components: main

# The archive
Enabled: yes
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm
 bookworm-updates
Components: main contrib
"""


@pytest.fixture
def etc(tmp_path, monkeypatch):
    monkeypatch.setattr(debian, "codename", lambda: "bookworm")
    (tmp_path / "sources.list.d").mkdir()
    return tmp_path


def test_mirror_is_read_from_the_one_line_format(etc):
    (etc / "sources.list").write_text(ONE_LINE)
    assert debian.find_mirror(etc) == "http://mirror.example/debian"


def test_mirror_is_read_from_the_stanza_format(etc):
    (etc / "sources.list.d" / "debian.sources").write_text(STANZAS)
    assert debian.find_mirror(etc) == "http://mirror.example/debian"


def test_disabled_stanza_is_not_read(etc):
    text = STANZAS.replace("Enabled: yes", "Enabled: no")
    (etc / "sources.list.d" / "debian.sources").write_text(text)
    with pytest.raises(Problem, match="point ODOO_HOME to"):
        debian.find_mirror(etc)


def test_machine_without_a_debian_mirror_is_told_what_to_do(etc):
    with pytest.raises(Problem, match="no Debian mirror is configured"):
        debian.find_mirror(etc)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (BOOKWORM, "bookworm"),
        ('ID="debian"\nVERSION_CODENAME="trixie"\n', "trixie"),
        ("ID=ubuntu\nVERSION_CODENAME=noble\n", "stable"),
        ("ID=debian\n", "stable"),
    ],
)
def test_codename_is_that_of_debian_alone(tmp_path, text, name):
    file = tmp_path / "os-release"
    file.write_text(text)
    assert debian.codename(file) == name
