"""A worker puts a case otherwise than the rules: seen, for a while, never lost when the next signal comes."""

from collections import Counter
from datetime import timedelta

import pytest

from domain.cases.acts import OverrideCase, Refused, Worker
from domain.cases.acts.override import RULE_OF_TRAY, rule_of
from domain.cases.refusals import Refusal
from domain.cases.store import take_next
from domain.figures.metrics import OVERRIDDEN_RULES
from plumbing.record.connect import transaction
from plumbing.running.chance import new_id
from plumbing.transport.outbox import Outbox
from schemas.ids import Id
from schemas.reasons import ReasonCode
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from schemas.vocabulary.supposing import OverrideReason
from services.notify.store import end_overrides
from services.relay.due.override import OVERRIDE_LAPSED
from services.relay.store import passed
from services.triage.read import replay
from services.worklist.pages.queue.read import read_tray
from services.worklist.pages.shared.case_line import CaseLine
from services.worklist.pages.shared.read import read_waiting
from tests.builders import AT_ONCE, SOURCE, Town, a_signal
from tests.domain.cases.builders import in_town
from tests.services.triage.builders import an_open_case


def put(town: Town, case: Id, *, tray: Tray | None = None, urgency: int | None = None, days: int = 14) -> None:
    act = OverrideCase(
        token=new_id(),
        case_id=case,
        tray=tray,
        urgency=urgency,
        reason=OverrideReason.VULNERABLE,
        ends_on=town.now.date() + timedelta(days=days),
    )
    in_town(town, act)


def queued(town: Town, *signals: object, **kind: object) -> list[Id]:
    """Cases of these signals, waiting in their queue, in the order in which they came."""
    found = []
    for one in signals:
        town.bring(one, **kind)  # type: ignore[arg-type]
        found.append(str(town.rows("SELECT id FROM case_file ORDER BY number DESC LIMIT 1")[0]["id"]))
    town.plan(*found)
    return found


def lines(town: Town, tray: Tray) -> list[CaseLine]:
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        return read_tray(connection, "9901", tray, town.now)


def in_tray(town: Town, tray: Tray) -> list[Id]:
    return [line.case_id for line in lines(town, tray)]


@pytest.fixture
def at_once(town: Town) -> Town:
    town.publish(AT_ONCE)
    return town


def test_a_case_stands_in_the_tray_that_a_worker_chose_and_in_no_other(at_once: Town) -> None:
    first, second = queued(at_once, a_signal(), a_signal())
    put(at_once, second, tray=Tray.SEVERAL)
    assert (in_tray(at_once, Tray.SINGLE), in_tray(at_once, Tray.SEVERAL)) == ([first], [second])
    with transaction(at_once.record.engine("worklist"), municipalities=("9901",)) as connection:
        assert +Counter(read_waiting(connection, "9901", at_once.now)) == Counter({Tray.SEVERAL: 1, Tray.SINGLE: 1})


def test_what_a_worker_put_first_goes_before_a_shorter_clock_and_is_taken_first(at_once: Town) -> None:
    (first,) = queued(at_once, a_signal())
    at_once.later(days=1)
    (second,) = queued(at_once, a_signal())
    assert in_tray(at_once, Tray.SINGLE) == [first, second]
    put(at_once, second, urgency=3)
    at_once.later(days=1)
    assert in_tray(at_once, Tray.SINGLE) == [second, first]
    (anna,) = at_once.rows("SELECT id, name FROM worker WHERE municipality = '9901' AND name = 'Anna'")
    worker = Worker("9901", str(anna["id"]), str(anna["name"]))
    with transaction(at_once.record.engine("worklist"), municipalities=("9901",)) as connection:
        assert take_next(connection, Outbox(SOURCE), worker, new_id(), at_once.now, Tray.SINGLE) == second


def test_what_a_worker_put_last_goes_last_until_something_new_comes_in(at_once: Town) -> None:
    """Lowering never hides news: a threat that comes afterwards takes its place by the clock again."""
    home = a_signal()
    (first,) = queued(at_once, home)
    at_once.later(days=1)
    (second,) = queued(at_once, a_signal())
    there = {"postcode": home.postcode, "house_number": home.house_number}
    at_once.bring(a_signal(warm_handover=True, **there), kind=PartnerKind.ENERGY)
    at_once.plan(first)
    put(at_once, first, tray=Tray.SINGLE, urgency=0)
    assert in_tray(at_once, Tray.SINGLE) == [second, first]
    threat = a_signal(kind=SignalKind.DISCONNECTION, **there)
    at_once.bring(threat)
    at_once.plan(first)
    assert in_tray(at_once, Tray.SINGLE) == [first, second]


def test_the_next_signal_does_not_lose_what_a_worker_chose_and_the_page_says_that_there_is_news(at_once: Town) -> None:
    home = a_signal()
    (case,) = queued(at_once, home)
    put(at_once, case, tray=Tray.END_OF_CONTRACT, urgency=3)
    at_once.bring(a_signal(postcode=home.postcode, house_number=home.house_number), kind=PartnerKind.ENERGY)
    at_once.plan(case)
    (line,) = lines(at_once, Tray.END_OF_CONTRACT)
    assert line.own is not None
    assert (line.tray, line.own.by_rules) == (Tray.END_OF_CONTRACT, Tray.SEVERAL)
    assert (line.own.news, line.own.urgency) == (True, 3)


def test_a_threat_on_a_case_with_another_priority_goes_to_the_crisis_tray_at_once(town: Town) -> None:
    """Whoever says only when a case is done has not begun to work on it: the rules go on."""
    home = a_signal()
    town.bring(home)
    case = str(town.rows("SELECT id FROM case_file")[0]["id"])
    town.plan(case)
    put(town, case, urgency=3)
    there = {"postcode": home.postcode, "house_number": home.house_number}
    town.bring(a_signal(kind=SignalKind.DISCONNECTION, **there), kind=PartnerKind.ENERGY)
    town.plan(case)
    assert town.rows("SELECT tray, channel FROM case_file") == [{"tray": "crisis", "channel": "visit"}]
    assert town.rows("SELECT tray FROM task") == [{"tray": "crisis"}]
    with town.record.engine("triage").connect() as connection:
        assert replay(connection, "9901").equal


def test_who_puts_a_case_otherwise_is_its_coordinator_and_makes_other_pages_of_it_stale(at_once: Town) -> None:
    (case,) = queued(at_once, a_signal())
    put(at_once, case, urgency=3)
    names = "touched_at, work_version, coordinator IS NOT NULL AS coordinated"
    assert at_once.rows(f"SELECT {names} FROM case_file") == [
        {"touched_at": None, "work_version": 1, "coordinated": True}
    ]
    assert at_once.rows("SELECT 1 FROM case_event") == []


def lapsed(town: Town) -> list[Id]:
    """The cases that the relay's tick names now."""
    with town.record.engine("relay").connect() as connection:
        return [one.subject for one in passed(connection, OVERRIDE_LAPSED, town.now)]


def end(town: Town, case: Id) -> int:
    with town.record.engine("notify").begin() as connection:
        return end_overrides(connection, [("9901", case)], town.now)


def test_a_choice_ends_by_a_tick_after_its_last_day_and_not_before(at_once: Town) -> None:
    (case,) = queued(at_once, a_signal())
    put(at_once, case, tray=Tray.SEVERAL, days=3)
    at_once.later(days=3)
    assert (lapsed(at_once), end(at_once, case), in_tray(at_once, Tray.SEVERAL)) == ([], 0, [case])
    at_once.later(days=1)
    assert (lapsed(at_once), end(at_once, case)) == ([case], 1)
    assert (in_tray(at_once, Tray.SEVERAL), in_tray(at_once, Tray.SINGLE), lapsed(at_once)) == ([], [case], [])


def test_an_older_choice_does_not_come_back_when_the_newer_ends(at_once: Town) -> None:
    (case,) = queued(at_once, a_signal())
    put(at_once, case, tray=Tray.CRISIS, days=30)
    at_once.later(minutes=5)
    put(at_once, case, tray=Tray.SEVERAL, days=2)
    assert in_tray(at_once, Tray.SEVERAL) == [case]
    at_once.later(days=3)
    assert end(at_once, case) == 2
    assert in_tray(at_once, Tray.SINGLE) == [case]


def test_a_tick_for_an_older_choice_leaves_the_newer_one(at_once: Town) -> None:
    (case,) = queued(at_once, a_signal())
    put(at_once, case, tray=Tray.CRISIS, days=2)
    at_once.later(minutes=5)
    put(at_once, case, tray=Tray.SEVERAL, days=30)
    at_once.later(days=3)
    assert (end(at_once, case), in_tray(at_once, Tray.SEVERAL)) == (1, [case])


def test_a_worker_leaves_it_to_the_rules_again(at_once: Town) -> None:
    (case,) = queued(at_once, a_signal())
    put(at_once, case, tray=Tray.SEVERAL)
    at_once.later(minutes=5)
    put(at_once, case)
    (line,) = lines(at_once, Tray.SINGLE)
    assert line.own is None


@pytest.mark.parametrize("days", [-1, 0, 63])
def test_a_choice_holds_from_tomorrow_to_two_months(at_once: Town, days: int) -> None:
    (case,) = queued(at_once, a_signal())
    with pytest.raises(Refused) as refused:
        put(at_once, case, tray=Tray.SEVERAL, days=days)
    assert refused.value.refusal is Refusal.OVERRIDE_TERM


def test_each_choice_is_counted_under_the_rule_that_it_set_aside(at_once: Town) -> None:
    large, small = queued(at_once, a_signal(), a_signal(amount_cents=1_000))
    put(at_once, large, tray=Tray.SEVERAL)
    put(at_once, small, urgency=3)
    rows = at_once.rows("SELECT code, sum(amount)::int AS n FROM fact WHERE kind = 'case-overridden' GROUP BY 1")
    assert {row["code"]: row["n"] for row in rows} == {"single": 1, "below-threshold": 1}


def test_who_leaves_a_case_to_the_rules_again_sets_none_aside(at_once: Town) -> None:
    (case,) = queued(at_once, a_signal())
    put(at_once, case, urgency=3)
    at_once.later(minutes=5)
    put(at_once, case)
    assert at_once.rows("SELECT sum(amount)::int AS n FROM fact WHERE kind = 'case-overridden'") == [{"n": 1}]


def test_the_rule_is_told_of_every_tray() -> None:
    assert set(RULE_OF_TRAY) == set(Tray)
    assert {*RULE_OF_TRAY.values(), ReasonCode.BELOW_THRESHOLD} == set(OVERRIDDEN_RULES)
    assert rule_of(an_open_case(channel=Channel.LETTER)) is ReasonCode.BELOW_THRESHOLD
    assert rule_of(an_open_case(tray=Tray.CRISIS, channel=Channel.VISIT)) is ReasonCode.CRISIS


def test_a_choice_changes_nothing_of_what_the_rules_said(at_once: Town) -> None:
    """So that every decision replays, and the clock of the law goes on."""
    (case,) = queued(at_once, a_signal())
    names = "tray, channel, urgency, deadline, version"
    before = at_once.rows(f"SELECT {names} FROM case_file")
    put(at_once, case, tray=Tray.CRISIS, urgency=3)
    assert at_once.rows(f"SELECT {names} FROM case_file") == before
