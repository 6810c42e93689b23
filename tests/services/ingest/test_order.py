"""What was received earlier never replaces what was received later, whatever is read first."""

from tests.builders import Town, a_signal


def amounts(town: Town) -> list[object]:
    return [row["amount_cents"] for row in town.rows("SELECT amount_cents FROM signal")]


def test_an_old_file_that_is_read_late_does_not_undo_a_newer_correction(town: Town) -> None:
    old = a_signal(amount_cents=12_000)
    town.deliver(old)
    town.later(minutes=10)
    town.deliver(old.model_copy(update={"amount_cents": 95_000}))
    town.later(minutes=-5)
    (late,) = town.deliver(old.model_copy(update={"amount_cents": 13_000}))
    assert late.outcome == "duplicate"
    assert amounts(town) == [95_000]


def test_a_newer_correction_still_replaces(town: Town) -> None:
    old = a_signal(amount_cents=12_000)
    town.deliver(old)
    town.later(minutes=10)
    (newer,) = town.deliver(old.model_copy(update={"amount_cents": 95_000}))
    assert newer.outcome == "revised"
    assert amounts(town) == [95_000]
