"""Steps of a worker: one that fails is told in the log by its place, without a value, and the next is taken."""

from structlog.testing import capture_logs

from plumbing.running.steps import Steps


def halve(number: int) -> int:
    if number % 2:
        raise ValueError(f"{number} is odd")
    return number // 2


def test_a_step_that_fails_is_told_without_its_value_and_the_next_one_is_taken() -> None:
    with capture_logs() as logs, Steps("halving-worker") as steps:
        assert [steps.ask(halve, number) for number in (4, 77, 8)] == [2, None, 4]
    (told,) = logs
    assert (told["event"], told["step"], told["error"]) == ("halving-worker-failed", "halve", "ValueError")
    assert "77" not in str({name: said for name, said in told.items() if name != "location"})
