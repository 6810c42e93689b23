"""Marks that protect people of a case: carried to both sides when it splits, united when two become one.

Whoever takes a mark off does so knowingly, by an act of its own; no join and no split ever does.
"""

from collections.abc import Iterable, Set
from enum import StrEnum


class CaseMark(StrEnum):
    """What everybody who works on a case must know before anything else."""

    TWO_PERSONS = "two-persons"
    SEALED = "sealed"
    OBJECTION = "objection"
    INTERPRETER = "interpreter"


def united(cases: Iterable[Set[CaseMark]]) -> frozenset[CaseMark]:
    """The marks of a case that several became: all that any of them had."""
    return frozenset[CaseMark]().union(*cases)


def carried(marks: Set[CaseMark], sides: int = 2) -> tuple[frozenset[CaseMark], ...]:
    """The marks of each side of a case that splits: nobody knows yet of whom they were, so each has them all."""
    return (frozenset(marks),) * sides
