"""The order of what partners say is the order in which the record received it, whatever any clock said."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import Any

import pytest

from domain.figures.store import count_ledger
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.quarantine import CorrectionReason, HandEntryKind
from schemas.vocabulary.signals import CRISIS_KINDS, Outcome, SignalKind
from tests.builders import Town, a_signal
from tests.services.ingest.builders import TODAY, Office, a_record
from tests.services.ingest.by_hand.desk import answer, takes, types
from tests.services.ingest.files.deliveries import a_file, a_row, read_all, upload

AHEAD = {"days": 3}
EVICTED: dict[str, Any] = {"kind": SignalKind.EVICTION, "amount_cents": 41_000}


def other(signal: Signal, amount: int, **changes: Any) -> Signal:
    return signal.model_copy(update={"amount_cents": amount, **changes})


def standing(town: Town) -> list[object]:
    return [row["amount_cents"] for row in town.rows("SELECT amount_cents FROM signal")]


def kept(town: Town) -> list[object]:
    sql = "SELECT (content->>'amount_cents')::int AS amount FROM signal_revision ORDER BY revision"
    return [row["amount"] for row in town.rows(sql)]


def test_a_delivery_that_is_read_late_does_not_undo_a_newer_correction(town: Town) -> None:
    old = a_signal(amount_cents=12_000)
    town.deliver(old)
    early = town.receive()
    town.deliver(other(old, 95_000))
    (late,) = town.read(early, other(old, 13_000))
    assert late.outcome == "superseded"
    assert (standing(town), kept(town)) == ([95_000], [12_000])


def test_a_clock_that_was_ahead_hides_nothing_that_comes_later(town: Town) -> None:
    first = a_signal(amount_cents=12_000)
    town.later(**AHEAD)
    town.bring(first)
    town.later(days=-3)
    (receipt,) = town.deliver(first.model_copy(update=EVICTED))
    assert receipt.outcome == "revised"
    town.settle([receipt])
    (case,) = town.rows("SELECT tray, deadline::text AS deadline FROM case_file")
    assert (case["tray"], case["deadline"]) == ("crisis", "2026-03-20")


def test_a_host_whose_clock_is_behind_is_heard_like_any_other(town: Town) -> None:
    first = a_signal(amount_cents=1)
    town.deliver(first)
    for number in range(2, 8):
        town.later(minutes=1 if number % 2 else -1)
        assert town.deliver(other(first, number))[0].outcome == "revised"
    assert (standing(town), kept(town)) == ([7], [1, 2, 3, 4, 5, 6])


def test_saying_the_same_again_counts_as_saying_it_last(town: Town) -> None:
    first = a_signal(amount_cents=12_000)
    town.deliver(first)
    early = town.receive()
    assert town.deliver(first)[0].outcome == "duplicate"
    assert town.read(early, other(first, 13_000))[0].outcome == "superseded"
    assert standing(town) == [12_000]


@pytest.mark.parametrize("kind", sorted(CRISIS_KINDS))
def test_a_crisis_that_is_read_after_an_ordinary_revision_is_decided_on(town: Town, kind: SignalKind) -> None:
    first = a_signal()
    town.bring(first)
    early = town.receive()
    town.bring(other(first, 9_000))
    (crisis,) = town.read(early, other(first, 9_000, kind=kind))
    assert crisis.outcome == "revised"
    town.settle([crisis])
    assert [row["tray"] for row in town.rows("SELECT tray FROM case_file")] == ["crisis"]


def test_after_a_crisis_that_was_read_late_only_what_is_newer_than_all_takes_its_place(town: Town) -> None:
    first = a_signal(amount_cents=1)
    town.deliver(first)
    crisis, between = town.receive(), town.receive()
    town.deliver(other(first, 2))
    assert town.read(crisis, other(first, 3, kind=SignalKind.DISCONNECTION))[0].outcome == "revised"
    assert town.read(between, other(first, 4))[0].outcome == "superseded"
    assert standing(town) == [3]
    assert town.deliver(other(first, 5))[0].outcome == "revised"
    assert (standing(town), kept(town)) == ([5], [1, 2, 3])


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_read_first_the_last_word_or_a_crisis_stands(town: Town, seed: int) -> None:
    """Amounts that repeat, so that duplicates are among them; each delivery says one thing."""
    dice = Random(seed)
    first = a_signal(amount_cents=1)
    town.deliver(first)
    said = [other(first, dice.randint(1, 3), kind=_some_kind(dice)) for _ in range(dice.randint(2, 7))]
    origins = [town.receive() for _ in said]
    order = dice.sample(range(len(said)), len(said))
    receipts = {place: town.read(origins[place], said[place])[0] for place in order}
    assert {one.outcome for one in receipts.values()} <= {Outcome.REVISED, Outcome.DUPLICATE, Outcome.SUPERSEDED}
    (row,) = town.rows("SELECT amount_cents, kind FROM signal")
    last = said[-1]
    if row["kind"] not in CRISIS_KINDS:
        assert not any(
            one.kind in CRISIS_KINDS and receipts[place].outcome == "superseded" for place, one in enumerate(said)
        )
        assert (row["amount_cents"], row["kind"]) == (last.amount_cents, last.kind)
    revised = sum(one.outcome == "revised" for one in receipts.values())
    assert town.rows("SELECT count(*) AS n FROM signal_revision") == [{"n": revised}]


@pytest.mark.parametrize("crisis_first", [True, False])
def test_a_crisis_stands_over_arrears_of_its_own_file_also_in_another_chunk(office: Office, crisis_first: bool) -> None:
    office.works_with(records_in_chunk=1)
    energy = office.joins(PartnerKind.ENERGY)
    crisis, arrears = a_row(1, soort="afsluiting"), a_row(1, soort="")
    upload(office, energy, a_file(*([crisis, arrears] if crisis_first else [arrears, crisis])))
    read_all(office.ports)
    told = [row["outcome"] for row in office.rows("SELECT outcome FROM receipt ORDER BY line")]
    assert told == (["accepted", "rejected"] if crisis_first else ["accepted", "revised"])
    assert office.rows("SELECT kind FROM signal") == [{"kind": "disconnection"}]


def test_arrears_that_are_mended_do_not_undo_the_crisis_of_their_own_delivery(office: Office) -> None:
    water, crisis = office.joins(), a_record(soort="afsluiting")
    arrears = {name: value for name, value in crisis.items() if name != "soort"}
    office.delivers(water, crisis, arrears | {"postcode": "x"})
    (waits,) = office.rows("SELECT id FROM quarantine")
    corrected = {"kind": HandEntryKind.CORRECTED, "mends": waits["id"], "reason": CorrectionReason.ASKED_PARTNER}
    name = types(office, water, received=TODAY, content=arrears, **corrected)
    takes(office)
    assert answer(office, name)["outcome"] == "superseded"
    assert office.rows("SELECT kind FROM signal") == [{"kind": "disconnection"}]


def _some_kind(dice: Random) -> SignalKind:
    return dice.choice([SignalKind.ARREARS] * 4 + [SignalKind.EVICTION])


def test_fifty_at_once_are_each_answered_with_what_became_of_them(office: Office) -> None:
    water, record = office.joins(), a_record(bedragInCenten=1)
    office.delivers(water, record)
    office.joins()
    start = Barrier(10)

    def say(amount: int) -> tuple[int, str]:
        if amount <= 11:
            start.wait()
        (receipt,) = office.delivers(water, record | {"bedragInCenten": amount})
        return amount, str(receipt["uitkomst"])

    with ThreadPoolExecutor(10) as threads:
        answers = dict(threads.map(say, range(2, 52)))
    assert set(answers.values()) <= {"herzien", "achterhaald"}
    sql = "SELECT r.outcome FROM receipt r JOIN delivery d ON d.id = r.delivery_id ORDER BY d.arrival"
    assert office.rows(sql)[-1]["outcome"] == "revised"
    stood = [amount for amount, outcome in answers.items() if outcome == "herzien"] + [1]
    (row,) = office.rows("SELECT amount_cents, revision, arrival FROM signal")
    history = office.rows("SELECT (content->>'amount_cents')::int AS amount FROM signal_revision")
    assert sorted([row["amount_cents"], *(one["amount"] for one in history)]) == sorted(stood)
    assert row["arrival"] == office.rows("SELECT max(arrival) AS last FROM delivery")[0]["last"]
    assert row["revision"] == len(stood)
    ledger = count_ledger(office.record.engine("report"))
    assert (ledger.delivered, ledger.accepted, ledger.revised) == (51, 1, len(stood) - 1)
    assert ledger.revised + ledger.superseded == 50
    assert ledger.unaccounted["unanswered"] == ledger.unaccounted["mismatch"] == 0


def test_every_outcome_is_counted_in_the_answer(office: Office) -> None:
    water = office.joins()
    known, changed = a_record(), a_record()
    office.delivers(water, known, changed)
    body = {"signalen": [a_record(), known, changed | {"aantalPerioden": 9}, {}]}
    answer = office.post(water, body).json()
    counts = {name: count for name, count in answer.items() if name.startswith("aantal")}
    assert counts.pop("aantalRegels") == sum(counts.values()) == 4
    assert Counter(counts.values()) == {1: 4, 0: 1}
    assert counts["aantalAchterhaald"] == 0
