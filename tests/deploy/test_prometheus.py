"""The Prometheus files are valid and every alert fires when it should (promtool), and only then."""

import json
import re
import shutil
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml

from tests.deploy.dashboard import DEPLOY, prometheus_config
from tests.deploy.queries import METRICS, alert_queries, metrics_in, unknown_codes
from tests.real import find_promtool, need, real_prometheus, wait_until

PROMETHEUS = DEPLOY / "prometheus"


def promtool(*arguments: str, folder: Path = PROMETHEUS) -> str:
    done = subprocess.run([str(find_promtool()), *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class OneMetric(BaseHTTPRequestHandler):
    """A process that reports one outbox row."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.end_headers()
        self.wfile.write(b"vroegsignaal_outbox_rows 1\n")

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def a_process_with_metrics() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), OneMetric) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def ask(prometheus: str, query: str) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{prometheus}/api/v1/query?{urllib.parse.urlencode({'query': query})}") as answer:
        found: list[dict[str, Any]] = json.load(answer)["data"]["result"]
        return found


def test_every_alert_has_a_test_and_says_what_to_do() -> None:
    rules, tests = (PROMETHEUS / "rules.yml").read_text(), (PROMETHEUS / "rules_test.yml").read_text()
    alerts = re.findall(r"- alert: (\w+)", rules)
    assert {"StuckSignal", "LedgerDifference", "ProcessDown", "OutboxBacklog", "ConsumerLag"} <= set(alerts)
    examples = [one for test in yaml.safe_load(tests)["tests"] for one in test["alert_rule_test"]]
    assert {one["alertname"] for one in examples if one["exp_alerts"]} == set(alerts)
    assert {one["alertname"] for one in examples} == set(alerts), "promtool lets a name that is no alert pass"
    assert rules.count("action:") == rules.count("summary:") == len(alerts)


def test_alerts_ask_for_metrics_and_codes_that_exist() -> None:
    assert alert_queries()
    for query in alert_queries():
        assert metrics_in(query), query
        assert metrics_in(query) <= METRICS, query
        assert unknown_codes(query) == [], query


@pytest.mark.parametrize(
    "planted",
    [
        'vroegsignaal_funnel{stage="settle"}',
        'vroegsignaal_ledger_unaccounted{reason=~"stuck|stuck-cases"}',
        'vroegsignaal_indicator{unit="household", indicator="signals"}',
    ],
)
def test_a_code_that_does_not_exist_is_found(planted: str) -> None:
    assert metrics_in(planted) <= METRICS
    assert len(unknown_codes(planted)) == 1


def test_a_metric_that_does_not_exist_is_found() -> None:
    assert metrics_in("rate(vroegsignaal_messages[5m])") - METRICS == {"vroegsignaal_messages"}


@pytest.mark.real
def test_configuration_and_rules_are_valid() -> None:
    need("promtool")
    assert "SUCCESS" in promtool("check", "config", "prometheus.yml")
    assert "SUCCESS" in promtool("check", "rules", "rules.yml")


@pytest.mark.real
def test_alerts_fire_when_they_should() -> None:
    need("promtool")
    assert "SUCCESS" in promtool("test", "rules", "rules_test.yml")


@pytest.mark.real
@pytest.mark.parametrize("alert", re.findall(r"- alert: (\w+)", (PROMETHEUS / "rules.yml").read_text()))
def test_an_alert_that_never_fires_or_always_fires_is_found(tmp_path: Path, alert: str) -> None:
    need("promtool")
    rules = (PROMETHEUS / "rules.yml").read_text()
    shutil.copy(PROMETHEUS / "rules_test.yml", tmp_path)
    for query in ("vector(0) > 1", "vector(1)"):
        changed = re.sub(rf"(- alert: {alert}\n\s+expr: ).*", rf"\1{query}", rules)
        (tmp_path / "rules.yml").write_text(changed)
        assert changed != rules
        assert "SUCCESS" in promtool("check", "rules", "rules.yml", folder=tmp_path)
        with pytest.raises(AssertionError, match=alert):
            promtool("test", "rules", "rules_test.yml", folder=tmp_path)


@pytest.mark.real
def test_a_real_prometheus_finds_the_processes_of_an_installation(tmp_path: Path) -> None:
    need("prometheus")
    targets = tmp_path / "prometheus-targets.json"
    with a_process_with_metrics() as address:
        targets.write_text(json.dumps([{"targets": [address], "labels": {"process": "relay"}}]))
        config = prometheus_config(tmp_path / "config", targets)
        with real_prometheus(tmp_path, config) as prometheus:
            assert wait_until(lambda: bool(ask(prometheus, 'vroegsignaal_outbox_rows{process="relay"} == 1')))
            assert ask(prometheus, 'up{process="relay", job="vroegsignaal"} == 1')
