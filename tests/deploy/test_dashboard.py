"""The dashboard says what it shows, asks only for metrics that exist, and speaks the field's words."""

import re
import subprocess
from collections.abc import Iterable
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

from domain.figures.ledger import LEDGER_REASONS
from domain.figures.metrics import OVERRIDDEN_RULES, SHARES, STAGES
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.partners import PartnerKind
from services.report.gauges import GAUGES
from tests.deploy.dashboard import DEPLOY, dashboard, filled_in, panel_queries, panels
from tests.deploy.queries import METRICS, metrics_in, unknown_codes
from tests.deploy.shares import division
from tests.real import find_promtool, need

CHOICES = {"municipality", "partner_kind"}
LABELS = {gauge.name: gauge.labels for gauge in GAUGES}


def names_given(panel: dict[str, Any]) -> dict[str, str]:
    return {
        override["matcher"]["options"]: item["value"]
        for override in panel["fieldConfig"]["overrides"]
        for item in override["properties"]
        if item["id"] == "displayName"
    }


def panel_called(title: str) -> dict[str, Any]:
    return next(panel for panel in panels() if panel["title"] == title)


def test_every_panel_says_what_it_shows_and_asks_for_something() -> None:
    for panel in panels():
        assert len(panel["description"]) > 20, panel["title"]
        assert panel["targets"], panel["title"]


def test_queries_use_metrics_and_codes_that_exist() -> None:
    for title, query in panel_queries():
        assert metrics_in(query), title
        assert metrics_in(query) <= METRICS, title
        assert unknown_codes(query) == [], title


def test_no_variable_is_left_in_a_query() -> None:
    assert [query for _, query in panel_queries() if "$" in query] == []
    assert {variable["name"] for variable in dashboard()["templating"]["list"]} == CHOICES


def unchosen(query: str) -> list[str]:
    """Selectors of figures in a query that pass over what the reader chose; what is divided by counts too."""
    asked = re.findall(r"\b(vroegsignaal_\w+)(\{[^}]*\})?", query)
    return [
        f"{name}{chosen}"
        for name, chosen in asked
        if any(f'{label}=~"${label}"' not in chosen for label in LABELS.get(name, ()) if label in CHOICES)
    ]


def test_every_panel_shows_what_the_reader_chose() -> None:
    assert [found for panel in panels() for target in panel["targets"] for found in unchosen(target["expr"])] == []


@pytest.mark.parametrize(
    "planted",
    [
        "sum(vroegsignaal_indicator)",
        'sum(vroegsignaal_indicator{municipality=~"9901"})',
        'sum(vroegsignaal_funnel{municipality=~"$municipality"})',
    ],
)
def test_a_panel_that_passes_over_a_choice_is_found(planted: str) -> None:
    assert unchosen(f"{planted} + sum(vroegsignaal_outbox_rows)") == [planted[4:-1]]


def test_the_funnel_shows_every_stage_in_order() -> None:
    targets = panel_called("Hoe ver komen signalen?")["targets"]
    assert [re.findall(r'stage="(\w+)"', target["expr"]) for target in targets] == [[stage] for stage in STAGES]


def test_partner_kinds_and_dispositions_are_shown_in_words() -> None:
    kinds = {kind.value: kind.dutch for kind in PartnerKind}
    assert names_given(panel_called("Signalen per soort partner")) == kinds
    assert set(names_given(panel_called("Uitkomst van de beoordeling"))) == {code.value for code in Disposition}


def test_every_rule_that_workers_set_aside_is_shown_in_words() -> None:
    assert names_given(panel_called("Door een medewerker anders gezet")) == OVERRIDDEN_RULES


def test_every_reason_of_the_ledger_is_shown_in_words() -> None:
    assert set(names_given(panel_called("Nog niet verantwoord, naar reden"))) == set(LEDGER_REASONS)


def test_every_share_divides_facts_of_one_unit_and_nothing_by_zero() -> None:
    divided = {title: division(query) for title, query in panel_queries()}
    pairs = {(one.part, one.whole): one for one in SHARES.values()}
    shares = {title: pairs[one.part, one.whole] for title, one in divided.items() if one}
    assert {one.dutch for one in shares.values()} == {one.dutch for one in SHARES.values()}
    assert all(one.is_of_the_same for one in divided.values() if one)
    stats = {panel["title"] for panel in panels() if panel["type"] == "stat"}
    assert [title for title, share in shares.items() if title in stats and title != share.dutch] == []


def test_a_panel_in_percents_shows_shares_alone_and_says_when_there_is_no_figure() -> None:
    for panel in panels():
        shown = panel["fieldConfig"]["defaults"]
        are_shares = {division(filled_in(target["expr"])) is not None for target in panel["targets"]}
        assert are_shares == {shown.get("unit") == "percentunit"}, panel["title"]
        assert shown["noValue"] == ("Nog geen cijfer" if are_shares == {True} else "Geen gegevens"), panel["title"]


@pytest.mark.parametrize(
    "planted",
    [
        'sum(vroegsignaal_funnel{stage="accepted"}) / sum(vroegsignaal_funnel{stage="offers"})',
        'sum(vroegsignaal_funnel{stage="accepted"}) / clamp_min(sum(vroegsignaal_funnel{stage="offers"}), 1)',
    ],
)
def test_a_division_that_may_be_by_zero_is_found(planted: str) -> None:
    with pytest.raises(ValueError, match="no sum"):
        division(planted)


def test_a_division_of_cases_by_attempts_is_found() -> None:
    planted = division('sum(vroegsignaal_funnel{stage="reached"}) / (sum(vroegsignaal_funnel{stage="attempts"}) > 0)')
    assert planted is not None
    assert (planted.part, planted.whole) not in {(one.part, one.whole) for one in SHARES.values()}


def cells(place: dict[str, int]) -> set[tuple[int, int]]:
    """What a panel covers of the grid."""
    across, down = range(place["x"], place["x"] + place["w"]), range(place["y"], place["y"] + place["h"])
    return set(product(across, down))


def test_panels_lie_beside_each_other_and_not_on_top() -> None:
    covered = [(panel["title"], cells(panel["gridPos"])) for panel in dashboard()["panels"]]
    assert len(covered) > 10
    assert [title for title, found in covered if max(x for x, _ in found) >= 24] == []
    assert [(one, other) for (one, here), (other, there) in combinations(covered, 2) if here & there] == []
    assert cells({"x": 0, "y": 0, "w": 2, "h": 2}) & cells({"x": 1, "y": 1, "w": 9, "h": 1}) == {(1, 1)}


def test_the_dashboard_reads_the_provisioned_source() -> None:
    source = (DEPLOY / "grafana" / "provisioning" / "datasources" / "prometheus.yaml").read_text()
    uids = {panel["datasource"]["uid"] for panel in panels()}
    assert uids == {"vroegsignaal"}
    assert "uid: vroegsignaal\n" in source


def checked(queries: Iterable[str], written: Path) -> "subprocess.CompletedProcess[str]":
    """What Prometheus says of queries, as if each were a rule."""
    rules = "".join(f"      - record: panel:{n}\n        expr: {query!r}\n" for n, query in enumerate(queries))
    written.write_text("groups:\n  - name: panels\n    rules:\n" + rules)
    return subprocess.run([find_promtool(), "check", "rules", written], capture_output=True, text=True, check=False)


@pytest.mark.real
def test_prometheus_understands_every_query(tmp_path: Path) -> None:
    need("promtool")
    said = checked((query for _, query in panel_queries()), tmp_path / "queries.yml")
    assert said.returncode == 0, said.stdout + said.stderr
    assert f"{len(panel_queries())} rules found" in said.stdout


@pytest.mark.real
def test_a_query_that_prometheus_does_not_understand_is_found(tmp_path: Path) -> None:
    need("promtool")
    good = panel_queries()[0][1]
    assert checked([good, f"sum({good}"], tmp_path / "queries.yml").returncode != 0
