"""The tables of the front page, from the tables of the code: fields, outcomes, errors, findings and problems."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from domain.intake.checks.faults import TEXTS, Code
from domain.intake.checks.findings import FINDING_TEXTS, FindingCode
from schemas.signals import SIGNAL_FIELDS
from schemas.vocabulary.signals import Outcome
from services.ingest.door.front_page.samples import HEADING_OF
from services.ingest.door.openapi_texts import EXAMPLE_SIGNAL, OUTCOME_TEXTS
from services.ingest.door.problems import PROBLEM_TEXTS


class FieldRow(NamedTuple):
    """A field of a signal: its outward and inward name, whether it must be sent, its text, an example, a heading."""

    name: str
    english: str
    is_required: bool
    text: str
    example: str
    heading: str


class Tables(NamedTuple):
    """What the page shows: fields, and of each kind of code its words."""

    fields: Sequence[FieldRow]
    outcomes: Mapping[str, str]
    faults: Mapping[Code, str]
    findings: Mapping[FindingCode, str]
    problems: Mapping[int, tuple[str, str]]


MORE_EXAMPLES: Final[Mapping[str, str]] = {"voorvoegsel": "van der", "geboortedatum": "1980-05-01"}


@cache
def tables() -> Tables:
    """All of them."""
    fields = [
        FieldRow(one.dutch, name, not one.optional, one.text, _example(one.dutch), HEADING_OF.get(one.dutch, ""))
        for name, one in SIGNAL_FIELDS.items()
    ]
    outcomes = {one.dutch: OUTCOME_TEXTS[one] for one in Outcome}
    return Tables(fields, outcomes, TEXTS, FINDING_TEXTS, PROBLEM_TEXTS)


def _example(name: str) -> str:
    found = EXAMPLE_SIGNAL.get(name, MORE_EXAMPLES.get(name, ""))
    return str(found).lower() if isinstance(found, bool) else str(found)
