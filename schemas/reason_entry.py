"""What there is to say of a reason, and the questions that the steps of a decision ask."""

from typing import Final, NamedTuple


class Bilingual(NamedTuple):
    """A text in Dutch (B1) and in English, with the same `{details}` in both."""

    nl: str
    en: str

    def said(self, language: str) -> str:
        """The text in Dutch ("nl") or English ("en"). Raises KeyError for another language."""
        return {"nl": self.nl, "en": self.en}[language]


class ReasonEntry(NamedTuple):
    """All there is to say of a reason.

    `question`: what the step asks. `nl`, `en`: its sentence; `otherwise`: the sentence for when a detail of that one
    does not apply. `details`: names of what it carries; one that does not apply is null. `weight`: the heavier, the
    earlier a worker must know it; 0 stands in the whole explanation alone.
    """

    code: str
    question: Bilingual
    nl: str
    en: str
    otherwise: Bilingual | None = None
    details: tuple[str, ...] = ()
    weight: int = 0


IS_WITHDRAWN: Final = Bilingual("Nam het bedrijf de melding terug?", "Did the company take the report back?")
IS_NEW: Final = Bilingual("Is de achterstand nieuw?", "Are the arrears new?")
ARE_THERE_LIMITS: Final = Bilingual("Gelden er grenzen?", "Do limits apply?")
IS_OLD_ENOUGH: Final = Bilingual("Is de achterstand lang genoeg oud?", "Are the arrears old enough?")
IS_HIGH_ENOUGH: Final = Bilingual("Is het bedrag hoog genoeg?", "Is the amount high enough?")
WHICH_CASE: Final = Bilingual("Hoort het bij een andere zaak?", "Does it belong to another case?")
HOW_MANY: Final = Bilingual("Hoeveel signalen zijn er op dit adres?", "How many signals are there on this address?")
IS_THERE_HASTE: Final = Bilingual("Is er haast?", "Is there haste?")
HOW_URGENT: Final = Bilingual("Hoe dringend is het?", "How urgent is it?")
WHICH_TRAY: Final = Bilingual("Welk bakje past?", "Which tray fits?")
WHICH_CLOCK: Final = Bilingual("Wanneer moet er een gesprek zijn?", "When must there be a talk?")
