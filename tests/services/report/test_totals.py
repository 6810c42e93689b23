"""Sums of facts in memory: every fact once, whatever commits late, restarts or falls away."""

import pytest
from sqlalchemy import text

from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.figures import FactKind
from schemas.vocabulary.partners import PartnerKind
from services.report.totals import FactsFromElsewhere, Sum, Totals
from tests.database import Database
from tests.services.report.builders import M, commit, open_transaction, the_fact

ACCEPTED = Sum(M, FactKind.SIGNAL_ACCEPTED, PartnerKind.ENERGY)


def accepted(database: Database, totals: Totals) -> int:
    totals.catch_up()
    return totals.sums[ACCEPTED]


def test_new_facts_are_added_to_what_was_counted(record: Database) -> None:
    totals = Totals(record.engine("report"))
    assert accepted(record, totals) == 0
    commit(record, the_fact(FactKind.SIGNAL_ACCEPTED))
    assert accepted(record, totals) == 1
    commit(record, the_fact(FactKind.SIGNAL_ACCEPTED), the_fact(FactKind.SIGNAL_ACCEPTED))
    assert accepted(record, totals) == 3
    assert accepted(record, totals) == 3


def test_a_late_commit_is_counted_once(record: Database) -> None:
    totals = Totals(record.engine("report"))
    with open_transaction(record.engine("triage"), the_fact(FactKind.SIGNAL_ACCEPTED)) as late:
        commit(record, the_fact(FactKind.SIGNAL_ACCEPTED))
        assert accepted(record, totals) == 0, "what is newer than an open transaction waits for it"
        late.commit()
    assert [accepted(record, totals) for _ in range(3)] == [2, 2, 2]


def test_what_was_rolled_back_is_never_counted(record: Database) -> None:
    totals = Totals(record.engine("report"))
    with open_transaction(record.engine("triage"), the_fact(FactKind.SIGNAL_ACCEPTED)) as given_up:
        totals.catch_up()
        given_up.rollback()
    assert accepted(record, totals) == 0


def test_a_restart_changes_no_figure(record: Database) -> None:
    running = Totals(record.engine("report"))
    for kind in FactKind:
        commit(record, the_fact(kind), the_fact(kind, partner_kind=PartnerKind.WATER))
        running.catch_up()
    commit(record, the_fact(FactKind.SIGNAL_SETTLED, code=Disposition.PARKED))
    commit(record, the_fact(FactKind.SIGNAL_SETTLED, code=Disposition.PARKED, amount=-1))
    running.catch_up()
    restarted = Totals(record.engine("report"))
    restarted.catch_up()
    assert restarted.sums == running.sums
    assert restarted.sums[ACCEPTED] == 1


def test_a_corrected_disposition_moves_the_count(record: Database) -> None:
    totals = Totals(record.engine("report"))
    commit(record, the_fact(FactKind.SIGNAL_SETTLED, code=Disposition.REPEAT))
    totals.catch_up()
    commit(record, the_fact(FactKind.SIGNAL_SETTLED, code=Disposition.REPEAT, amount=-1))
    commit(record, the_fact(FactKind.SIGNAL_SETTLED, code=Disposition.IN_CASE))
    totals.catch_up()
    settled = {key.code: amount for key, amount in totals.sums.items()}
    assert settled == {Disposition.REPEAT: 0, Disposition.IN_CASE: 1}


def test_facts_under_other_definitions_are_not_mixed_in(record: Database) -> None:
    totals = Totals(record.engine("report"))
    commit(record, the_fact(FactKind.SIGNAL_ACCEPTED, definitions_version="divosa-2027.1"))
    assert accepted(record, totals) == 0


def test_facts_of_a_restored_database_are_refused_instead_of_left_out(record: Database) -> None:
    commit(record, the_fact(FactKind.SIGNAL_ACCEPTED))
    with record.engine("superuser").begin() as connection:
        connection.execute(text("UPDATE fact SET transaction = 9000000000"))
    totals = Totals(record.engine("report"))
    with pytest.raises(FactsFromElsewhere):
        totals.catch_up()
    with record.engine("superuser").begin() as connection:
        connection.execute(text("UPDATE fact SET transaction = pg_current_xact_id()::text::bigint"))
    assert accepted(record, totals) == 1
