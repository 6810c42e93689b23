"""Beside what stands there a signal is a duplicate, a revision or a contradiction; receipts say so line by line."""

from datetime import timedelta

import pytest

from domain.intake.checks.faults import Code, Fault
from schemas.signals import Signal
from schemas.vocabulary.signals import CRISIS_KINDS, Outcome, SignalKind
from services.ingest.accept import Judged, Receipt, delivery_change, firsts, receipts_of
from services.ingest.signals.placing import Place, Sent, There, accepted, differing, refused, sort_out
from services.ingest.signals.rows import Key, Origin, question_of
from tests.builders import a_signal
from tests.services.ingest.builders import NOON

KEY: Key = ("9901", "R-1", "2026-03-16")
SIGNAL, PARTNER, DELIVERY = (f"01980000-0000-7000-8000-00000000000{digit}" for digit in "123")
OLD, NEW = b"old", b"new"
SINCE = NOON - timedelta(days=3)
THERE = There(SIGNAL, OLD, revision=4, kind=SignalKind.ARREARS, arrival=70, since=SINCE)
ORIGIN = Origin(PARTNER, "water", DELIVERY, NOON, 71)
REVISED = Place(Outcome.REVISED, SIGNAL, question_of(SIGNAL, 5), revision=5, beside=SINCE)
SUPERSEDED = Place(Outcome.SUPERSEDED, SIGNAL, beside=SINCE)
NO_CRISIS = [kind for kind in SignalKind if kind not in CRISIS_KINDS]


def place(
    sent: bytes,
    *,
    here: tuple[str, ...] = (),
    arrival: int = 71,
    kind: SignalKind = SignalKind.ARREARS,
    there: There = THERE,
) -> Place:
    """Where a signal ends up beside `THERE`."""
    return sort_out({KEY: Sent(sent, kind)}, {KEY: there}, here, arrival)[KEY]


def test_the_same_content_is_a_duplicate_whoever_said_it_when() -> None:
    assert place(OLD) == place(OLD, here=(SIGNAL,)) == place(OLD, arrival=69) == Place(Outcome.DUPLICATE, SIGNAL)


def test_other_content_is_the_next_revision_and_asks_anew() -> None:
    assert place(NEW) == REVISED


def test_what_was_received_earlier_replaces_nothing_and_is_no_duplicate() -> None:
    assert place(NEW, arrival=69) == place(NEW, arrival=69, here=(SIGNAL,)) == SUPERSEDED


@pytest.mark.parametrize("crisis", sorted(CRISIS_KINDS))
@pytest.mark.parametrize("kind", NO_CRISIS)
def test_a_crisis_that_is_read_late_is_never_passed_by(crisis: SignalKind, kind: SignalKind) -> None:
    assert place(NEW, arrival=1, kind=crisis, there=THERE._replace(kind=kind)) == REVISED


@pytest.mark.parametrize("there", sorted(CRISIS_KINDS))
def test_where_a_crisis_stands_nothing_that_was_received_earlier_takes_its_place(there: SignalKind) -> None:
    standing = THERE._replace(kind=there)
    assert {place(NEW, arrival=69, kind=kind, there=standing) for kind in SignalKind} == {SUPERSEDED}
    assert place(NEW, kind=SignalKind.ARREARS, there=standing) == REVISED


def test_one_delivery_cannot_say_two_things_of_a_signal() -> None:
    assert place(NEW, here=(SIGNAL,)) == place(NEW, here=(SIGNAL,), arrival=70) == refused(Code.CONTRADICTION)


@pytest.mark.parametrize("crisis", sorted(CRISIS_KINDS))
@pytest.mark.parametrize("kind", NO_CRISIS)
@pytest.mark.parametrize("arrival", [1, 70, 71])
def test_a_crisis_stands_over_what_its_own_delivery_said_before(
    crisis: SignalKind, kind: SignalKind, arrival: int
) -> None:
    assert place(NEW, here=(SIGNAL,), arrival=arrival, kind=crisis, there=THERE._replace(kind=kind)) == REVISED


@pytest.mark.parametrize("crisis", sorted(CRISIS_KINDS))
def test_nothing_its_own_delivery_says_takes_the_place_of_a_crisis(crisis: SignalKind) -> None:
    standing = THERE._replace(kind=crisis)
    said = {place(NEW, here=(SIGNAL,), arrival=70, kind=kind, there=standing) for kind in SignalKind}
    assert said == {refused(Code.CONTRADICTION)}


@pytest.mark.parametrize("crisis", sorted(CRISIS_KINDS))
@pytest.mark.parametrize("kind", NO_CRISIS)
def test_what_was_milder_at_the_same_place_in_the_order_undoes_no_crisis_when_it_is_mended(
    crisis: SignalKind, kind: SignalKind
) -> None:
    standing = THERE._replace(kind=crisis)
    assert place(NEW, arrival=70, kind=kind, there=standing) == SUPERSEDED
    assert place(NEW, arrival=70, kind=crisis, there=standing) == REVISED


def test_only_what_differs_is_looked_up_among_the_receipts() -> None:
    assert differing({KEY: Sent(OLD, SignalKind.ARREARS)}, {KEY: THERE}) == {}
    assert differing({KEY: Sent(NEW, SignalKind.ARREARS)}, {KEY: THERE}) == {KEY: THERE}


def told(signals: list[Signal], placed: Place) -> list[Receipt]:
    """Receipts of signals with one natural key."""
    records = [Judged(line, one) for line, one in enumerate(signals, 1)]
    first = firsts(records)
    return receipts_of(records, first, dict.fromkeys(first, placed))


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.REVISED, Outcome.DUPLICATE])
def test_the_same_record_again_is_a_duplicate_of_the_first(outcome: Outcome) -> None:
    receipts = told([a_signal()] * 3, Place(outcome, SIGNAL))
    assert [one.outcome for one in receipts] == [outcome, Outcome.DUPLICATE, Outcome.DUPLICATE]
    assert {one.signal_id for one in receipts} == {SIGNAL}


def test_the_same_record_again_is_superseded_like_the_first() -> None:
    receipts = told([a_signal()] * 2, Place(Outcome.SUPERSEDED, SIGNAL))
    assert [one.outcome for one in receipts] == [Outcome.SUPERSEDED] * 2


def test_a_signal_that_could_not_be_stored_is_refused_at_every_line() -> None:
    receipts = told([a_signal()] * 2, refused(Code.NOT_STORED))
    assert [one.faults for one in receipts] == [(Fault("kenmerk", Code.NOT_STORED),)] * 2


def test_what_is_new_counts_as_a_fact_and_only_what_asks_is_told() -> None:
    placed = {
        KEY: accepted(SIGNAL, question_of(SIGNAL, 1)),
        ("9901", "R-2", "2026-03-16"): Place(Outcome.REVISED, DELIVERY, question_of(DELIVERY, 2), 2),
        ("9901", "R-3", "2026-03-16"): Place(Outcome.DUPLICATE, PARTNER),
        ("9901", "R-4", "2026-03-16"): refused(Code.CONTRADICTION),
    }
    change = delivery_change(placed, [], ORIGIN, ORIGIN.received_at)
    assert [fact.cause for fact in change.facts] == [SIGNAL]
    assert [(one.subject, one.cause) for one in change.told] == [
        (SIGNAL, question_of(SIGNAL, 1)),
        (DELIVERY, question_of(DELIVERY, 2)),
    ]
