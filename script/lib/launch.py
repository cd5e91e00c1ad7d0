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


def command(module):
    """Run ``lib.<module>.main`` and exit with its status."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        _start_again_with(_find_python())
    sys.dont_write_bytecode = True
    console = import_module("lib.console")
    sys.exit(console.guard(import_module("lib." + module).main, sys.argv[1:]))


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
