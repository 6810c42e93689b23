"""Small builders for notify: what stands in the record, and signals that meet."""

from schemas.ids import Id
from schemas.signals import Signal
from tests.builders import Town, a_signal


def case_ids(town: Town) -> list[Id]:
    """In the order in which they were opened."""
    return [str(row["id"]) for row in town.rows("SELECT id FROM case_file ORDER BY number")]


def tasks(town: Town) -> list[dict[str, object]]:
    """Whole rows, in the order of dispatch."""
    return town.rows("SELECT * FROM task ORDER BY dispatched_at, id")


def neighbour_of(signal: Signal, **changes: object) -> Signal:
    """Another signal on the same address."""
    return a_signal(postcode=signal.postcode, house_number=signal.house_number, **changes)
