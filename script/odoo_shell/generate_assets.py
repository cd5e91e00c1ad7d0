"""Generate and keep the files that a page of the web client loads.

Read by Odoo's shell, in the template of all test databases. A test rolls back what it
has generated, so that otherwise each browser test would generate them again, which
takes longer than most of the tours themselves.
"""

SCRIPTS = (
    "bus.websocket_worker_assets",
    "web.assets_backend_lazy",
    "web.assets_emoji",
    "web.assets_tests",
    "web.assets_unit_tests",
    "web.assets_unit_tests_setup",
    "web.assets_web",
    "web.chartjs_lib",
    "web.fullcalendar_lib",
)
STYLES = (
    "web.assets_backend_lazy",
    "web.assets_tests",
    "web.assets_unit_tests",
    "web.assets_unit_tests_setup",
    "web.assets_web",
    "web.assets_web_print",
)


def generate(env) -> None:
    """Generate the bundles of scripts and styles."""
    for name in SCRIPTS:
        env["ir.qweb"]._get_asset_bundle(name, css=False, js=True).js()
    for name in STYLES:
        env["ir.qweb"]._get_asset_bundle(name, css=True, js=False).css()
    env.cr.commit()


generate(env)  # noqa: F821 (Odoo's shell defines it)
