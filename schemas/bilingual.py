"""What pages say in two languages, and the entry of a reason that is said in them."""

from typing import NamedTuple


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
