"""How often and how much at once, by name: a burst, then so many a second; turns in the order in which they came."""

import asyncio
from dataclasses import dataclass

import pytest

from plumbing.web import rates
from plumbing.web.rates import Busy, Rate, Turns


@dataclass
class Watch:
    """A clock that a test moves."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_after_a_burst_a_name_waits_and_another_does_not() -> None:
    watch = Watch()
    rate = Rate(2.0, 3, watch)
    for _ in range(3):
        assert rate.wait("a") == 0.0
        rate.take("a")
    assert rate.wait("a") == pytest.approx(0.5)
    assert rate.wait("b") == 0.0
    watch.now = 0.5
    assert rate.wait("a") == 0.0


def test_time_gives_no_more_than_a_burst_back() -> None:
    watch = Watch()
    rate = Rate(100.0, 2, watch)
    watch.now = 3_600.0
    for _ in range(2):
        rate.take("a")
    assert rate.wait("a") > 0.0


def test_ever_new_names_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "NAMES_KEPT", 5)
    rate = Rate(0.001, 1, Watch())
    for number in range(50):
        rate.take(str(number))
    assert rate.wait("0") == 0.0
    assert rate.wait("49") > 0.0


def run_turns(turns: Turns, *weights: int) -> tuple[int, list[int]]:
    """Take turns under one name at once; gives the highest weight at a time, and the order in which they went."""
    now, highest, order = 0, 0, []

    async def one(number: int, weight: int) -> None:
        nonlocal now, highest
        async with turns.turn("a", weight):
            order.append(number)
            now += weight
            highest = max(highest, now)
            await asyncio.sleep(0.001)
            now -= weight

    async def all_of_them() -> None:
        await asyncio.gather(*(one(number, weight) for number, weight in enumerate(weights)))

    asyncio.run(all_of_them())
    return highest, order


def test_no_more_goes_on_at_once_and_nobody_overtakes() -> None:
    highest, order = run_turns(Turns(3, 50, 5.0), 1, 1, 3, 1, 2, 3, 1)
    assert highest == 3
    assert order == list(range(7))


def test_what_weighs_more_than_all_goes_alone() -> None:
    assert run_turns(Turns(3, 50, 5.0), 1, 10, 1)[1] == [0, 1, 2]


def test_beyond_those_who_wait_nobody_waits() -> None:
    with pytest.raises(Busy):
        run_turns(Turns(1, 2, 5.0), 1, 1, 1, 1)


def test_names_do_not_wait_for_each_other_and_leave_nothing_behind() -> None:
    turns = Turns(1, 0, 1.0)

    async def both() -> None:
        async with turns.turn("a"), turns.turn("b"):
            pass

    asyncio.run(both())
    assert turns._lines == {}


def test_whoever_waits_too_long_or_goes_away_takes_no_turn() -> None:
    turns = Turns(1, 5, 0.01)

    async def waiting() -> None:
        async with turns.turn("a"):
            with pytest.raises(Busy):
                async with turns.turn("a"):
                    pass
            gone = asyncio.create_task(turns.turn("a").__aenter__())
            await asyncio.sleep(0)
            gone.cancel()
            with pytest.raises(asyncio.CancelledError):
                await gone
        async with turns.turn("a"):
            pass

    asyncio.run(waiting())


def test_an_error_gives_the_turn_back() -> None:
    turns = Turns(1, 0, 1.0)

    async def failing() -> None:
        for _ in range(2):
            with pytest.raises(ValueError, match="x"):
                async with turns.turn("a"):
                    raise ValueError("x")

    asyncio.run(failing())
