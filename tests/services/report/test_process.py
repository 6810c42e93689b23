"""The report process itself: it serves figures without a broker, says that it is ready, and stops when told."""

import signal
from pathlib import Path

import httpx

from tests.database import Database
from tests.running import alone


def test_the_process_serves_figures_until_it_is_stopped(record: Database, tmp_path: Path) -> None:
    with alone("report", tmp_path, POSTGRES_URL=record.url("report")) as (process, ports):
        address = f"http://127.0.0.1:{ports['metrics']}"
        seen = {page: httpx.get(address + page).status_code for page in ("/healthz", "/readyz", "/metrics")}
        assert seen == {"/healthz": 200, "/readyz": 200, "/metrics": 200}
        assert "vroegsignaal_ledger_difference 0.0" in httpx.get(f"{address}/metrics").text
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
