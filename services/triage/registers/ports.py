"""The ports of registers, whoever answers behind them: a list, a worker, later an API."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from schemas.ids import Id
from schemas.vocabulary.registers import DebtHelpAnswer, ResidentAnswer
from services.triage.known import Undecided
from services.triage.registers.judge import RegisterAnswer


class ResidentRegister(Protocol):
    """Says of each signal whether its resident lives here. Who is left out was not checked."""

    def residents(self, signals: Sequence[Undecided]) -> Mapping[Id, RegisterAnswer[ResidentAnswer]]:
        """Answers by signal."""
        ...


class DebtHelpRegister(Protocol):
    """Says of each signal whether debt help knows its resident. Who is left out was not checked."""

    def known_at_debt_help(self, signals: Sequence[Undecided]) -> Mapping[Id, RegisterAnswer[DebtHelpAnswer]]:
        """Answers by signal."""
        ...
