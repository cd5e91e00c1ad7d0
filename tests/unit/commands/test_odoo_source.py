"""How the scripts tell one Odoo from another."""

import pytest

from lib import odoo_source


@pytest.fixture
def home(tmp_path):
    """Return a folder that holds the skeleton of an Odoo."""
    home = tmp_path / "home"
    (home / "odoo" / "addons" / "crm").mkdir(parents=True)
    (home / "odoo" / "release.py").write_text("version_info = (19, 0, 0)\n")
    return home


def test_odoo_is_the_same_through_a_link(home, tmp_path):
    """Else whatever we start would make the template databases again."""
    link = tmp_path / "link"
    link.mkdir()
    (link / "odoo").symlink_to(home / "odoo")
    found = [odoo_source._describe(folder) for folder in (home, link)]
    assert found[0].version == found[1].version
    assert [source.home for source in found] == [home, link]


def test_another_odoo_is_another(home, tmp_path):
    other = tmp_path / "other"
    (other / "odoo" / "addons" / "crm").mkdir(parents=True)
    (other / "odoo" / "release.py").write_text("version_info = (19, 0, 0)\n")
    assert odoo_source._describe(home).version != odoo_source._describe(other).version
