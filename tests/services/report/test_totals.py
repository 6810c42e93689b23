"""Sums of facts in memory: every fact once, whatever commits late, restarts or falls away."""

from collections import Counter

import pytest
from sqlalchemy import text

from plumbing.record.migrate import migrate
from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.figures import CaseClass, FactKind
from schemas.vocabulary.partners import PartnerKind
from services.report.store import FactsFromElsewhere, catch_up
from services.report.totals import Sum, Totals
from tests.database import Database
from tests.domain.figures.builders import M, commit, open_transaction, the_fact

ACCEPTED = Sum(M, FactKind.SIGNAL_ACCEPTED, PartnerKind.ENERGY)
CLASSED = Sum(M, FactKind.CASE_CLASSED, PartnerKind.ENERGY, CaseClass.SEVERAL)
SETTLED = Sum(M, FactKind.SIGNAL_SETTLED, PartnerKind.ENERGY)


class Reader:
    """Keeps the totals of a record, as the exporter does."""

    def __init__(self, database: Database) -> None:
        self.engine = database.engine("report")
        self.totals = Totals()

    def sums(self) -> Counter[Sum]:
        """The sums after catching up."""
        self.totals = catch_up(self.engine, self.totals)
        return self.totals.sums

    def accepted(self) -> int:
        """Accepted signals after catching up."""
        return self.sums()[ACCEPTED]


def test_new_facts_are_added_to_what_was_counted(record: Database) -> None:
    reader = Reader(record)
    assert reader.accepted() == 0
    commit(record, the_fact(FactKind.SIGNAL_ACCEPTED))
    assert reader.accepted() == 1
    commit(record, the_fact(FactKind.SIGNAL_ACCEPTED), the_fact(FactKind.SIGNAL_ACCEPTED))
    assert reader.accepted() == 3
    assert reader.accepted() == 3


def test_a_late_commit_is_counted_once(record: Database) -> None:
    reader = Reader(record)
    with open_transaction(record.engine("triage"), the_fact(FactKind.SIGNAL_ACCEPTED)) as late:
        commit(record, the_fact(FactKind.SIGNAL_ACCEPTED))
        assert reader.accepted() == 0, "what is newer than an open transaction waits for it"
        late.commit()
    assert [reader.accepted() for _ in range(3)] == [2, 2, 2]


def test_classes_of_cases_are_summed_each_under_the_definition_that_its_fact_names(record: Database) -> None:
    """Other figures are of one definition; of a class two definitions may stand side by side, over the years too."""
    for definition in ("divosa-2023.1", "divosa-2023.1", "divosa-2030.1"):
        commit(record, the_fact(FactKind.CASE_CLASSED, code=CaseClass.SEVERAL, definitions_version=definition))
    commit(record, the_fact(FactKind.SIGNAL_ACCEPTED, definitions_version="divosa-2030.1"))
    assert Reader(record).sums() == {
        CLASSED._replace(definition="divosa-2023.1"): 2,
        CLASSED._replace(definition="divosa-2030.1"): 1,
    }


def test_choices_of_workers_are_summed_each_under_the_rule_that_it_set_aside(record: Database) -> None:
    for rule in (ReasonCode.SINGLE, ReasonCode.CRISIS, ReasonCode.SINGLE):
        commit(record, the_fact(FactKind.CASE_OVERRIDDEN, code=rule))
    overridden = Sum(M, FactKind.CASE_OVERRIDDEN, PartnerKind.ENERGY)
    assert Reader(record).sums() == {overridden._replace(code="single"): 2, overridden._replace(code="crisis"): 1}


def test_what_was_rolled_back_is_never_counted(record: Database) -> None:
    reader = Reader(record)
    with open_transaction(record.engine("triage"), the_fact(FactKind.SIGNAL_ACCEPTED)) as given_up:
        reader.accepted()
        given_up.rollback()
    assert reader.accepted() == 0


def test_a_restart_changes_no_figure(record: Database) -> None:
    running = Reader(record)
    for kind in FactKind:
        commit(record, the_fact(kind), the_fact(kind, partner_kind=PartnerKind.WATER))
        running.accepted()
    commit(record, the_fact(FactKind.SIGNAL_SETTLED, code=Disposition.PARKED))
    commit(record, the_fact(FactKind.SIGNAL_SETTLED, code=Disposition.PARKED, amount=-1))
    assert Reader(record).sums() == running.sums()
    assert Reader(record).accepted() == 1


def test_a_corrected_disposition_moves_the_count(record: Database) -> None:
    reader = Reader(record)
    commit(record, the_fact(FactKind.SIGNAL_SETTLED, code=Disposition.REPEAT))
    assert reader.sums()[SETTLED._replace(code=Disposition.REPEAT)] == 1
    commit(record, the_fact(FactKind.SIGNAL_SETTLED, code=Disposition.REPEAT, amount=-1))
    commit(record, the_fact(FactKind.SIGNAL_SETTLED, code=Disposition.IN_CASE))
    assert {key.code: amount for key, amount in reader.sums().items()} == {"repeat": 0, "in-case": 1}


def test_what_was_given_before_does_not_change_under_a_scrape(record: Database) -> None:
    reader = Reader(record)
    before = reader.sums()
    commit(record, the_fact(FactKind.SIGNAL_ACCEPTED))
    assert (reader.accepted(), before[ACCEPTED]) == (1, 0)


def test_facts_under_other_definitions_are_not_mixed_in(record: Database) -> None:
    commit(record, the_fact(FactKind.SIGNAL_ACCEPTED, definitions_version="divosa-2027.1"))
    assert Reader(record).accepted() == 0


def test_facts_of_a_restored_dump_are_refused_until_migrate_gave_them_a_number_of_this_server(
    record: Database,
) -> None:
    commit(record, the_fact(FactKind.SIGNAL_ACCEPTED))
    with record.engine("superuser").begin() as connection:
        connection.execute(text("UPDATE fact SET transaction = 9000000000"))
    with pytest.raises(FactsFromElsewhere, match="run `vroegsignaal migrate`"):
        Reader(record).accepted()
    migrate(record.url("migrate"))
    reader = Reader(record)
    assert [reader.accepted() for _ in range(2)] == [1, 1]
