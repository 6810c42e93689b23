"""What the data directory says of the processes, how they are asked, and what no answer shows."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from threading import Thread

import pytest
from rich.console import Console

from command.home import address, make_private, not_ready, ready, write_installation
from command.installation import shown
from command.notes import Notes
from command.status import current, status_table
from command.supervisor import NEW_KEYS, hand_out
from plumbing.running.settings import CHECKOUT, Settings
from plumbing.running.stopping import report_ports

KEYS = {"Waterbedrijf Hoogezand": "sleutel-van-water"}
HAND_OUT = f"""
import pathlib, sys
from rich.console import Console
from command.supervisor import hand_out
hand_out({KEYS!r}, pathlib.Path(sys.argv[1]), Console())
"""


@contextmanager
def a_process(home: Path, name: str, status: int, body: bytes) -> Iterator[None]:
    """A process that reported itself and answers `/readyz` so."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        report_ports(name, Settings(home=home, host="0.0.0.0"), metrics=server.server_port)
        yield
        server.shutdown()


@pytest.mark.parametrize(
    ("host", "asked"),
    [
        ("127.0.0.1", "127.0.0.1:81"),
        ("127.0.0.2", "127.0.0.2:81"),
        ("0.0.0.0", "127.0.0.1:81"),
        ("::", "[::1]:81"),
        ("fd00::7", "[fd00::7]:81"),
    ],
)
def test_a_process_is_asked_at_the_host_where_it_listens(tmp_path: Path, host: str, asked: str) -> None:
    report_ports("triage", Settings(home=tmp_path, host=host), metrics=81)
    assert address(tmp_path, "triage", "metrics") == asked
    assert address(tmp_path, "triage", "http") is None


@pytest.mark.parametrize(
    ("status", "body", "reasons"),
    [
        (200, b"ready\n", []),
        (503, b"not ready: the record is away\nnot ready: no topics\n", ["the record is away", "no topics"]),
        (503, b"not ready\n", ["not ready"]),
        (503, b"", ["it does not say why"]),
    ],
)
def test_why_a_process_is_not_ready_is_what_it_says_itself(
    tmp_path: Path, status: int, body: bytes, reasons: list[str]
) -> None:
    with a_process(tmp_path, "triage", status, body):
        assert not_ready(tmp_path, "triage") == reasons
        assert ready(tmp_path, "triage") == (reasons == [])
    assert not_ready(tmp_path, "triage") == ["it does not answer"]
    assert not_ready(tmp_path, "nobody") == ["it does not run"]


def test_status_shows_every_reason_and_is_not_ready_while_nobody_supervises(tmp_path: Path) -> None:
    write_installation(Notes(tmp_path), {"version": "7", "processes": ["triage"], "kafka": "k:1", "postgres": "p"})
    with a_process(tmp_path, "triage", 503, b"not ready: no broker answers\n"):
        found = current(Settings(home=tmp_path))
    (one,) = found.processes
    assert (one.state, one.reasons, found.supervisor, found.ready) == ("not ready", ["no broker answers"], False, False)
    console = Console(width=200, record=True, file=StringIO())
    console.print(status_table(found))
    said = console.export_text()
    assert "triage: no broker answers" in said
    assert "supervisor: it does not run" in said
    assert "version   7" in said


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://beheer:geheim@server:5432/x",
        "postgresql://server/x?user=beheer&password=geheim&sslpassword=geheim",
    ],
)
def test_no_password_of_the_record_is_written_down(url: str) -> None:
    assert "geheim" not in shown(url)
    assert "server" in shown(url)


def test_a_data_directory_is_closed_also_when_it_stood_open(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "logs").mkdir(parents=True, mode=0o755)
    for file in (home / "keys.json", home / "logs" / "triage.log"):
        file.touch(0o644)
    make_private(home)
    assert {one.stat().st_mode & 0o777 for one in (home, home / "logs", home / "run")} == {0o700}
    assert {one.stat().st_mode & 0o777 for one in (home / "keys.json", home / "logs" / "triage.log")} == {0o600}


def test_a_folder_that_others_use_too_is_not_closed(tmp_path: Path) -> None:
    home = tmp_path / "shared"
    (home / "photos").mkdir(parents=True)
    for folder in (home, home / "photos"):
        folder.chmod(0o755)  # Whatever the mask of this process.
    make_private(home)
    assert {one.name: one.stat().st_mode & 0o777 for one in (home, *home.iterdir())} == {
        "shared": 0o755,
        "photos": 0o755,
        "logs": 0o700,
        "run": 0o700,
    }


def test_api_keys_are_shown_on_a_terminal_and_then_stand_in_no_file(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    subprocess.run([sys.executable, "-c", HAND_OUT, str(tmp_path)], cwd=CHECKOUT, stdout=theirs, check=True)
    os.close(theirs)
    assert KEYS["Waterbedrijf Hoogezand"] in os.read(ours, 10_000).decode()
    os.close(ours)
    assert list(tmp_path.iterdir()) == []


def test_without_a_terminal_api_keys_go_to_a_file_and_earlier_ones_stay_there(tmp_path: Path) -> None:
    console = Console(file=StringIO(), record=True)
    for name in ("Een", "Twee"):
        hand_out({name: f"sleutel-{name}"}, tmp_path, console)
    hand_out({}, tmp_path, console)
    assert (tmp_path / NEW_KEYS).read_text(encoding="utf-8") == "Een\tsleutel-Een\nTwee\tsleutel-Twee\n"
    assert (tmp_path / NEW_KEYS).stat().st_mode & 0o777 == 0o600
    said = console.export_text()
    assert "sleutel-" not in said
    assert said.count(NEW_KEYS) == 2


def test_what_others_read_is_never_half_written(tmp_path: Path) -> None:
    write_installation(Notes(tmp_path), {"processes": []})
    assert [one.name for one in tmp_path.iterdir()] == ["installation.json"]
    assert json.loads((tmp_path / "installation.json").read_text(encoding="utf-8")) == {"processes": []}
