"""Whatever happens on a case, in whatever order: shares lie between 0 and 1 and rows add up to the total."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from random import Random

import pytest

from domain.cases.act import Act
from domain.cases.acts import Refused, Worker
from domain.figures.indicators import Cohort, CohortFigures, share
from domain.figures.metrics import INDICATORS, SHARES, UNITS, counted_in
from plumbing.record.connect import transaction
from schemas.ids import Id
from schemas.signals import Signal
from schemas.vocabulary.cases import EndResult
from schemas.vocabulary.offers import OfferAnswer
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from services.report.reports.period import period_json
from services.report.store import catch_up, read_cohort
from services.report.totals import Totals
from tests.builders import CLOCK, Town, a_signal
from tests.domain.cases.builders import a_plan, a_talk, a_try, an_answer, an_end, an_offer, do

FIRST, LAST = CLOCK.date(), CLOCK.date() + timedelta(days=400)
KINDS = (PartnerKind.ENERGY, PartnerKind.WATER, PartnerKind.HEALTH_INSURER)
HOMES = ("1", "2")


def works(town: Town, act: Callable[[Id, date], Act], case: Id) -> None:
    """A worker does it, unless a rule does not allow it now."""
    (found, *_) = town.rows("SELECT id, name FROM worker WHERE municipality = '9901' ORDER BY name")
    worker = Worker("9901", str(found["id"]), str(found["name"]))
    with suppress(Refused), transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        do(connection, worker, act(case, town.now.date()), now=town.now)


def offered(answer: OfferAnswer) -> Callable[[Id, date], Act]:
    return lambda case, day: an_offer(case, answer, made_on=day)


def answered(offer: Id) -> Callable[[Id, date], Act]:
    return lambda case, day: an_answer(offer, case, answered_on=day)


ACTS: Mapping[str, Callable[[Id, date], Act]] = {
    "missed": lambda case, day: a_try(case, held_on=day),
    "reached": lambda case, day: a_try(case, reached=True, held_on=day),
    "open": offered(OfferAnswer.OPEN),
    "declined": offered(OfferAnswer.DECLINED),
    "accepted": offered(OfferAnswer.ACCEPTED),
    "talk": a_talk,
    "plan": a_plan,
    "end": lambda case, _day: an_end(case, EndResult.OTHER_REASON),
}


def of_period(town: Town, first: date = FIRST, last: date = LAST) -> CohortFigures:
    return read_cohort(town.record.engine("report"), Cohort("9901", first, last, town.now + timedelta(days=1)))


def sums_of(town: Town) -> dict[str, Counter[str]]:
    """Partner kind -> kind of fact -> sum, as the exporter has them; under "" the totals."""
    found: dict[str, Counter[str]] = {"": Counter()}
    for key, amount in catch_up(town.record.engine("report"), Totals()).sums.items():
        found[""][key.kind] += amount
        found.setdefault(key.partner_kind, Counter())[key.kind] += amount
    return found


def is_share(part: int, whole: int) -> bool:
    return 0 <= part <= whole


def test_shares_add_up_whatever_joins_a_case_and_when(town: Town) -> None:
    home = {"postcode": "1000ZZ", "house_number": "7"}
    town.bring(a_signal(**home), kind=PartnerKind.ENERGY)
    (case,) = (str(row["id"]) for row in town.rows("SELECT id FROM case_file"))
    for name in ("reached", "declined", "declined", "accepted", "talk", "plan"):
        works(town, ACTS[name], case)
    town.bring(a_signal(**home), kind=PartnerKind.WATER)
    found = period_json(of_period(town))
    energy, water = (found["by_partner_kind"][kind] for kind in ("energy", "water"))
    assert {name: energy["per_case"][name] for name in ("cases", "offers", "trajectories")} == {
        "cases": 1,
        "offers": 1,
        "trajectories": 1,
    }
    assert (energy["per_case"]["offer_share"], water["per_case"]["offer_share"]) == (1.0, None)
    sums = sums_of(town)[""]
    assert {sums[one.part] / sums[one.whole] for one in SHARES.values() if one.unit == "cases"} == {1.0}


@pytest.mark.parametrize("seed", range(25))
def test_whatever_happens_shares_lie_between_nothing_and_all_and_rows_add_up(town: Town, seed: int) -> None:
    dice = Random(seed)
    sent: list[tuple[Signal, PartnerKind]] = []
    for _ in range(30):
        town.later(days=dice.choice([0, 0, 1, 9]))
        _something_happens(town, dice, sent)
    sums = sums_of(town)
    for kind, facts in sums.items():
        assert [one for one in SHARES.values() if not is_share(facts[one.part], facts[one.whole])] == [], kind
    days = [FIRST + timedelta(days=number) for number in range((town.now.date() - FIRST).days + 1)]
    for found in (of_period(town), *(of_period(town, day, day) for day in days)):
        _assert_rows_add_up(found)
        for figures in (found.total, *found.by_partner_kind.values()):
            for unit in UNITS:
                parts = [share(figures[unit], name) for name in counted_in(unit) if INDICATORS[name].share]
                received = figures[unit]["signals"]
                assert all((part is None) == (received == 0) and 0 <= (part or 0) <= 1 for part in parts)
                assert received or not any(figures[unit].values())


def _something_happens(town: Town, dice: Random, sent: list[tuple[Signal, PartnerKind]]) -> None:
    cases = [str(row["id"]) for row in town.rows("SELECT id FROM case_file WHERE closed_at IS NULL ORDER BY number")]
    what = dice.choice(["signal", "revision", "window", "dispatch", "answer", *ACTS, *ACTS])
    if what == "signal" or not sent or not cases:
        kind, signal = dice.choice(KINDS), a_signal(postcode="1000ZZ", house_number=dice.choice(HOMES))
        sent.append((signal.model_copy(update={"signal_date": town.now.date()}), kind))
        town.bring(sent[-1][0], kind=kind)
    elif what == "revision":
        place = dice.randrange(len(sent))
        signal, kind = sent[place]
        changed = {"amount_cents": dice.randrange(9_000, 90_000), "house_number": dice.choice(HOMES)}
        changed["kind"] = dice.choice([SignalKind.ARREARS, SignalKind.ARREARS, SignalKind.DISCONNECTION])
        sent[place] = signal.model_copy(update=changed), kind
        town.bring(sent[place][0], kind=kind)
    elif what in ("window", "dispatch"):
        (town.plan if what == "window" else town.tick)(*cases)
    elif what == "answer":
        for row in town.rows("SELECT id, case_id FROM offer WHERE answer = 'open' ORDER BY id LIMIT 1"):
            works(town, answered(str(row["id"])), str(row["case_id"]))
    else:
        works(town, ACTS[what], dice.choice(cases))


def _assert_rows_add_up(found: CohortFigures) -> None:
    for unit in UNITS:
        for name, total in found.total[unit].items():
            assert sum(figures[unit][name] for figures in found.by_partner_kind.values()) == total
