#!/usr/bin/env python3
"""Start one Apache Kafka node (KRaft) on a bare machine with Java and Maven; standard library only.

    deploy/kafka/start.py DIRECTORY [--port N] [--users FILE [--certificate FILE]]

Prints the bootstrap address once clients are answered and runs until Ctrl-C or SIGTERM. A directory that was used
before is taken up again on its old port with its old topics; without its `data` folder the broker has lost its memory.
"""

# ruff: noqa: T201  (what it says is for the terminal)
import argparse
import base64
import fcntl
import os
import re
import shutil
import signal
import socket
import ssl
import string
import struct
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Final, NamedTuple

HERE: Final = Path(__file__).resolve().parent
LIB: Final = HERE / "lib"
READY_WITHIN: Final = 60.0
"""Seconds; a two-core machine needs two or three."""
STOPPED_WITHIN: Final = 30.0
"""Seconds for a controlled shutdown before the broker is killed."""
SHORT_LIVED: Final = ("-Xmx512m", "-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1")
"""A broker for minutes or hours: no second compiler, which takes more than it gives back in that time."""
API_VERSIONS: Final = struct.pack(">hhih", 18, 0, 1, -1)
"""The request every broker answers first: key 18, version 0, correlation 1, no client name."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9._-]+")
"""What needs no quoting in any of Kafka's files and commands."""


class StartError(Exception):
    """The broker cannot run here; the text says what is missing."""


def main(arguments: list[str] | None = None) -> int:
    """Start the broker and wait for its end; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("directory", type=Path, nargs="?", help="where the broker keeps its settings, data and log")
    parser.add_argument("--port", type=int, help="port for clients on 127.0.0.1; a free one by default")
    parser.add_argument(
        "--users", type=Path, help="ask for sign-in: a line NAME PASSWORD each, the administrator first"
    )
    parser.add_argument("--certificate", type=Path, help="encrypt, too: key and certificates of the broker (PEM)")
    parser.add_argument("--fetch-only", action="store_true", help="only fetch the jars")
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        fetch_jars()
        if chosen.fetch_only:
            return 0
        if chosen.directory is None:
            parser.error("a directory is needed")
        return run(chosen.directory.resolve(), chosen.port, sign_in(chosen.users, chosen.certificate))
    except StartError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def fetch_jars() -> None:
    """Copy the jars named in pom.xml into lib/ through Maven, once; two callers at a time are safe."""
    if LIB.is_dir():
        return
    maven = _program("mvn", "Maven is needed to fetch Apache Kafka")
    with (HERE / "pom.xml").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if LIB.is_dir():
            return
        part = HERE / "lib.part"
        shutil.rmtree(part, ignore_errors=True)
        command = [maven, "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={part}"]
        fetched = subprocess.run(command, cwd=HERE, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
        if fetched.returncode != 0:
            raise StartError("Maven could not fetch Apache Kafka")
        part.rename(LIB)


class SignIn(NamedTuple):
    """How clients are let in. `users`: name -> password, the administrator first; none: whoever reaches the port."""

    users: Mapping[str, str] = {}
    certificate: Path | None = None

    def words(self) -> dict[str, str]:
        """What the settings say of it."""
        if not self.users:
            return {"clients": "PLAINTEXT", "controllers": "PLAINTEXT", "security": ""}
        admin, password = next(iter(self.users.items()))
        text = _filled("security.properties.template", admin=admin, admin_password=password)
        if self.certificate:
            text += _filled("certificate.properties.template", certificate=str(self.certificate.resolve()))
        clients = "SASL_SSL" if self.certificate else "SASL_PLAINTEXT"
        return {"clients": clients, "controllers": "SASL_PLAINTEXT", "security": text}


def sign_in(users: Path | None, certificate: Path | None = None) -> SignIn:
    """What these files say. Raises StartError for lines that are no NAME PASSWORD."""
    if users is None:
        return SignIn()
    lines = [line.split() for line in users.read_text(encoding="utf-8").splitlines() if line.strip()]
    if not lines or not all(len(line) == 2 and _PLAIN.fullmatch("".join(line)) for line in lines):
        raise StartError(f"{users}: write NAME PASSWORD on each line, of letters, digits, dots and dashes")
    return SignIn(dict(lines), certificate)


def run(directory: Path, port: int | None = None, who: SignIn = SignIn()) -> int:  # noqa: B008  (it never changes)
    """Run the broker until a signal comes or it ends; returns its exit code, 0 when it was asked to stop."""
    settings = write_settings(directory, port, who)
    format_storage(directory, settings, who)
    log = directory / "kafka.log"
    with log.open("ab") as output:
        broker = subprocess.Popen(
            [
                *_java(*SHORT_LIVED, f"-Dlog4j2.configurationFile={HERE / 'log4j2.yaml'}"),
                "kafka.Kafka",
                str(settings),
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches this script only, which then stops the broker in order
        )
    try:
        bootstrap = f"127.0.0.1:{_port_in(settings)}"
        wait_until_ready(broker, bootstrap, log, encrypted=who.certificate is not None)
        print(bootstrap, flush=True)
        return broker.wait()
    finally:
        stop(broker)


def write_settings(directory: Path, port: int | None = None, who: SignIn = SignIn()) -> Path:  # noqa: B008
    """Write the settings of a directory, or keep those of last time, so that clients find the broker again."""
    directory.mkdir(parents=True, exist_ok=True)
    settings = directory / "server.properties"
    if settings.exists() and port in (None, _port_in(settings)):
        return settings
    broker_port, controller_port = free_ports(2)
    words = {"broker_port": port or broker_port, "controller_port": controller_port, "data": directory / "data"}
    settings.touch(mode=0o600)
    settings.write_text(_filled("server.properties.template", **words, **who.words()))
    return settings


def _filled(template: str, **words: object) -> str:
    return string.Template((HERE / template).read_text()).substitute(words)


def format_storage(directory: Path, settings: Path, who: SignIn = SignIn()) -> None:  # noqa: B008
    """Give a new data directory its cluster id; one that has it is left alone."""
    if (directory / "data" / "meta.properties").exists():
        return
    tool = [*_java("-XX:TieredStopAtLevel=1"), "kafka.tools.StorageTool", "format", "--standalone"]
    command = [*tool, "-t", _cluster_id(), "-c", str(settings)]
    for name, password in who.users.items():
        command += ["--add-scram", f"SCRAM-SHA-512=[name={name},password={password}]"]
    formatted = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if formatted.returncode != 0:
        raise StartError(f"the storage could not be formatted: {formatted.stderr.strip()}")


def wait_until_ready(broker: subprocess.Popen[bytes], bootstrap: str, log: Path, *, encrypted: bool = False) -> None:
    """Return when a client gets an answer. Raises StartError when the broker ends or stays silent."""
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        if broker.poll() is not None:
            raise StartError(f"the broker ended with exit code {broker.returncode}; see {log}")
        if answers(bootstrap, encrypted=encrypted):
            return
        time.sleep(0.05)
    raise StartError(f"the broker gave no answer within {READY_WITHIN:.0f} seconds; see {log}")


def answers(bootstrap: str, *, encrypted: bool = False) -> bool:
    """Say whether a broker answers a request at this address: an open port alone says nothing yet."""
    host, port = bootstrap.rsplit(":", 1)
    whoever = ssl._create_unverified_context()  # noqa: S323  (it asks whether somebody is there, and says nothing)
    try:
        with (
            socket.create_connection((host, int(port)), timeout=1) as plain,
            whoever.wrap_socket(plain) if encrypted else plain as connection,
        ):
            connection.sendall(struct.pack(">i", len(API_VERSIONS)) + API_VERSIONS)
            return len(connection.recv(8)) == 8
    except OSError:
        return False


def stop(broker: subprocess.Popen[bytes]) -> None:
    """Stop the broker in order, and by force when that takes too long."""
    if broker.poll() is None:
        broker.terminate()
        try:
            broker.wait(STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            broker.kill()
            broker.wait()


def free_ports(count: int) -> list[int]:
    """Find free ports on the loopback interface, all different."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(open_socket.getsockname()[1]) for open_socket in sockets]
    for open_socket in sockets:
        open_socket.close()
    return ports


def _java(*options: str) -> list[str]:
    return [_program("java", "Java 17 or newer is needed to run Apache Kafka"), *options, "-cp", f"{LIB}{os.sep}*"]


def _program(name: str, need: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise StartError(f"{need}: no `{name}` on the path")
    return found


def _cluster_id() -> str:
    """22 characters as Kafka makes them; none starts with a dash, which would look like an option."""
    while (made := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return made


def _port_in(settings: Path) -> int:
    line = next(line for line in settings.read_text().splitlines() if line.startswith("advertised.listeners="))
    return int(line.rsplit(":", 1)[1])


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
