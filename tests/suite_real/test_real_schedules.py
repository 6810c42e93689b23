"""Random schedules of faults on Apache Kafka and a PostgreSQL server, as in docs/faults.md."""

from pathlib import Path

import pytest

from tests.faults.schedules.faults import schedule
from tests.faults.schedules.rounds import demand, play
from tests.faults.schedules.world import real_world
from tests.real import need

SEEDS = (305, 309, 314)


@pytest.mark.real
@pytest.mark.parametrize("seed", SEEDS)
def test_a_schedule_comes_to_rest_and_loses_and_doubles_nothing(tmp_path: Path, seed: int) -> None:
    need("kafka")
    need("postgres")
    with real_world(tmp_path) as world:
        demand(play(world, schedule(seed)), world)
