"""The worst that one partner may send takes its own turns: the front door keeps its memory, and others are served."""

from pathlib import Path

import pytest

from tests.benchmarks.bench_door import measure
from tests.real import REQUIRED, asked_for

pytestmark = pytest.mark.real
SECONDS = 6.0


def test_memory_stays_under_twice_its_idle_value_and_the_other_partner_is_answered(tmp_path: Path) -> None:
    if not asked_for():
        pytest.skip(f"runs with {REQUIRED}=1, as in .ci/run")
    found = measure(tmp_path, SECONDS)
    assert found.memory < 2.0
    assert sum(found.heavy.values()) > 0
    assert set(found.heavy) <= {"200", "400", "429"}
    assert found.answers.get(200, 0) > 0
    assert set(found.answers) <= {200, 429}
