"""The committed dashboard as tests see it: its panels, and their queries as Grafana would send them."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

DEPLOY: Final = Path(__file__).resolve().parents[2] / "deploy"
DASHBOARD: Final = DEPLOY / "grafana" / "dashboards" / "from-signal-to-trajectory.json"
CHOSEN: Final[Mapping[str, str]] = MappingProxyType(
    {"$municipality": ".*", "$partner_kind": ".*", "$__rate_interval": "1m"}
)
"""Every variable of the dashboard, as Grafana fills it in where all is chosen."""


def dashboard() -> dict[str, Any]:
    """The dashboard's JSON."""
    loaded: dict[str, Any] = json.loads(DASHBOARD.read_text())
    return loaded


def panels() -> Iterator[dict[str, Any]]:
    """Every panel that shows figures; the headings between them are rows."""
    for panel in dashboard()["panels"]:
        yield from panel.get("panels", [])
        if panel["type"] != "row":
            yield panel


def panel_queries() -> list[tuple[str, str]]:
    """(title of the panel, PromQL) of every query, variables filled in."""
    return [(panel["title"], filled_in(target["expr"])) for panel in panels() for target in panel["targets"]]


def filled_in(query: str) -> str:
    """A query with its variables replaced."""
    for variable, value in CHOSEN.items():
        query = query.replace(variable, value)
    return query


def prometheus_config(directory: Path, targets: Path, *, scrape_seconds: int = 1) -> Path:
    """`deploy/prometheus` as a configuration in a directory of its own, with one file of targets and quick scrapes.

    `targets`: the list a running installation writes, `$VROEGSIGNAAL_HOME/prometheus-targets.json`.
    """
    (directory / "targets").mkdir(parents=True)
    (directory / "targets" / "installation.json").symlink_to(targets.resolve())
    shutil.copy(DEPLOY / "prometheus" / "rules.yml", directory)
    written = (DEPLOY / "prometheus" / "prometheus.yml").read_text()
    config = directory / "prometheus.yml"
    config.write_text(
        re.sub(r"(scrape_interval|scrape_timeout|evaluation_interval): \d+s", rf"\1: {scrape_seconds}s", written)
    )
    return config
