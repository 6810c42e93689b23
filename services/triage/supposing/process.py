"""The thread beside triage that answers pages: the live path waits for no answer, but shares an interpreter with it."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final, NamedTuple

from sqlalchemy import Engine

from plumbing.record.connect import open_engine
from plumbing.running.clock import Clock
from plumbing.running.settings import Settings
from plumbing.running.steps import Steps
from schemas.ids import Id
from services.triage.shadow.store import follow_shadow, running_shadows
from services.triage.supposing.store import Supposed, answer_question, forget_answers, waiting_questions

QUESTIONS_EVERY_SECONDS: Final = 0.5
PAUSE_AFTER_BUG_SECONDS: Final = 60.0
"""After the first failure on a question; twice as long after each next."""
SHADOW_EVERY_SECONDS: Final = 30.0
FORGET_EVERY_SECONDS: Final = 3_600.0
QUESTIONS_A_ROUND: Final = 20


class _Pause(NamedTuple):
    """How long a question on which answering failed waits, in seconds, and until when."""

    seconds: float
    until: float


class SupposingWorker:
    """Answers one question at a time and lets the shadow follow; what fails waits, the rest goes on."""

    def __init__(self, engine: Engine, clock: Clock, monotonic: Callable[[], float] = time.monotonic) -> None:
        """`monotonic`: seconds, for pauses and for what is done now and then."""
        self._engine, self._clock, self._monotonic = engine, clock, monotonic
        self._paused: dict[Id, _Pause] = {}
        self._next: dict[str, float] = {}
        self._stopping = Event()
        self._steps = Steps("supposing-worker")
        self._thread = Thread(target=self._run, name="supposing-worker", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the question at hand and stop."""
        self._stopping.set()
        self._thread.join()

    def round(self) -> int:
        """Answer what waits, and do what is due; gives how many questions were answered."""
        answered = sum(map(self._answer, self._new_questions() or self._failed_before()))
        if self._is_due("shadow", SHADOW_EVERY_SECONDS):
            for one in self._steps.ask(running_shadows, self._engine) or ():
                self._steps.ask(follow_shadow, self._engine, one)
        if self._is_due("forget", FORGET_EVERY_SECONDS):
            self._steps.ask(forget_answers, self._engine, self._clock())
        return answered

    def _is_due(self, what: str, every: float) -> bool:
        due = self._next.get(what, 0.0) <= self._monotonic()
        self._next[what] = self._monotonic() + every if due else self._next[what]
        return due

    def _new_questions(self) -> Sequence[Supposed]:
        return self._steps.ask(waiting_questions, self._engine, list(self._paused), QUESTIONS_A_ROUND) or ()

    def _failed_before(self) -> Sequence[Supposed]:
        """One whose pause is over: many that fail must not keep a new question waiting."""
        now = self._monotonic()
        waits = [name for name, pause in self._paused.items() if pause.until > now]
        if len(waits) == len(self._paused):
            return ()
        return self._steps.ask(waiting_questions, self._engine, waits, 1) or ()

    def _answer(self, one: Supposed) -> bool:
        if self._stopping.is_set():
            return False
        if self._steps.ask(answer_question, self._engine, self._clock, one):
            self._paused.pop(one.id, None)
            return True
        before = self._paused.get(one.id)
        seconds = 2 * before.seconds if before else PAUSE_AFTER_BUG_SECONDS
        self._paused[one.id] = _Pause(seconds, self._monotonic() + seconds)
        return False

    def _run(self) -> None:
        with self._steps:
            while not self._stopping.is_set():
                self.round()
                self._stopping.wait(QUESTIONS_EVERY_SECONDS)


@contextmanager
def answering_beside(settings: Settings, clock: Clock) -> Iterator[None]:
    """Answer pages meanwhile, over connections of its own.

    What is supposed reads whole histories: by key alone, as the live path reads, that takes many times as long.
    """
    engine = open_engine(settings.postgres_url, pool_size=1)
    worker = SupposingWorker(engine, clock)
    worker.start()
    try:
        yield
    finally:
        worker.stop()
        engine.dispose()
