"""Random schedules of faults: what they are made of, how they are judged, and a short one on the embedded servers."""

from pathlib import Path

from command.processes import PROCESSES
from tests.faults.schedules.faults import SORTS, Fall, schedule
from tests.faults.schedules.rounds import TOLD_WITHIN, Fallen, demand, outages, play, tellers
from tests.faults.schedules.world import SILENT, Said, embedded_world
from tests.suite_real.test_real_schedules import SEEDS

TWENTY = range(301, 321)


def fallen(fault: str, struck: float, mended: float) -> Fallen:
    return Fallen(Fall(struck, fault, "", mended - struck), struck, mended)


def test_a_seed_is_always_the_same_schedule_and_another_seed_another() -> None:
    assert schedule(301) == schedule(301)
    assert len({schedule(seed).falls for seed in TWENTY}) == len(TWENTY)


def test_a_schedule_says_in_one_line_what_strikes_whom_when_and_how_long() -> None:
    assert str(Fall(3.0, "freeze", "triage", 8.25)) == "3.0 freeze triage for 8.2"
    assert str(Fall(4.5, "kill-all", "", 0.0)) == "4.5 kill-all"
    assert str(schedule(1)).count("\n") == 0


def test_twenty_schedules_hold_every_fault_and_kill_every_process() -> None:
    falls = [fall for seed in TWENTY for fall in schedule(seed).falls]
    assert {fall.fault for fall in falls} == set(SORTS)
    assert {fall.victim for fall in falls if fall.fault == "kill-one"} == set(PROCESSES)


def test_the_schedules_of_ci_hold_every_fault() -> None:
    assert {fall.fault for seed in SEEDS for fall in schedule(seed).falls} == set(SORTS)


def test_faults_strike_in_order_and_while_signals_come() -> None:
    for planned in map(schedule, TWENTY):
        moments = [fall.at for fall in planned.falls]
        assert moments == sorted(moments)
        assert moments[0] > 0
        assert moments[-1] < planned.burst


def test_an_outage_ends_with_the_first_mend_of_whatever_fault() -> None:
    long, short = fallen("broker-killed", 10, 19), fallen("everything-killed", 12, 14)
    found = outages([long, fallen("freeze", 11, 13), short])
    assert [(one.struck, one.mended) for one in found] == [(10, 14), (12, 14)]


def test_a_process_tells_of_an_outage_by_itself_and_not_by_being_struck() -> None:
    outage = fallen("broker-emptied", 10, 15)
    why = ["no answer from Kafka"]
    said = [
        Said(9, "relay", why, False),
        Said(12, "triage", [], False),
        Said(12, "notify", SILENT[0], True),
        Said(16 + TOLD_WITHIN, "relay", why, False),
        Said(12, "ingest", why, False),
    ]
    assert tellers(outage, said) == frozenset()
    assert tellers(outage, [*said, Said(13, "notify", why, False)]) == {"notify"}


def test_a_schedule_on_the_embedded_servers_comes_to_rest_and_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with embedded_world(tmp_path) as world:
        demand(play(world, schedule(19, (9, 10))), world)
