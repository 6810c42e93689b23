"""The thread beside triage that answers pages: the live path waits for no answer, but shares an interpreter with it."""

import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Final

from sqlalchemy import Engine

from plumbing.running.clock import Clock
from plumbing.running.steps import Steps
from schemas.ids import Id
from services.triage.shadow.store import shadow_round
from services.triage.supposing.store import Supposed, answer_question, forget_answers, waiting_questions

QUESTIONS_EVERY_SECONDS: Final = 0.5
PAUSE_AFTER_BUG_SECONDS: Final = 60.0
SHADOW_EVERY_SECONDS: Final = 30.0
FORGET_EVERY_SECONDS: Final = 3_600.0


class SupposingWorker:
    """Answers one question at a time and lets the shadow follow; what fails waits, the rest goes on."""

    def __init__(self, engine: Engine, clock: Clock, monotonic: Callable[[], float] = time.monotonic) -> None:
        """`monotonic`: seconds, for pauses and for what is done now and then."""
        self._engine, self._clock, self._monotonic = engine, clock, monotonic
        self._paused: dict[Id, float] = {}
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
        answered = sum(self._answer(one) for one in self._steps.ask(waiting_questions, self._engine) or ())
        if self._is_due("shadow", SHADOW_EVERY_SECONDS):
            self._steps.ask(shadow_round, self._engine)
        if self._is_due("forget", FORGET_EVERY_SECONDS):
            self._steps.ask(forget_answers, self._engine, self._clock())
        return answered

    def _is_due(self, what: str, every: float) -> bool:
        due = self._next.get(what, 0.0) <= self._monotonic()
        self._next[what] = self._monotonic() + every if due else self._next[what]
        return due

    def _answer(self, one: Supposed) -> bool:
        if self._stopping.is_set() or self._paused.get(one.id, 0.0) > self._monotonic():
            return False
        if self._steps.ask(answer_question, self._engine, self._clock, one):
            self._paused.pop(one.id, None)
            return True
        self._paused[one.id] = self._monotonic() + PAUSE_AFTER_BUG_SECONDS
        return False

    def _run(self) -> None:
        with self._steps:
            while not self._stopping.is_set():
                self.round()
                self._stopping.wait(QUESTIONS_EVERY_SECONDS)
