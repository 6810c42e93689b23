"""Whether it is one signal, several in this month, or one after others, by each definition that is computed."""

from collections.abc import Iterator

from domain.law.definitions import CountedAs, Definitions, Several, Successive, look_back
from schemas.reasons import ReasonCode
from services.triage.known import Reason
from services.triage.rules.finding import NOT_ASKED, Asked, Finding, Mark
from services.triage.rules.same_arrears import says_it_again


def shape(asked: Asked) -> Finding:
    """*Meervoudig* and *opeenvolgend* by the versioned definitions; both may hold at once.

    The first of each says what becomes of the case; another that is computed beside it is only told.
    """
    by = asked.definitions
    several, successive = _several(asked, by.several), _successive(asked, by.successive)
    marks = (Mark.SEVERAL,) * bool(several) + (Mark.SUCCESSIVE,) * bool(successive)
    told = tuple(one for one in (several, successive) if one) or (Reason(ReasonCode.SINGLE, {}),)
    return Finding((*told, *_beside(asked, by)), marks)


def shape_of_news(asked: Asked) -> Finding:
    """A threat that is only said again is no other signal, whatever else was reported this month."""
    return NOT_ASKED if says_it_again(asked) else shape(asked)


def _beside(asked: Asked, by: Definitions) -> Iterator[Reason]:
    if by.several_beside and (several := _several(asked, by.several_beside)):
        yield several
    if by.successive_beside and (successive := _successive(asked, by.successive_beside)):
        yield successive


def _several(asked: Asked, by: Several) -> Reason | None:
    month = asked.signal.received_on.replace(day=1)
    if by.counted_as is CountedAs.DEBTS:
        code, name, number = ReasonCode.SEVERAL, "signals", 1 + sum(day >= month for day in asked.known.picked_up)
    else:
        code, name, number = ReasonCode.SEVERAL_KINDS, "kinds", 1 + len(asked.known.other_kinds)
    return Reason(code, {name: number, "definition": by.version}) if number >= by.least else None


def _successive(asked: Asked, by: Successive) -> Reason | None:
    received_on = asked.signal.received_on
    first, month = look_back(received_on, by), received_on.replace(day=1)
    last = max((day for day in asked.known.picked_up if first <= day < month), default=None)
    if last is None:
        return None
    beside = by is asked.definitions.successive_beside
    code = ReasonCode.SUCCESSIVE_BESIDE if beside else ReasonCode.SUCCESSIVE
    return Reason(code, {"earlierOn": last, "months": by.months, "definition": by.version})
