"""What the integration tests share: databases, and checkouts to run commands in.

They run in ``script/test``, or alone with the Python of its environment::

    python -m pytest tests/integration
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "script"), str(Path(__file__).parent)]

from checkout import Checkout  # noqa: E402
from lib import builds, paths  # noqa: E402
from lib.environment import prepared  # noqa: E402


@pytest.fixture(scope="session")
def env():
    """Odoo, PostgreSQL and the template databases of this checkout."""
    with prepared("test") as environment:
        yield environment


@pytest.fixture(scope="session")
def stock(env):
    """Return the database with stock Odoo alone."""
    return builds.stock_template(env)


@pytest.fixture(scope="session")
def stock_demo(env):
    """Return a database with stock Odoo alone and its demo data.

    Without what Odoo installs by itself beside it: the first start of the server
    tries that.
    """
    name = builds.stock_template(env).replace("stock_", "stock_demo_")
    if env.databases.mark(name) is None:
        options = ["--with-demo", "--skip-auto-install"]
        builds.build(env, name, builds.STOCK, *options, mark={"for": "tests"})
    return name


@pytest.fixture
def database(env, request):
    """Return a free database name; what has it afterwards is dropped."""
    name = paths.database(f"it_{paths.digest(request.node.nodeid)[:12]}")
    yield name
    env.databases.drop(name)


@pytest.fixture(scope="session")
def playground():
    """Return a folder, reachable by everybody, that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="crm-plus-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def checkout(env, playground):
    """Return a checkout of the repository with a cache of its own."""
    return Checkout(playground / "a", env)


@pytest.fixture
def started():
    """Collect commands that a test starts, and end what is left of them."""
    children: list[subprocess.Popen] = []
    yield children
    for child in children:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
            child.wait(30)
