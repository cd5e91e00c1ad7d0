from odoo.tests import HttpCase, tagged

SUITE = "@crm_plus"
SUCCESS = "[HOOT] Test suite succeeded"


@tagged("post_install", "-at_install")
class TestJs(HttpCase):
    """Run the JavaScript unit tests of the addon in a browser."""

    @staticmethod
    def _get_suite_id(name):
        """The identifier under which the runner knows a suite."""
        number = 0
        for letter in name:
            number = ((number << 5) - number + ord(letter)) & 0xFFFFFFFF
        return f"{number:08x}"

    def test_unit(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            f"&id={self._get_suite_id(SUITE)}",
            "",
            login="admin",
            timeout=600,
            success_signal=SUCCESS,
            error_checker=lambda message: "[HOOT]" not in message,
        )
