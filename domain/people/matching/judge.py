"""What people judged about two records: it outranks every score, says who and why, and can be taken back."""

from typing import Final, NamedTuple

from schemas.ids import Id
from schemas.vocabulary.coded import Coded


class Answer(Coded):
    """What somebody who looked at two records found."""

    SAME_PERSON = "same-person", "zelfde-persoon", "Dit is dezelfde persoon", "This is the same person"
    SAME_HOUSEHOLD = "same-household", "zelfde-huishouden", "Zij wonen samen", "They live together"
    OTHER_PERSON = "other-person", "andere-persoon", "Dit zijn twee personen", "These are two persons"
    OTHER_HOUSEHOLD = "other-household", "ander-huishouden", "Zij wonen niet samen", "They do not live together"
    CANNOT_TELL = "cannot-tell", "niet-te-zeggen", "Dat is niet te zeggen", "Cannot tell"


class JudgedBy(Coded):
    """What an answer rests on."""

    SPOKEN = "spoken", "gesproken", "Ik heb de persoon gesproken", "I spoke to the person"
    REGISTER = "register", "basisregistratie", "Het staat in de BRP", "It is in the register of residents"
    PARTNER = "partner", "partner", "De organisatie heeft het bevestigd", "The organisation confirmed it"
    COMPARED = "compared", "vergeleken", "Ik heb de gegevens vergeleken", "I compared the data"
    OBJECTION = "objection", "bezwaar", "De persoon zegt dat het niet klopt", "The person says it is wrong"


class Judgement(NamedTuple):
    """An answer about two records by an author (the id of a worker); a later one about the same two replaces it."""

    one: Id
    other: Id
    answer: Answer
    author: Id
    reason: JudgedBy


MUST_HOUSEHOLD: Final = frozenset({Answer.SAME_PERSON, Answer.SAME_HOUSEHOLD})
APART_AS_PERSONS: Final = frozenset({Answer.SAME_HOUSEHOLD, Answer.OTHER_PERSON, Answer.OTHER_HOUSEHOLD})
"""Who lives together by judgement is no one person either."""
Pair = frozenset[int]


class Judgements:
    """The judgements in force, by the two records (numbers here) they are about."""

    def __init__(self) -> None:
        self._of: dict[Pair, Judgement] = {}
        self._beside: dict[int, set[int]] = {}

    def put(self, one: int, other: int, judgement: Judgement) -> None:
        """Have it in force, instead of an earlier one about the two."""
        self._of[frozenset({one, other})] = judgement
        self._beside.setdefault(one, set()).add(other)
        self._beside.setdefault(other, set()).add(one)

    def take_back(self, one: int, other: int) -> None:
        """Have none about the two."""
        if self._of.pop(frozenset({one, other}), None) is not None:
            self._beside[one].discard(other)
            self._beside[other].discard(one)

    def about(self, record: int) -> frozenset[int]:
        """With whom a record was judged."""
        return frozenset(self._beside.get(record, ()))

    def answer(self, one: int, other: int) -> Answer | None:
        """What was judged of the two."""
        found = self._of.get(frozenset({one, other})) if self._of else None
        return found.answer if found else None

    def naming(self, name: Id, record: int) -> list[Judgement]:
        """Every judgement that was made about this one of the ids that the record has."""
        found = [self._of[frozenset({record, other})] for other in sorted(self.about(record))]
        return [one for one in found if name in {one.one, one.other}]

    def among(self, records: set[int]) -> list[tuple[int, int, Answer]]:
        """Every judgement between two of these records."""
        return [
            (one, other, self._of[frozenset({one, other})].answer)
            for one in records & self._beside.keys()
            for other in self._beside[one] & records
            if one < other
        ]

    def all(self) -> list[Judgement]:
        """Every judgement in force."""
        return list(self._of.values())
