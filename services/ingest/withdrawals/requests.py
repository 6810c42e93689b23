"""What a partner asks when it takes signals back, and the answer to each."""

from collections.abc import Sequence
from typing import Annotated, Any, Final, NamedTuple

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from domain.intake.checks.judge import MalformedError
from domain.intake.limits import RECORDS_IN_REQUEST
from schemas.field_types import CalendarDay, Municipality, Reference, by_word
from schemas.ids import Id, event_id
from schemas.signals import OUTWARD_CONFIG, reference_key
from schemas.vocabulary.signals import WithdrawalOutcome, WithdrawalReason
from services.ingest.signals.rows import Key

Why = Annotated[WithdrawalReason, by_word(WithdrawalReason)]


class Withdrawal(BaseModel):
    """One signal, by what identifies it at its partner, and why it is taken back."""

    model_config = OUTWARD_CONFIG

    municipality: Annotated[Municipality, Field(alias="gemeentecode")]
    reference: Annotated[Reference, Field(alias="kenmerk")]
    signal_date: Annotated[CalendarDay, Field(alias="signaaldatum")]
    reason: Annotated[Why, Field(alias="reden")]

    @property
    def key(self) -> Key:
        """As `services.ingest.signals.rows.natural_key`."""
        return self.municipality, reference_key(self.reference), self.signal_date.isoformat()


class _Request(BaseModel):
    model_config = OUTWARD_CONFIG

    withdrawals: Annotated[list[Withdrawal], Field(alias="intrekkingen", min_length=1, max_length=RECORDS_IN_REQUEST)]


_REQUEST: Final = TypeAdapter(_Request)
WITHDRAWAL_FORM: Final = (
    f"Stuur een object met alleen de lijst `intrekkingen`, met 1 tot en met {RECORDS_IN_REQUEST} intrekkingen. "
    "Elke intrekking heeft gemeentecode, kenmerk, signaaldatum en reden."
)
WRONG_ONES_NAMED: Final = 20


PARTS: Final = RECORDS_IN_REQUEST * (len(Withdrawal.model_fields) + 1)
"""More colons, or commas, than any request has that is made of our fields: each of the others would be an error."""


class Withdrawn(NamedTuple):
    """The answer to one withdrawal. `line`: its place in the request, from 1."""

    line: int
    outcome: WithdrawalOutcome
    signal_id: Id | None = None


def read_withdrawals(body: bytes) -> list[Withdrawal]:
    """The withdrawals of a request, in order. Raises MalformedError: all of them are right, or nothing is done."""
    if max(body.count(b":"), body.count(b",")) > PARTS:
        raise _malformed()
    try:
        return _REQUEST.validate_json(body).withdrawals
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        wrong = {part + 1 for detail in details for part in detail["loc"][1:2] if isinstance(part, int)}
        raise _malformed(sorted(wrong)) from None


def _malformed(wrong: Sequence[int] = ()) -> MalformedError:
    named = f" Kijk naar intrekking {', '.join(map(str, wrong[:WRONG_ONES_NAMED]))}." if wrong else ""
    return MalformedError(WITHDRAWAL_FORM + named)


def question_of_withdrawal(signal_id: Id, revision: int) -> Id:
    """The cause of everything that withdrawing this revision brings about; the same when it is asked again."""
    return event_id(signal_id, f"withdrawn:{revision}")


def answer_withdrawals(done: list[Withdrawn]) -> dict[str, Any]:
    """What the partner reads."""
    return {"intrekkingen": [_answer(one) for one in done]}


def _answer(one: Withdrawn) -> dict[str, Any]:
    named = {"signaalId": one.signal_id} if one.signal_id else {}
    return {"regel": one.line, "uitkomst": one.outcome.dutch, **named}
