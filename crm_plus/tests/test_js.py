from odoo.tests import HttpCase, no_retry, tagged


@tagged("post_install", "-at_install")
class TestJs(HttpCase):
    """Run the addon's own tests of the web client."""

    @no_retry
    def test_unit_desktop(self):
        suite = self._get_suite_hash("@crm_plus")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )

    def _get_suite_hash(self, name):
        """Return the id by which the test runner knows a suite."""
        result = 0
        for char in name:
            result = ((result << 5) - result + ord(char)) & 0xFFFFFFFF
        return f"{result:08x}"
