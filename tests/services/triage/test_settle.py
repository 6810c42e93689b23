"""Settling on the real record: dispositions, cases, clocks and the walls around them."""

from datetime import date

from plumbing.record.connect import transaction
from plumbing.running.chance import new_id
from plumbing.transport.fates import Fates
from plumbing.transport.outbox import Outbox
from plumbing.transport.stuck import stuck_marker
from schemas.ids import Id
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from services.triage.process import triage
from services.triage.read import replay
from tests.builders import SOURCE, Town, a_signal
from tests.domain.cases.builders import a_talk, in_town
from tests.plumbing.transport.events import read


def disposition_of(town: Town, signal_id: object) -> str:
    return str(town.rows("SELECT disposition FROM disposition WHERE signal_id = %s", signal_id)[0]["disposition"])


def cases(town: Town) -> list[dict[str, object]]:
    return town.rows("SELECT * FROM case_file ORDER BY number")


def again(signal: Signal, **changes: object) -> Signal:
    return signal.model_copy(update=changes)


def test_a_signal_opens_a_case_with_a_clock_of_four_weeks(town: Town) -> None:
    (signal,) = town.bring(a_signal())
    assert disposition_of(town, signal) == "in-case"
    (case,) = cases(town)
    assert (case["tray"], case["channel"], case["deadline"]) == ("single", "phone", date(2026, 4, 14))


def test_the_same_arrears_not_higher_next_month_are_a_repeat(town: Town) -> None:
    first = a_signal()
    town.bring(first)
    town.later(days=31)
    (signal,) = town.bring(again(first, signal_date=date(2026, 4, 16)))
    assert disposition_of(town, signal) == "repeat"
    assert len(cases(town)) == 1


def test_the_same_reference_with_a_higher_amount_is_not_a_repeat(town: Town) -> None:
    first = a_signal()
    town.bring(first)
    town.later(days=31)
    (signal,) = town.bring(again(first, signal_date=date(2026, 4, 16), amount_cents=15_000))
    assert disposition_of(town, signal) == "in-case"
    assert len(cases(town)) == 1


def test_a_second_partner_in_the_month_makes_the_case_several_and_raises_it(town: Town) -> None:
    first = a_signal()
    town.bring(first)
    second = a_signal(postcode=first.postcode, house_number=first.house_number)
    town.bring(second, kind=PartnerKind.ENERGY)
    (case,) = cases(town)
    assert (case["tray"], case["several"], case["partner_kind"], case["channel"]) == (
        "several",
        True,
        "water",
        "visit",
    )


def test_two_signals_of_one_household_in_one_batch_make_one_case(town: Town) -> None:
    first = a_signal()
    town.bring(first, a_signal(postcode=first.postcode, house_number=first.house_number))
    (case,) = cases(town)
    assert case["several"]


def test_a_small_amount_gets_a_letter_and_is_not_dropped(town: Town) -> None:
    (signal,) = town.bring(a_signal(amount_cents=4_999))
    assert disposition_of(town, signal) == "in-case"
    assert (cases(town)[0]["tray"], cases(town)[0]["channel"]) == ("single", "letter")


def test_arrears_outside_the_window_of_the_kind_are_unjustified(town: Town) -> None:
    young, old = a_signal(arrears_since=date(2026, 3, 1)), a_signal(arrears_since=date(2025, 10, 1))
    first, second = town.bring(young, old, kind=PartnerKind.HEALTH_INSURER)
    assert {disposition_of(town, first), disposition_of(town, second)} == {"unjustified"}
    assert cases(town) == []


def test_a_crisis_is_stopped_by_neither_threshold_nor_age(town: Town) -> None:
    crisis = a_signal(kind=SignalKind.DISCONNECTION, amount_cents=1, arrears_since=date(2026, 3, 15))
    town.bring(crisis)
    (case,) = cases(town)
    assert (case["tray"], case["deadline"], case["urgency"]) == ("crisis", date(2026, 3, 20), 3)


def test_a_signal_after_closing_opens_a_linked_case(town: Town) -> None:
    first = a_signal()
    town.bring(first)
    close(town, cases(town)[0]["id"])
    town.later(days=40)
    town.bring(a_signal(postcode=first.postcode, house_number=first.house_number, signal_date=date(2026, 4, 20)))
    old, new = cases(town)
    assert (new["previous_case_id"], new["successive"]) == (old["id"], True)


def close(town: Town, case: object) -> None:
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE case_file SET closed_at = %s WHERE id = %s", (town.now, case))
        connection.exec_driver_sql("UPDATE sequence SET last = last + 1 WHERE municipality = '9901'")
        connection.exec_driver_sql(
            "INSERT INTO case_event (municipality, sequence, case_id, kind, held_on)"
            " SELECT '9901', last, %s, 'closed', '2026-03-17' FROM sequence WHERE municipality = '9901'",
            (case,),
        )


def test_settling_again_changes_no_row(town: Town) -> None:
    receipts = town.deliver(a_signal(), a_signal())
    town.settle(receipts)
    before = everything(town)
    assert town.settle(receipts) == []
    assert everything(town) == before


def everything(town: Town) -> list[object]:
    tables = ("decision", "disposition", "case_file", "match_state", "match_record", "fact", "sequence")
    return [town.rows(f"SELECT t::text FROM {table} t ORDER BY 1") for table in tables]


def test_a_revision_is_decided_again_and_stays_in_its_case(town: Town) -> None:
    first = a_signal()
    (signal,) = town.bring(first)
    town.later(hours=1)
    town.bring(again(first, kind=SignalKind.DISCONNECTION, postcode="9999XX"))
    (case,) = cases(town)
    assert (case["tray"], case["deadline"]) == ("crisis", date(2026, 3, 20))
    settled = town.rows("SELECT code, sum(amount) AS n FROM fact WHERE kind = 'signal-settled' GROUP BY code")
    assert settled == [{"code": "in-case", "n": 1}]
    for role in ("triage", "relay", "report", "worklist"):
        with transaction(town.record.engine(role), municipalities=("9901",)) as connection:
            seen = connection.exec_driver_sql("SELECT revision FROM disposition WHERE signal_id = %s", (signal,))
            assert seen.scalars().all() == [2], role


def test_a_replay_gives_every_digest_and_outcome_again(town: Town) -> None:
    first = a_signal()
    town.bring(first, a_signal(amount_cents=100), a_signal(arrears_since=date(2026, 3, 10)))
    town.later(hours=1)
    town.bring(again(first, kind=SignalKind.DISCONNECTION))
    close(town, cases(town)[0]["id"])
    town.later(days=31)
    town.bring(
        again(first, signal_date=date(2026, 4, 16)), a_signal(postcode=first.postcode, house_number=first.house_number)
    )
    with town.record.engine("triage").connect() as connection:
        found = replay(connection, "9901")
    assert found.equal
    assert found.decisions == 6


def test_a_changed_row_is_found_by_a_replay(town: Town) -> None:
    town.bring(a_signal())
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE signal SET amount_cents = amount_cents + 1")
    with town.record.engine("triage").connect() as connection:
        assert replay(connection, "9901").different_input == (1,)


def replayed(town: Town) -> bool:
    with town.record.engine("triage").connect() as connection:
        return replay(connection, "9901").equal


def test_a_revised_address_keeps_what_was_known_around_the_old_one(town: Town) -> None:
    first = a_signal()
    neighbour = a_signal(postcode=first.postcode, house_number=first.house_number)
    town.bring(first)
    town.bring(neighbour, kind=PartnerKind.ENERGY)
    town.later(hours=1)
    town.bring(again(first, postcode="9999XX", house_number="1"))
    (case,) = cases(town)
    assert (case["tray"], case["several"]) == ("several", True)
    assert replayed(town)


def test_a_signal_that_moved_after_its_case_was_closed_after_a_talk_opens_no_second_case(town: Town) -> None:
    first = a_signal(phone="0600000001")
    town.bring(first)
    case = Id(str(cases(town)[0]["id"]))
    in_town(town, a_talk(case, town.now.date()))
    close(town, case)
    for change in ({"postcode": "9999XX"}, {"postcode": "9999XX", "phone": "0600000002"}):
        town.later(hours=1)
        town.bring(again(first, **change))
    assert len(cases(town)) == 1
    assert replayed(town)


def test_a_signal_whose_case_was_closed_without_a_talk_asks_anew_at_the_address_that_was_corrected(town: Town) -> None:
    first = a_signal()
    town.bring(first)
    close(town, cases(town)[0]["id"])
    town.later(hours=1)
    town.bring(again(first, phone="0600000002"))
    assert len(cases(town)) == 1
    town.later(hours=1)
    town.bring(again(first, postcode="9999XX"))
    assert [case["closed_at"] is None for case in cases(town)] == [False, True]
    town.later(hours=1)
    town.bring(again(first, postcode="9999XX", phone="0600000003"))
    assert len(cases(town)) == 2
    assert replayed(town)


def test_two_events_with_broken_ids_get_stuck_and_the_rest_of_their_batch_is_done(town: Town) -> None:
    """Put behind each other their digits would fill two places: 33 of one, 31 of the other."""
    (receipt,) = town.deliver(a_signal())
    event, engine = read(), town.record.engine("triage")
    names = [f"{new_id()}0", new_id()[:-1], receipt.signal_id]
    events = [event.model_copy(update={"data": {**event.data, "signalId": name}}) for name in names]
    work = triage(engine, Outbox(SOURCE), lambda: town.now)
    assert Fates(work, lambda _chunk: None, stuck_marker(engine, "triage")).meet(events).stuck == 2
    assert disposition_of(town, receipt.signal_id) == "in-case"
