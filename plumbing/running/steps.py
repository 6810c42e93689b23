"""Steps of a worker that goes on: one that fails is told in the log, and must not stop the others."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, Self, TypeVar

import structlog

from plumbing.running.logging import code_location

P = ParamSpec("P")
T = TypeVar("T")
log = structlog.get_logger(__name__)


class Steps:
    """A thread in which the steps of one worker are taken, one after another."""

    def __init__(self, worker: str) -> None:
        """`worker`: its name in the log."""
        self._worker, self._thread = worker, ThreadPoolExecutor(1, worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown()

    def ask(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Result of `work`, or None when it failed. Blocks."""
        step = self._thread.submit(work, *args, **kwargs)
        error = step.exception()
        if error is None:
            return step.result()
        where = {"error": type(error).__name__, "location": code_location(error)}
        log.error(f"{self._worker}-failed", step=work.__name__, **where)
        return None
