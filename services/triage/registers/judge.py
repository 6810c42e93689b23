"""What a list says of somebody: certain where name and birth date agree and initials may, careful everywhere else."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Generic, NamedTuple, TypeVar

from schemas.ids import Id
from schemas.vocabulary.registers import UNCLEAR, DebtHelpAnswer, ResidentAnswer

A = TypeVar("A", ResidentAnswer, DebtHelpAnswer)
SAYS_NOTHING: Final = frozenset({*UNCLEAR, ResidentAnswer.NOT_CHECKED, DebtHelpAnswer.NOT_CHECKED})
"""Of a list, nothing against what a worker found."""
LIVES_HERE: Final = frozenset({ResidentAnswer.RESIDENT, ResidentAnswer.MOVED_INSIDE})


class RegisterAnswer(NamedTuple, Generic[A]):
    """What was answered, and when that was written by the clock of the record: of a list when it was uploaded."""

    answer: A
    said_at: datetime


class ListedLine(NamedTuple):
    """A line that resembles a signal. `same_person`: by name and birth date, else by name and address alone.

    `other_initials`: no initial of the two is the same, as of twins, or of father and son.
    """

    answer: str
    same_person: bool
    same_address: bool
    other_initials: bool = False


def resident_by_list(found: Sequence[ListedLine], *, somebody_at_door: bool) -> ResidentAnswer:
    """Who lives elsewhere or died only when all lines of that name and birth date say so: twins share both.

    By name and address alone somebody lives here at most: who died may be the father. Who has other initials is
    somebody else, or the same under a first name: that is no hit.
    """
    fits = [one for one in found if not one.other_initials]
    persons = [ResidentAnswer(one.answer) for one in fits if one.same_person]
    if persons:
        if LIVES_HERE.issuperset(persons):
            here = any(one.same_address for one in fits if one.same_person)
            return ResidentAnswer.RESIDENT if here else ResidentAnswer.MOVED_INSIDE
        return persons[0] if len(set(persons)) == 1 else ResidentAnswer.NO_HIT
    if found:
        lives_here = bool(fits) and LIVES_HERE.issuperset(one.answer for one in fits)
        return ResidentAnswer.RESIDENT if lives_here else ResidentAnswer.NO_HIT
    return ResidentAnswer.NAME_DIFFERS if somebody_at_door else ResidentAnswer.NO_HIT


def known_by_list(found: Sequence[ListedLine], *, has_birth_date: bool) -> DebtHelpAnswer:
    """Known by name and birth date alone. Without a birth date, or by other initials, nobody can tell."""
    persons = [one for one in found if one.same_person]
    if any(not one.other_initials for one in persons):
        return DebtHelpAnswer.KNOWN
    return DebtHelpAnswer.NOT_KNOWN if has_birth_date and not persons else DebtHelpAnswer.NOT_CHECKED


def last_said(
    listed: Mapping[Id, RegisterAnswer[A]], by_worker: Mapping[Id, RegisterAnswer[A]]
) -> Mapping[Id, RegisterAnswer[A]]:
    """Of each signal what was said last. A list that was uploaded later and is not sure leaves what a worker found."""
    stands = {
        name: one
        for name, one in by_worker.items()
        if name not in listed or listed[name].said_at <= one.said_at or listed[name].answer in SAYS_NOTHING
    }
    return {**listed, **stands}
