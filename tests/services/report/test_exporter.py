"""The exporter: every combination from zero, figures of the record, nothing read for a scrape."""

from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event

from domain.figures.metrics import STAGES, UNITS, counted_in
from plumbing.record.connect import open_engine
from plumbing.running.health import Health
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.figures import FactKind
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import Outcome
from services.report.exporter import Exporter
from services.report.gauges import GAUGES
from services.report.process import LEDGER_EVERY, Refresher
from tests.database import Database
from tests.domain.figures.builders import NEIGHBOUR, NOON, M, a_municipality, commit, deliver, stick, the_fact

Figures = dict[tuple[str, ...], float]
LABELS = {gauge.name: gauge.labels for gauge in GAUGES}
NOWHERE = "postgresql://nobody@127.0.0.1:1/none"


class Scraped:
    """An exporter on a record, its registry, and a clock that tests move (seconds)."""

    def __init__(self, database: Database) -> None:
        self.seconds = 0.0
        self.exporter = Exporter(now=lambda: self.seconds)
        self.registry: CollectorRegistry = self.exporter.registry()
        self.refresher = Refresher(database.engine("report"), self.exporter, lambda: NOON, now=lambda: self.seconds)

    def figures(self) -> Figures:
        """Refresh, scrape, and give name and label values (in the order of the gauge) -> value."""
        self.refresher.refresh()
        return scrape(self.registry)


def scrape(registry: CollectorRegistry) -> Figures:
    families = text_string_to_metric_families(generate_latest(registry).decode())
    samples = [sample for family in families for sample in family.samples]
    return {(each.name, *(each.labels[label] for label in LABELS[each.name])): each.value for each in samples}


@pytest.fixture
def scraped(record: Database) -> Scraped:
    return Scraped(record)


def test_every_known_combination_starts_at_zero(record: Database, scraped: Scraped) -> None:
    a_municipality(record, kinds=(PartnerKind.ENERGY, PartnerKind.WATER))
    a_municipality(record, NEIGHBOUR)
    figures = scraped.figures()
    funnel = {labels: value for labels, value in figures.items() if labels[0] == "vroegsignaal_funnel"}
    kinds = {(M, PartnerKind.ENERGY), (M, PartnerKind.WATER)}
    assert set(funnel) == {("vroegsignaal_funnel", *pair, stage) for pair in kinds for stage in STAGES}
    assert set(funnel.values()) == {0}
    assert figures["vroegsignaal_settled", M, "water", "not-resident"] == 0
    assert figures["vroegsignaal_indicator", NEIGHBOUR, "case", "trajectories"] == 0


def test_every_stage_counts_its_own_fact(record: Database, scraped: Scraped) -> None:
    a_municipality(record, kinds=(PartnerKind.ENERGY,))
    for number, counted in enumerate(STAGES.values(), start=1):
        commit(record, the_fact(counted.kind, amount=number, code=Disposition.IN_CASE))
    figures = scraped.figures()
    shown = [figures["vroegsignaal_funnel", M, "energy", stage] for stage in STAGES]
    assert shown == list(range(1, len(STAGES) + 1))
    assert figures["vroegsignaal_settled", M, "energy", "in-case"] == 2


def test_every_indicator_counts_its_own_fact_over_all_kinds(record: Database, scraped: Scraped) -> None:
    a_municipality(record)
    for unit in UNITS:
        for counted in counted_in(unit).values():
            commit(record, the_fact(counted.kind), the_fact(counted.kind, partner_kind=PartnerKind.WATER))
    figures = scraped.figures()
    shown = {labels[2:]: value for labels, value in figures.items() if labels[0] == "vroegsignaal_indicator"}
    assert shown == {(unit, name): 2 for unit in UNITS for name in counted_in(unit)}


def test_facts_of_a_kind_without_agreement_are_shown_all_the_same(record: Database, scraped: Scraped) -> None:
    a_municipality(record)
    commit(record, the_fact(FactKind.SIGNAL_ACCEPTED, partner_kind=PartnerKind.MORTGAGE))
    assert scraped.figures()["vroegsignaal_funnel", M, "mortgage", "signals"] == 1


def test_figures_that_nobody_reads_anew_say_how_old_they_are(scraped: Scraped) -> None:
    assert scraped.figures()["vroegsignaal_figures_age_seconds",] == 0
    scraped.seconds += 150
    assert scrape(scraped.registry)["vroegsignaal_figures_age_seconds",] == 150


def test_a_restart_changes_no_figure(record: Database, scraped: Scraped) -> None:
    [partner] = a_municipality(record, kinds=(PartnerKind.ENERGY,))
    deliver(record, partner, (Outcome.ACCEPTED, Outcome.REJECTED))
    for kind in FactKind:
        commit(record, the_fact(kind, code="in-case"))
        before = scraped.figures()
    scraped.seconds += LEDGER_EVERY
    before = scraped.figures()
    assert before == Scraped(record).figures()
    assert before["vroegsignaal_funnel", M, "energy", "signals"] == 1


def test_the_ledger_is_shown_with_its_reasons(record: Database, scraped: Scraped) -> None:
    [partner] = a_municipality(record, kinds=(PartnerKind.ENERGY,))
    signals = deliver(record, partner, (Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.REJECTED))
    stick(record, signals[0])
    figures = scraped.figures()
    shown = [figures[f"vroegsignaal_ledger_{name}",] for name in ("delivered", "accepted", "accounted", "difference")]
    assert shown == [3, 2, 0, 2]
    assert figures["vroegsignaal_ledger_unaccounted", "stuck"] == 1
    assert figures["vroegsignaal_ledger_unaccounted", "waiting"] == 1
    assert figures["vroegsignaal_ledger_unaccounted", "unread"] == 0


def test_the_ledger_is_not_counted_at_every_refresh(record: Database, scraped: Scraped) -> None:
    [partner] = a_municipality(record, kinds=(PartnerKind.ENERGY,))
    assert scraped.figures()["vroegsignaal_ledger_delivered",] == 0
    deliver(record, partner, (Outcome.REJECTED,))
    assert scraped.figures()["vroegsignaal_ledger_delivered",] == 0
    scraped.seconds += LEDGER_EVERY
    assert scraped.figures()["vroegsignaal_ledger_delivered",] == 1


def test_a_scrape_asks_the_database_nothing(record: Database, scraped: Scraped) -> None:
    scraped.figures()
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    engine = record.engine("report")
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert scrape(scraped.registry)["vroegsignaal_outbox_rows",] == 0
        assert asked == []
        scraped.refresher.refresh()
        assert asked != [], "the listener would have seen a question"
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_metrics_are_exactly_these_each_with_its_meaning(record: Database, scraped: Scraped) -> None:
    a_municipality(record, kinds=(PartnerKind.ENERGY,))
    scraped.figures()
    families = list(text_string_to_metric_families(generate_latest(scraped.registry).decode()))
    assert {family.name for family in families} == set(LABELS)
    without_unit = {family.name for family in families if "unit " not in family.documentation.lower()}
    assert without_unit == {"vroegsignaal_build_info"}
    assert all(len(family.documentation) > 20 for family in families)


@pytest.fixture
def served(record: Database) -> Iterator[tuple[Scraped, str]]:
    scraped = Scraped(record)
    health = Health("127.0.0.1", 0, scraped.refresher.why_not, scraped.registry).start()
    yield scraped, f"http://127.0.0.1:{health.port}"
    health.stop()


def test_the_process_is_ready_once_it_has_figures(served: tuple[Scraped, str]) -> None:
    scraped, address = served
    with pytest.raises(HTTPError, match="503") as refused:
        urlopen(f"{address}/readyz")
    refused.value.close()
    scraped.refresher.refresh()
    with urlopen(f"{address}/readyz") as answer, urlopen(f"{address}/metrics") as metrics:
        assert answer.status == 200
        assert b"vroegsignaal_ledger_difference 0.0" in metrics.read()


def test_a_database_that_is_away_makes_it_not_ready_and_stops_nothing() -> None:
    engine = open_engine(NOWHERE)
    exporter = Exporter()
    refresher = Refresher(engine, exporter, lambda: NOON)
    refresher.refresh()
    assert not refresher.fresh
    assert [labels[0] for labels in scrape(exporter.registry())] == ["vroegsignaal_build_info"]
    engine.dispose()
