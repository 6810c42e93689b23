"""Giving a case back to the queue."""

from dataclasses import dataclass
from typing import ClassVar

from domain.cases.act import Act, Recording
from domain.cases.perform import counted, task_becomes
from domain.cases.task import given_back, is_with
from domain.change import Change, together


@dataclass(frozen=True, kw_only=True)
class GiveBackCase(Act):
    """The case is for anybody again."""

    what: ClassVar = "give-back"


def is_done(asked: Recording[GiveBackCase]) -> bool:
    """Whether the worker does not hold it: what nobody or a colleague holds stays as it is."""
    return not is_with(asked.work.task, asked.worker.id)


def refusal(_asked: Recording[GiveBackCase]) -> None:
    """Who holds a case may always give it back."""


def change(asked: Recording[GiveBackCase]) -> Change:
    """The task is in the queue again."""
    return together([counted(asked), task_becomes(asked, given_back())])
