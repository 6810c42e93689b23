"""Parked signals on the real record: they wait, wake, end, and are accounted for, whatever comes twice or late."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from domain.figures.store import count_ledger
from plumbing.transport.outbox import Outbox
from plumbing.transport.stuck import stuck_marker
from schemas.envelope import CloudEvent, Told, written
from schemas.events import EVENTS, QuestionAsked
from schemas.ids import Id, checked
from schemas.policy.form import DEFAULT, Parking, Policy
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from services.relay.due.parked import PARKED_UNTIL
from services.relay.store import passed
from services.triage.process import settle_batch, triage
from services.triage.questions.read import asked_anew, overdue_signals
from services.triage.read import replay
from tests.builders import SOURCE, Town, a_signal

PARKS = Policy(name="wachten", parking=Parking(below_threshold=True))
SMALL = 3_000


def small(**changes: object) -> Signal:
    return a_signal(**({"amount_cents": SMALL} | changes))


def beside(first: Signal, **changes: object) -> Signal:
    """Another signal on the same address."""
    return small(**({"postcode": first.postcode, "house_number": first.house_number} | changes))


def became(town: Town) -> list[str]:
    """Dispositions in the order of receipt."""
    rows = town.rows("SELECT d.disposition FROM disposition d JOIN signal s ON s.id = d.signal_id ORDER BY s.id")
    return [str(row["disposition"]) for row in rows]


def reasons(town: Town, signal: Id) -> list[str]:
    sql = "SELECT reasons FROM decision WHERE signal_id = %s ORDER BY sequence DESC LIMIT 1"
    (row,) = town.rows(sql, signal)
    return [one["code"] for one in row["reasons"]]  # type: ignore[attr-defined]


def ticks(town: Town) -> list[CloudEvent]:
    """What the clock job tells now, as triage reads it."""
    with town.record.engine("relay").connect() as connection:
        told = passed(connection, PARKED_UNTIL, town.now)
    return [CloudEvent.model_validate_json(written(one, SOURCE, town.now).payload) for one in told]


def wake(town: Town, events: Sequence[CloudEvent]) -> bool:
    """Let triage meet them; says whether anything was decided."""
    work = triage(town.record.engine("triage"), Outbox(SOURCE), lambda: town.now, overdue_signals)
    return work(events) is not None


def replayed(town: Town) -> bool:
    with town.record.engine("triage").connect() as connection:
        return replay(connection, "9901").equal


def ledger(town: Town) -> tuple[int, int]:
    """Overdue parked signals, and those without a disposition that holds."""
    found = count_ledger(town.record.engine("report"))
    there = found.municipalities["9901"]
    return found.unaccounted["overdue-parked"], there.difference


def test_a_signal_below_the_threshold_waits_without_a_case(town: Town) -> None:
    town.publish(PARKS)
    town.bring(small())
    assert became(town) == ["parked"]
    assert town.rows("SELECT 1 FROM case_file") == []
    (row,) = town.rows("SELECT due_at, ended_by FROM parking")
    assert row == {"due_at": datetime(2026, 5, 15, 22, tzinfo=UTC), "ended_by": None}
    assert replayed(town)


def test_it_wakes_in_the_transaction_of_what_adds_up_with_it_and_joins_that_case(town: Town) -> None:
    town.publish(PARKS)
    first = small()
    (slept,) = town.bring(first)
    town.later(days=20)
    town.bring(beside(first))
    assert became(town) == ["in-case", "in-case"]
    assert reasons(town, slept)[:2] == ["slept-below-threshold", "adds-up"]
    (case,) = town.rows("SELECT deadline FROM case_file")
    assert case["deadline"] == date(2026, 5, 4)
    assert town.rows("SELECT count(DISTINCT case_id) AS n FROM disposition") == [{"n": 1}]
    assert [row["ended_by"] is None for row in town.rows("SELECT ended_by FROM parking")] == [False]
    assert replayed(town)


def test_what_came_in_one_delivery_wakes_it_too(town: Town) -> None:
    town.publish(PARKS)
    first = small()
    town.bring(first, beside(first), beside(first, amount_cents=100))
    assert became(town) == ["in-case"] * 3
    assert replayed(town)


def test_a_second_kind_of_partner_and_a_crisis_wake_it(town: Town) -> None:
    town.publish(PARKS)
    one, two = small(), small()
    slept = town.bring(one, two)
    town.later(days=1)
    town.bring(beside(one, amount_cents=100), kind=PartnerKind.ENERGY)
    town.bring(beside(two, kind=SignalKind.DISCONNECTION, amount_cents=100))
    assert became(town) == ["in-case"] * 4
    assert reasons(town, slept[0])[1] == "second-kind"
    assert reasons(town, slept[1])[1] == "roused-by-crisis"
    assert replayed(town)


def test_another_household_wakes_nobody(town: Town) -> None:
    town.publish(PARKS)
    town.bring(small())
    town.bring(a_signal(), small())
    assert sorted(became(town)) == ["in-case", "parked", "parked"]


def test_the_same_debt_reported_again_higher_wakes_the_first_as_a_repeat(town: Town) -> None:
    town.publish(PARKS)
    first = small()
    town.bring(first)
    town.later(days=31)
    town.bring(first.model_copy(update={"signal_date": date(2026, 4, 16), "amount_cents": 6_000}))
    assert sorted(became(town)) == ["in-case", "repeat"]
    assert replayed(town)


def test_before_its_day_no_tick_names_it_and_on_its_day_it_is_unaccounted_until_triage_has_decided(town: Town) -> None:
    town.publish(PARKS)
    (signal,) = town.bring(small())
    town.later(days=59)
    assert ticks(town) == []
    town.later(days=1)
    events = ticks(town)
    assert [(one.subject, one.data) for one in events] == [(signal, {"municipality": "9901", "signalId": signal})]
    assert wake(town, events)
    assert became(town) == ["unjustified"]
    assert ticks(town) == []
    assert replayed(town)


def test_a_parked_signal_whose_day_passed_counts_as_unaccounted(town: Town) -> None:
    town.publish(PARKS)
    town.bring(small(), a_signal())
    clock = "INSERT INTO simulated_clock (now) VALUES (%s)"
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("DELETE FROM simulated_clock")
        connection.exec_driver_sql(clock, (town.now,))
    assert ledger(town) == (0, 0)
    town.later(days=61)
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE simulated_clock SET now = %s", (town.now,))
    assert ledger(town) == (1, 1)
    wake(town, ticks(town))
    assert ledger(town) == (0, 0)


def test_it_is_decided_for_the_moment_at_which_its_day_began_however_late_the_tick_is_met(town: Town) -> None:
    town.publish(PARKS)
    town.bring(small())
    town.later(days=90)
    wake(town, ticks(town))
    (row,) = town.rows("SELECT decided_for, occasion FROM decision ORDER BY sequence DESC LIMIT 1")
    assert row == {"decided_for": datetime(2026, 5, 15, 22, tzinfo=UTC), "occasion": "woken"}


def test_a_tick_that_comes_again_and_again_decides_once(town: Town) -> None:
    town.publish(PARKS)
    town.bring(small(), small())
    town.later(days=61)
    events = ticks(town)
    assert {one.id for one in ticks(town)} == {one.id for one in events}, "who counts again tells the same"
    assert wake(town, [*events, *events])
    before = town.rows("SELECT d::text FROM decision d ORDER BY 1")
    assert not wake(town, events)
    assert town.rows("SELECT d::text FROM decision d ORDER BY 1") == before


def test_triage_that_is_killed_before_it_commits_leaves_the_signal_to_the_next_tick(town: Town) -> None:
    town.publish(PARKS)
    town.bring(small())
    town.later(days=61)
    events = ticks(town)
    named = {(str(one.data["municipality"]), checked(one.data["signalId"])): one.id for one in events}
    with town.record.engine("triage").connect() as connection, connection.begin() as killed:
        assert settle_batch(connection, Outbox(SOURCE), named, lambda: town.now, overdue_signals) is not None
        killed.rollback()
    assert became(town) == ["parked"]
    assert [one.id for one in ticks(town)] == [one.id for one in events]
    assert wake(town, ticks(town))
    assert became(town) == ["unjustified"]


def test_a_tick_of_a_sleep_that_is_over_does_not_end_the_next_one(town: Town) -> None:
    town.publish(PARKS)
    first = small()
    town.bring(first)
    town.later(days=61)
    events = ticks(town)
    wake(town, events)
    town.bring(first.model_copy(update={"phone": "0600000001"}))
    assert became(town) == ["parked"]
    assert not wake(town, events)
    assert became(town) == ["parked"]


def test_a_tick_on_which_deciding_failed_waits_for_an_operator(town: Town) -> None:
    town.publish(PARKS)
    town.bring(small())
    town.later(days=61)
    stuck_marker(town.record.engine("triage"), "triage")(ticks(town)[0], ValueError())
    assert ticks(town) == []


def test_publishing_decides_nothing_anew_but_what_wakes(town: Town) -> None:
    town.publish(PARKS, valid_from=date(2026, 1, 1))
    town.bring(small())
    town.publish(DEFAULT, valid_from=date(2026, 4, 1))
    assert became(town) == ["parked"]
    town.later(days=61)
    wake(town, ticks(town))
    assert became(town) == ["in-case"]


def test_the_figures_count_each_signal_once_whatever_it_was_on_its_way(town: Town) -> None:
    town.publish(PARKS)
    first = small()
    town.bring(first, small())
    town.bring(beside(first))
    town.later(days=61)
    wake(town, ticks(town))
    sql = (
        "SELECT code, sum(amount)::int AS n FROM fact WHERE kind = 'signal-settled' GROUP BY 1 HAVING sum(amount) <> 0"
    )
    assert {row["code"]: row["n"] for row in town.rows(sql)} == {"in-case": 2, "unjustified": 1}


def test_a_question_of_somebody_else_is_answered_once(town: Town) -> None:
    """The hook of a better match: whoever knows better asks, and triage decides with that occasion."""
    town.publish(PARKS)
    (signal,) = town.bring(small())
    cause = "00000000-0000-4000-8000-00000000aaaa"
    columns = "municipality, cause, signal_id, occasion, asked_at"
    sql = f"INSERT INTO question ({columns}) VALUES ('9901', %s, %s, 'merged', %s)"
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql(sql, (cause, signal, town.now + timedelta(days=2)))
    assert town.rows("SELECT asked_anew FROM unsettled_signal") == [{"asked_anew": True}]
    asked(town, signal)
    asked(town, signal)
    assert town.rows("SELECT count(*) AS n FROM decision WHERE cause = %s", cause) == [{"n": 1}]
    assert became(town) == ["parked"]
    assert town.rows("SELECT 1 FROM unsettled_signal") == []
    assert len(town.rows("SELECT 1 FROM parking WHERE ended_by IS NULL")) == 1
    assert replayed(town)


def asked(town: Town, signal: Id) -> None:
    work = triage(town.record.engine("triage"), Outbox(SOURCE), lambda: town.now, asked_anew)
    told = Told(QuestionAsked(municipality="9901", signal_id=signal), signal, signal, signal)
    assert EVENTS[QuestionAsked].wakes == "triage"
    work([CloudEvent.model_validate_json(written(told, SOURCE, town.now).payload)])
