"""Fetch Debian packages into the cache without installing them.

An isolated apt configuration (own lists, own archives) reads the mirror from
the machine's own apt sources and verifies everything with the Debian archive
keyring. It needs no rights beyond writing to the cache.
"""

import re
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from lib.console import Problem
from lib.processes import must

KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
)
DEBIAN_SUITES = {"unstable", "sid", "testing", "stable", "oldstable"}


class Archive:
    """The Debian archive seen through an apt configuration of our own.

    :param folder: where lists and packages are kept
    :param suites: suites to read, such as ``unstable``
    """

    def __init__(self, folder: Path, suites: Sequence[str]) -> None:
        self.folder = folder
        self.suites = suites

    def update(self) -> None:
        """Read the package lists of the suites.

        :raise Problem: if the machine has no Debian mirror or cannot reach it
        """
        for name in ("lists/partial", "archives/partial"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        mirror, signed = find_mirror(), _signed_by()
        lines = [f"deb {signed}{mirror} {suite} main\n" for suite in self.suites]
        (self.folder / "sources.list").write_text("".join(lines))
        must(
            ["apt-get", *self._options(), "-q", "--error-on=any", "update"],
            f"the package lists of {mirror} could not be read",
        )

    def unpack(self, package: str, target: Path) -> str:
        """Download one package, check it and unpack it.

        A package that does not arrive whole is deleted again.

        :param package: name, with ``/suite`` where it matters
        :return: file name of the package, with its version
        :raise Problem: if it cannot be fetched or is broken
        """
        place = self.folder / "archives" / "incoming"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        try:
            failure = f"the Debian package {package} could not be downloaded"
            words = ["apt-get", *self._options(), "-q", "download", package]
            must(words, failure, cwd=place)
            files = sorted(place.glob("*.deb"))
            if not files:
                raise Problem(failure)
            broken = f"the download of the Debian package {package} is broken"
            must(["dpkg-deb", "-x", files[0], target], broken)
            return files[0].name
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def _options(self) -> list[str]:
        options = {
            "Dir::Etc::sourcelist": self.folder / "sources.list",
            "Dir::Etc::sourceparts": "-",
            "Dir::State::lists": self.folder / "lists",
            "Dir::Cache::archives": self.folder / "archives",
            "Dir::Cache::pkgcache": "",
            "Dir::Cache::srcpkgcache": "",
            "APT::Sandbox::User": "root",
            "Acquire::Languages": "none",
            "Acquire::Retries": "2",
        }
        return [f"-o{key}={value}" for key, value in options.items()]


def find_mirror(etc: Path = Path("/etc/apt")) -> str:
    """Return the address of the Debian mirror this machine uses.

    :raise Problem: if its apt sources name none
    """
    known = DEBIAN_SUITES | {codename()}
    for address, suites, components in _sources(etc):
        if known.intersection(suites) and "main" in components:
            return address
    raise Problem(
        "no Debian mirror is configured on this machine: point ODOO_HOME to a "
        "checkout of Odoo 19.0 instead."
    )


def codename(release: Path = Path("/etc/os-release")) -> str:
    """Return the code name of the machine's Debian release, such as ``bookworm``."""
    text = release.read_text() if release.exists() else ""
    found = re.search(r'^VERSION_CODENAME="?(\w+)"?', text, re.MULTILINE)
    is_debian = re.search(r'^ID="?debian"?$', text, re.MULTILINE)
    return found[1] if found and is_debian else "stable"


def _sources(etc: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield (address, suites, components) of both formats of apt sources."""
    one_line = [etc / "sources.list", *sorted(etc.glob("sources.list.d/*.list"))]
    for path in filter(Path.exists, one_line):
        for line in path.read_text().splitlines():
            words = re.sub(r"\[.*?\]", "", line).split()
            if len(words) > 3 and words[0] == "deb":
                yield words[1], [words[2]], words[3:]
    for path in sorted(etc.glob("sources.list.d/*.sources")):
        for stanza in re.split(r"\n\s*\n", path.read_text()):
            fields = _stanza(stanza)
            if "deb" in fields["types"] and "no" not in fields["enabled"]:
                for address in fields["uris"]:
                    yield address, fields["suites"], fields["components"]


def _stanza(text: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = defaultdict(list)
    key = ""
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        if not line[:1].isspace() and ":" in line:
            key, _, line = line.partition(":")
            key = key.strip().lower()
        if key:
            fields[key].extend(line.split())
    return fields


def _signed_by() -> str:
    keyring = next((path for path in KEYRINGS if Path(path).exists()), "")
    return f"[signed-by={keyring}] " if keyring else ""
