"""Judge records: each becomes a signal or all its errors, without a value in any of them.

A whole list is validated in one go (4 to 7 microseconds a signal); what does not read at once is looked at by itself.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Final, NamedTuple

import orjson
from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, TypeAdapter, ValidationError
from pydantic_core import CoreSchema, core_schema

from domain.intake.checks.contradictions import contradicting
from domain.intake.checks.faults import Code, Fault
from domain.intake.checks.findings import FieldFinding, tidied
from domain.intake.checks.mend import mended, too_large
from domain.intake.checks.permissions import Sender
from domain.intake.checks.rules import broken_rules
from domain.intake.checks.writing import reads_well
from domain.intake.limits import FAULTS_IN_RECORD, FAULTS_IN_REQUEST, RECORDS_IN_REQUEST
from domain.intake.quarantine import Kept, as_sent, kept_of, kept_signal
from schemas.signals import ATTESTATION_FIELDS, SIGNAL_FIELDS, Signal

Record = Mapping[str, Any]
Verdict = Signal | tuple[Fault, ...]
"""A signal as it is kept, or all errors of a record."""
COLONS: Final = RECORDS_IN_REQUEST * (len(SIGNAL_FIELDS) + len(ATTESTATION_FIELDS) + 1)
"""More than any request has that is made of our fields: such a one is looked at before it is validated."""
PARTS: Final = 2 * COLONS
"""Fields, and items of lists, that a request may have, whoever made them: while JSON is read nobody else is served."""
TOO_MANY: Final = (
    f"Stuur per verzoek minstens 1 en hoogstens {RECORDS_IN_REQUEST} signalen, met alleen velden uit de beschrijving."
)
NO_JSON: Final = "De inhoud is geen geldige JSON."


class MalformedError(Exception):
    """The request as a whole cannot be read; the text is outward Dutch without a value."""


class Candidate(NamedTuple):
    """A record on its way to be judged, with the errors and findings that reading its row already gave."""

    record: Record
    faults: tuple[Fault, ...] = ()
    findings: tuple[FieldFinding, ...] = ()


class Checked(NamedTuple):
    """The verdict on a record, of a signal what its partner is told, and what is kept of a record that is refused."""

    verdict: Verdict
    findings: tuple[FieldFinding, ...] = ()
    kept: Kept | None = None

    def after(self, read: tuple[FieldFinding, ...]) -> "Checked":
        """With what reading the row found already; nothing is found in a record that is refused."""
        return self._replace(findings=read + self.findings) if isinstance(self.verdict, Signal) else self


class _OrNone:
    """In a list of records: None where one cannot be read."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_default_schema(handler(source), default=None, on_error="default")


Records = list[Annotated[Signal, _OrNone()]]


class _Request(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True, cache_strings="keys")

    signals: Annotated[Records, Field(alias="signalen", min_length=1, max_length=RECORDS_IN_REQUEST)]


_REQUEST: Final = TypeAdapter(_Request)
_LIST: Final = TypeAdapter(Records, config=ConfigDict(cache_strings="keys"))


def has_too_many_parts(body: bytes) -> bool:
    """Whether JSON has so many fields or items that it is refused unread. A text in it may not hold as many either."""
    return max(body.count(b":"), body.count(b",")) > PARTS


def judge_request(body: bytes, sender: Sender) -> list[Checked]:
    """Verdicts on the records of `{"signalen": [...]}`, in order. Raises MalformedError for what is no such request."""
    if has_too_many_parts(body):
        raise MalformedError(TOO_MANY)
    if body.count(b":") > COLONS:
        return judge(_candidates(body), sender)
    try:
        signals = _REQUEST.validate_json(body).signals
    except ValidationError:
        return judge(_candidates(body), sender)
    return _judged(signals, lambda: _candidates(body), sender)


def judge(candidates: Sequence[Candidate], sender: Sender) -> list[Checked]:
    """Verdicts on records that were read one by one, in order. Raises MalformedError for what no JSON can hold."""
    whole = [None if one.faults or too_large(one.record) else one.record for one in candidates]
    try:
        body = orjson.dumps(whole)
    except orjson.JSONEncodeError:
        raise MalformedError(NO_JSON) from None
    return judge_list(body, lambda: candidates, dict(enumerate(candidates)), sender)


def judge_list(
    body: bytes, candidates: Callable[[], Sequence[Candidate]], found: Mapping[int, Candidate], sender: Sender
) -> list[Checked]:
    """Verdicts on a JSON list of records, in order. Raises MalformedError for what is no such list.

    `candidates`: each with what reading it gave, asked for only where one does not read at once; `found`: by place at
    least those with findings.
    """
    try:
        signals = _LIST.validate_json(body)
    except ValidationError:
        raise MalformedError(NO_JSON) from None
    checked = _judged(signals, candidates, sender)
    for place, one in found.items():
        if one.findings:
            checked[place] = checked[place].after(one.findings)
    return checked


def _candidates(body: bytes) -> list[Candidate]:
    try:
        request = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedError(f"{NO_JSON} Kijk bij regel {error.lineno}, teken {error.colno}.") from None
    if not isinstance(request, dict) or set(request) != {"signalen"} or not isinstance(request["signalen"], list):
        raise MalformedError("Stuur een object met alleen de lijst `signalen`.")
    if not 1 <= len(request["signalen"]) <= RECORDS_IN_REQUEST:
        raise MalformedError(f"Stuur per verzoek minstens 1 en hoogstens {RECORDS_IN_REQUEST} signalen.")
    return [Candidate(record) for record in request["signalen"]]


def _judged(
    signals: Sequence[Signal | None], candidates: Callable[[], Sequence[Candidate]], sender: Sender
) -> list[Checked]:
    """`candidates`: the records once more, asked for only where one did not read at once."""
    found = [_by_rules(one, sender) if one is not None and reads_well(one) else None for one in signals]
    if all(found):
        checked = [one for one in found if one]
    else:
        checked = [one or _by_parts(candidate, sender) for one, candidate in zip(found, candidates(), strict=True)]
    return _within_limits(without_contradictions(checked))


def _by_rules(sent: Signal, sender: Sender) -> Checked:
    signal, findings = tidied(sent, sender)
    faults = broken_rules(signal, sender)
    return Checked(faults, kept=kept_of(as_sent(signal), sender, faults)) if faults else Checked(signal, findings)


def _by_parts(candidate: Candidate, sender: Sender) -> Checked:
    verdict, findings = mended(candidate.record, candidate.faults, sender)
    kept = None if isinstance(verdict, Signal) else kept_of(candidate.record, sender, verdict)
    return Checked(verdict, findings, kept)


def without_contradictions(checked: list[Checked]) -> list[Checked]:
    """The verdicts, with all refused that contradict what stands beside them under the same natural key."""
    for number, code in contradicting([one.verdict for one in checked]).items():
        verdict = checked[number].verdict
        if isinstance(verdict, Signal):
            checked[number] = Checked((Fault("kenmerk", code),), kept=kept_signal(verdict))
    return checked


def _within_limits(checked: list[Checked]) -> list[Checked]:
    """No more errors than anybody reads: of every refused record the first, of the rest how many there are."""
    refused = {number: one.verdict for number, one in enumerate(checked) if not isinstance(one.verdict, Signal)}
    left = max(0, FAULTS_IN_REQUEST - len(refused))
    for number, faults in refused.items():
        told = min(len(faults), FAULTS_IN_RECORD, left + 1)
        left -= told - 1
        if told < len(faults):
            all_told = (*faults[:told], Fault("", Code.AND_MORE, len(faults) - told))
            checked[number] = checked[number]._replace(verdict=all_told)
    return checked
