"""What stands in a rehearsal came out by the policies of its time, and by what happened on the way."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import pytest

from domain.cases.acts import Worker
from plumbing.running.chance import new_id
from schemas.ids import Id, event_id
from schemas.policy.form import DEFAULT, Policy, Registers
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.registers import DebtHelpAnswer, RegisterSource, ResidentAnswer
from schemas.written import read_model
from services.triage.rehearse import read
from services.triage.rehearse.reach import reached
from services.worklist.pages.to_check.store import WorkersAnswer, answer
from tests.architecture.checkout import ROOT
from tests.builders import PARTNERS, Town, a_signal
from tests.services.triage.rehearse.test_reach import FROM_APRIL, SPRING, everything_again, in_part, spread_out
from tests.services.triage.rehearse.test_rehearsing import deliver
from tests.services.triage.test_parked_in_record import asked, beside, small, ticks, wake
from tests.services.triage.test_settle import close
from tests.services.triage.test_withdrawing import settled, takes_back

SHIPPED: Final = ("visit-first", "phone-first", "letter-first")
BY_WORKERS: Final = Registers(residents=RegisterSource.WORKER, debt_help=RegisterSource.WORKER)
ANNA: Final = Worker("9901", event_id(PARTNERS, "9901Anna"), "Anna")


def choices(**changed: Any) -> Policy:
    return Policy.model_validate({"name": "een keuze"} | changed)


def parks(days: int = 60, **changed: Any) -> Policy:
    return choices(parking={"below_threshold": True, "days": days}, **changed)


def shipped(name: str) -> Policy:
    return read_model(Policy, (ROOT / "deploy" / "policies" / f"{name}.yaml").read_text(encoding="utf-8"))


IN_FORCE: Final = {
    **{name: shipped(name) for name in SHIPPED},
    "parks": parks(20, threshold_cents=9_000),
    "parks, points and trays": shipped("letter-first").model_copy(update={"parking": parks(20).parking}),
}


@pytest.mark.parametrize("policy", IN_FORCE.values(), ids=IN_FORCE)
@pytest.mark.parametrize("seed", [11, 12])
def test_the_policy_that_is_in_force_changes_nothing_whatever_it_has(
    town: Town, policy: Policy, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "MOST_SHARE", 1)
    town.publish(policy)
    deliver(town, spread_out(seed), "9901")
    for period in (SPRING, FROM_APRIL):
        found = in_part(town, policy, period)
        assert found == everything_again(town, policy, period), period
        assert found.before == found.after


def test_a_single_case_in_a_higher_band_keeps_the_approach_of_its_band(town: Town) -> None:
    policy = shipped("phone-first")
    town.publish(policy)
    town.bring(a_signal(periods_missed=4))
    found = in_part(town, policy, SPRING)
    assert found.before == found.after
    assert found.after.approaches["visit"] == 1


def test_a_case_that_was_opened_by_what_adds_up_with_a_sleeper_of_before_the_period_keeps_its_approach(
    town: Town,
) -> None:
    town.publish(parks())
    first = small()
    town.bring(first)
    town.later(days=20)
    town.bring(beside(first))
    found = in_part(town, parks(), FROM_APRIL)
    assert found.before == found.after
    assert found.after.approaches["phone"] == 1


def test_what_sleeps_still_and_wakes_before_the_end_of_the_period_is_woken(town: Town) -> None:
    town.publish(parks())
    town.bring(small(), a_signal())
    found = in_part(town, parks(), SPRING)
    assert found == everything_again(town, parks(), SPRING)
    assert (found.before.signals["parked"], found.after.signals["unjustified"]) == (1, 1)


def test_a_day_is_seen_to_have_come_by_a_signal_that_is_left_out_too(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On its day the case of its household runs, so it is picked up; after the case is closed it would be too late."""
    monkeypatch.setattr(read, "MOST_SHARE", 1)
    young = a_signal(arrears_since=date(2026, 3, 1))
    town.bring(young, kind=PartnerKind.HEALTH_INSURER)
    town.later(days=15)
    town.bring(beside(young), kind=PartnerKind.HEALTH_INSURER)
    town.later(days=5)
    town.bring(young.model_copy(update={"arrears_since": date(2026, 1, 10)}), kind=PartnerKind.HEALTH_INSURER)
    town.later(days=20)
    town.bring(a_signal())
    (case,) = town.rows("SELECT case_id FROM decision WHERE revision > 1")
    close(town, case["case_id"])
    found = in_part(town, parks(20), FROM_APRIL)
    assert found == everything_again(town, parks(20), FROM_APRIL)
    assert found.after.signals["in-case"] == 2


VERSIONS: Final = {
    "parks, then not": (parks(25, threshold_cents=8_000), DEFAULT),
    "not, then parks": (DEFAULT, parks(25, threshold_cents=8_000)),
    "parks, then longer": (parks(25, threshold_cents=8_000), parks(40, threshold_cents=8_000)),
    "routes alone": (
        DEFAULT,
        choices(approach={"crisis": "visit", "several": "phone", "single": "letter"}, clocks={"ordinary_days": 14}),
    ),
    "points, then parks": (shipped("letter-first"), parks(25)),
}


@pytest.mark.parametrize("versions", VERSIONS.values(), ids=VERSIONS)
@pytest.mark.parametrize("seed", [21, 22])
def test_a_second_version_a_withdrawal_an_answer_and_a_closing_on_the_way_come_out_as_when_all_is_decided_again(
    town: Town, versions: tuple[Policy, Policy], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "MOST_SHARE", 1)
    before, now = (one.model_copy(update={"registers": BY_WORKERS}) for one in versions)
    town.publish(before)
    town.publish(now, valid_from=date(2026, 4, 1))
    it_went(town, seed)
    all_of_it_is_there(town, sleeps=before.parking is not None)
    homes = noted_homes(monkeypatch)
    for policy in (before, now, choices(threshold_cents=6_000), parks(30, threshold_cents=10_000)):
        for period in (SPRING, FROM_APRIL):
            assert in_part(town, policy, period) == everything_again(town, policy, period), (policy, period)
    (households,) = town.rows("SELECT count(DISTINCT household_id) AS n FROM match_record")
    assert any(0 < number < int(str(households["n"])) / 2 for number in homes), "something is left out"


def noted_homes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """On how many households is decided again, by rehearsal."""
    found: list[int] = []

    def noted(*given: Any) -> frozenset[Id]:
        homes = reached(*given)
        found.append(len(homes))
        return homes

    monkeypatch.setattr(read, "reached", noted)
    return found


def it_went(town: Town, seed: int) -> None:
    """Weeks of deliveries; after each one is taken back, one resident is looked up and one case is closed."""
    chance = random.Random(seed)
    for kind, batch, days in spread_out(seed):
        names = town.bring(*batch, kind=kind)
        settled(town, *(one.signal_id for one in takes_back(town, chance.choice(batch), kind=kind)))
        a_worker_found(town, chance.choice(open_among(town, names)), chance.choice(list(ResidentAnswer)))
        running = town.rows("SELECT id FROM case_file WHERE closed_at IS NULL ORDER BY number")
        close(town, chance.choice(running)["id"])
        for _ in range(days):
            town.later(days=1)
            wake(town, ticks(town))


def open_among(town: Town, names: Sequence[Id]) -> list[Id]:
    """Those about which a worker may be asked: parked, or in a case."""
    sql = "SELECT signal_id FROM disposition WHERE disposition IN ('parked', 'in-case')"
    there = {row["signal_id"] for row in town.rows(sql)}
    return [one for one in names if one in there]


def a_worker_found(town: Town, signal: Id, resident: ResidentAnswer) -> None:
    """A worker looked its resident up, and triage decides again."""
    (row,) = town.rows("SELECT person_id FROM decision WHERE signal_id = %s ORDER BY sequence DESC LIMIT 1", signal)
    given = WorkersAnswer(str(row["person_id"]), resident, DebtHelpAnswer.NOT_CHECKED)
    with town.record.engine("superuser").begin() as connection:
        answer(connection, town.outbox, ANNA, new_id(), given, [signal], town.now)
    asked(town, signal)


def all_of_it_is_there(town: Town, *, sleeps: bool) -> None:
    """Else nothing was shown."""
    occasions = {row["occasion"] for row in town.rows("SELECT DISTINCT occasion FROM decision")}
    assert {"received", "withdrawn", "register-answered"} <= occasions
    assert len(town.rows("SELECT DISTINCT policy_version FROM decision")) == 2
    assert town.rows("SELECT 1 FROM case_file WHERE previous_case_id IS NOT NULL"), "a closing that counted later"
    slept = town.rows("SELECT 1 FROM decision WHERE disposition = 'parked' AND received_on < '2026-04-01'")
    assert bool(slept) or not sleeps
