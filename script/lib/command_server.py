"""``script/server``: Odoo 19 with every addon of this repository and demo data."""

import subprocess
import time
import urllib.request
from pathlib import Path

from lib import builds, packages, paths, processes
from lib.console import Problem, progress, say
from lib.databases import foreign
from lib.environment import Environment, prepared
from lib.locks import alone
from lib.options import ServerOptions as Options
from lib.options import require_free

LOGINS = {
    "admin": "administrator",
    "sara": "all documents",
    "omid": "own documents",
    "lin": "team leader",
    "auditor": "reads everything, changes nothing",
    "portal": "customer (portal)",
}
TOOLS = (packages.WKHTMLTOPDF, packages.FONT_PERSIAN, packages.FONT_CHINESE)


def main(options: Options) -> int:
    """Run the command."""
    packages.offer(TOOLS)
    with prepared("server") as env, alone(_lock(env, options.database)) as ours:
        if not ours:
            raise Problem(
                f"another script/server of this checkout uses the database "
                f"{options.database}: stop it or choose another with --database."
            )
        _make_ready(env, options.database, options.fresh)
        require_free(options.port)
        return _serve(env, options.database, options.port)


def _lock(env: Environment, database: str) -> Path:
    return env.state / f"{database}.lock"


def _make_ready(env: Environment, name: str, fresh: bool) -> None:
    """Make the database, or bring it up to date with the addons' files."""
    mark = env.databases.mark(name)
    if env.databases.exists(name) and (mark is None or mark.get("for") != "server"):
        raise Problem(foreign(name))
    wanted = builds.fingerprints()
    new_mark = {"for": "server", "odoo": env.source.version, "addons": wanted}
    if mark is None or fresh:
        progress("Installing the addons with demo data …")
        modules = [*paths.addons(), "sale_management"]
        builds.build(env, name, modules, "--with-demo", languages=True, mark=new_mark)
        return
    installed = mark.get("addons", {})
    changed = [addon for addon in wanted if installed.get(addon) != wanted[addon]]
    if changed:
        progress(f"Upgrading {', '.join(changed)} …")
        new = [addon for addon in changed if addon not in installed]
        old = [addon for addon in changed if addon in installed]
        log = env.logs / f"upgrade-{name}.log"
        words = ["-d", name, *builds.ONCE]
        words += ["-i", ",".join(new)] if new else []
        words += ["-u", ",".join(old)] if old else []
        env.run_odoo(log, *words, on_line=builds.show_loading())
        env.databases.set_mark(name, **new_mark)


def _serve(env: Environment, database: str, port: int) -> int:
    """Run the server until it ends or we are asked to stop."""
    progress("Starting Odoo …")
    log = env.logs / "server.log"
    words = ["-d", database, "--db-filter", f"^{database}$", "--http-port", str(port)]
    with open(log, "w") as sink:
        child = processes.start(env.odoo(*words), env=env.variables, to=sink)
        try:
            _wait_for_answer(child, port, log)
            _announce(env, database, port, log)
            status = child.wait()
            raise Problem(f"Odoo has ended by itself with status {status} (see {log}).")
        except KeyboardInterrupt:
            say("\nStopping …")
            return 130
        finally:
            processes.end(child)


def _wait_for_answer(child: subprocess.Popen[str], port: int, log: Path) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if child.poll() is not None:
            said = processes.reason(log.read_text(errors="replace").splitlines())
            raise Problem(f"Odoo did not start: {said} (see {log}).")
        try:
            address = f"http://127.0.0.1:{port}/web/login"
            with urllib.request.urlopen(address, timeout=60):
                return
        except OSError:
            time.sleep(0.2)
    raise Problem(f"Odoo does not answer on port {port} (see {log}).")


def _announce(env: Environment, database: str, port: int, log: Path) -> None:
    rows = env.databases.query(
        "SELECT login FROM res_users WHERE active AND login = ANY(%s)",
        [list(LOGINS)],
        database,
    )
    present = {login for (login,) in rows}
    progress("Ready.")
    say(f"\n  CRM Plus is on http://localhost:{port}\n")
    say(f"  {'login':10}{'password':10}who")
    for login, who in LOGINS.items():
        if login in present:
            say(f"  {login:10}{login:10}{who}")
    say(f"\n  The log is {log}\n  Ctrl-C stops the server.\n")
