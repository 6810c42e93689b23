"""What else is going on at the moment at which triage decides."""

from typing import Any

import pytest

from services.triage import replay
from services.triage.settle import settle
from tests.builders import Town

WAITING = (
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%%'"
)


def transactions_while_deciding(town: Town, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many transactions were open and waited, for each decision that is made again from now on."""
    found: list[int] = []

    def watched(*given: Any) -> Any:
        found.extend(int(str(row["n"])) for row in town.rows(WAITING))
        return settle(*given)

    monkeypatch.setattr(replay, "settle", watched)
    return found
