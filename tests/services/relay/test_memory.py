"""What the relay knows of a broker that may have forgotten."""

from services.relay.undone.patience import AFTERMATH, Memory


def seen(*, at: float) -> Memory:
    """A memory that looked once, at this moment, and saw a broker that knows the group."""
    memory = Memory()
    memory.look(lost=False, topic_id="first", now=at)
    return memory


def test_a_relay_that_begins_looks_soon_as_it_does_not_know_what_was_forgotten_before() -> None:
    memory = Memory()
    assert not memory.lately(0)
    assert memory.look(lost=False, topic_id="", now=0)
    assert memory.lately(AFTERMATH - 1)
    assert not memory.lately(AFTERMATH)


def test_a_broker_that_knows_the_group_and_the_topic_forgot_nothing() -> None:
    memory = seen(at=0)
    assert not memory.look(lost=False, topic_id="first", now=AFTERMATH)
    assert not memory.look(lost=False, topic_id="", now=AFTERMATH)
    assert not memory.lately(AFTERMATH)


def test_a_loss_counts_once_until_the_group_is_known_again() -> None:
    memory = seen(at=0)
    looks = [memory.look(lost=lost, topic_id="first", now=500) for lost in (True, True, False, True)]
    assert looks == [True, False, False, True]


def test_a_topic_that_was_made_again_is_a_loss_also_when_the_group_has_read_it_since() -> None:
    memory = seen(at=0)
    assert memory.look(lost=False, topic_id="second", now=500)
    assert memory.lately(500)
