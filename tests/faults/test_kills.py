"""Killing processes in the middle of a burst: nothing is lost and nothing is double."""

import random
import signal
import time
from datetime import date
from pathlib import Path

import pytest

from command.installation import Installation
from domain.figures.store import count_ledger
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from tests.builders import AT_ONCE, Town, a_signal
from tests.oracle import hold
from tests.running import database_of, running, until

SIGNALS = 5_000
BATCH = 250


def burst(dice: random.Random, number: int) -> list[Signal]:
    """Signals of two municipalities in which households, repeats, crises and small amounts meet."""
    homes = [f"{dice.randint(1000, 9999)}ZZ" for _ in range(number // 2)]
    signals: list[Signal] = []
    for _ in range(number):
        if signals and dice.random() < 0.15:
            before = dice.choice(signals[-200:])
            raised = before.amount_cents + dice.choice([0, 0, 5_000])
            day = date(2026, 3, 10 + dice.randrange(6))
            signals.append(before.model_copy(update={"signal_date": day, "amount_cents": raised}))
            continue
        signals.append(
            a_signal(
                municipality=dice.choice(["9901", "9902"]),
                postcode=dice.choice(homes),
                house_number=str(dice.randint(1, 3)),
                amount_cents=dice.choice([2_000, 12_000, 90_000]),
                kind=SignalKind.DISCONNECTION if dice.random() < 0.05 else SignalKind.ARREARS,
                arrears_since=date(2026, 3, 1) if dice.random() < 0.05 else date(2026, 1, 10),
            )
        )
    return signals


def settled(town: Town) -> bool:
    found = count_ledger(town.record.engine("report"))
    tasks = town.rows("SELECT (SELECT count(*) FROM case_file) = (SELECT count(*) FROM task) AS done")
    left = town.rows("SELECT count(*) AS n FROM outbox")[0]["n"]
    return bool(found.difference == 0 and tasks[0]["done"] and left == 0)


def kept_running(installation: Installation) -> bool:
    installation.keep_running()
    return True


def deliver_and_kill(installation: Installation, town: Town, dice: random.Random) -> None:
    signals = burst(dice, SIGNALS)
    kinds = [PartnerKind.WATER, PartnerKind.ENERGY]
    kills = sorted(dice.sample(range(1, SIGNALS // BATCH), 3))
    victims = ["triage", "notify", "relay"]
    dice.shuffle(victims)
    for number in range(SIGNALS // BATCH):
        town.deliver(*signals[number * BATCH : (number + 1) * BATCH], kind=kinds[number % 2])
        if number in kills:
            time.sleep(dice.random())
            installation.children[victims[kills.index(number)]].stop(signal.SIGKILL)
        installation.keep_running()
    until(lambda: kept_running(installation) and settled(town), 120)


def kill_round(home: Path, seed: int, kafka: str = "", postgres: str = "") -> None:
    """One round: 5,000 signals, each of the three processes killed once, then everything is accounted for."""
    with running(home, "triage", "notify", "relay", kafka=kafka, postgres=postgres) as installation:
        record = database_of(installation)
        town = Town(record).found("9901", "9902")
        town.publish(AT_ONCE, "9901")
        town.publish(AT_ONCE, "9902")
        deliver_and_kill(installation, town, random.Random(seed))
        hold(record, "9901", "9902")


@pytest.mark.parametrize("seed", [1])
def test_killing_triage_notify_and_relay_loses_and_doubles_nothing(tmp_path: Path, seed: int) -> None:
    kill_round(tmp_path / "home", seed)
