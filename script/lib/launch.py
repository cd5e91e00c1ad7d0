"""Start a command with a Python that Odoo 19 supports.

This one file must be readable by any Python 3, so that an older one can hand
over to a newer one instead of failing with a syntax error.
"""

import os
import shutil
import subprocess
import sys
from importlib import import_module

OLDEST, NEWEST = (3, 10), (3, 13)


def command(name):
    """Run a command of ``script/`` and exit with its status."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        _start_again_with(_find_python())
    guard = import_module("lib.console").guard
    sys.exit(guard(lambda: _run(name, sys.argv[1:])))


def _run(name, arguments):
    """Read the command line, enter the virtual environment, do the work."""
    options = getattr(import_module("lib.options"), name)(arguments)
    import_module("lib.python_env").enter()
    return import_module("lib.command_" + name).main(options)


def _find_python():
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        path = shutil.which("python3.%d" % minor)
        # A version manager's shim may exist without a Python behind it.
        if path and not subprocess.call(
            [path, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ):
            return path
    sys.exit(
        "Python 3.10 to 3.13 is needed and %s is %d.%d: install python3.11 or "
        "another of them." % ((sys.executable,) + sys.version_info[:2])
    )


def _start_again_with(python):
    os.execv(python, [python] + sys.argv)
