"""The worklist process itself: it serves without a broker, says that it is ready, and stops when told."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx

from plumbing.running.settings import CHECKOUT
from tests.database import Database
from tests.running import until
from tests.services.worklist.builders import Desk

RUN = "from services.worklist.process import run; from plumbing.running.settings import Settings; run(Settings())"


def test_the_process_serves_pages_and_stops_when_told(desk: Desk, record: Database, tmp_path: Path) -> None:
    desk.worker()
    settings = {
        "HOME": str(tmp_path),
        "POSTGRES_URL": record.url("worklist"),
        "KAFKA": "127.0.0.1:1",
        "DEVELOPMENT_USERS": "true",
    }
    environment = {**os.environ, **{f"VROEGSIGNAAL_{name}": value for name, value in settings.items()}}
    ports = tmp_path / "run" / "worklist.json"
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-c", RUN], env=environment, cwd=CHECKOUT, stderr=log)
        try:
            until(ports.exists, 30)
            found = json.loads(ports.read_text())
            until(lambda: httpx.get(f"http://127.0.0.1:{found['metrics']}/readyz").status_code == 200, 30)
            assert "Samira" in httpx.get(f"http://127.0.0.1:{found['http']}/aanmelden").text
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            process.kill()
            process.wait()
    assert "Samira" not in (tmp_path / "log").read_text()
