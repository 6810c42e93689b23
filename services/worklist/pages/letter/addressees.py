"""Who in a case gets a letter of their own: records that may be of two persons get two, whatever their names are."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from domain.people.birth_date import known_part
from schemas.ids import Id
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from services.worklist.pages.case.people import PersonLine
from services.worklist.pages.letter.resident_letter import OwnReport, threshold_told


class Addressee(NamedTuple):
    """Somebody who gets a letter, and what was reported of them. `records`: those that stand for this one person.

    `label`: the name, with the companies where another letter of the case is to somebody of the same name.
    """

    records: tuple[Id, ...]
    name: str
    label: str
    reports: tuple[OwnReport, ...]


def addressees(contacts: Iterable[PersonLine], rows: Sequence[Any]) -> list[Addressee]:
    """The letters about these rows of reports, oldest report first, in the order of the lines of persons.

    A name at a door may be a father and a son: a letter tells of several records only where each carries the same whole
    birth date, and else of one record alone. Of whom nothing is reported there is none.
    """
    found = [
        (who.name, told) for who in contacts for told in _apart([row for row in rows if row.signal_id in who.signals])
    ]
    letters = Counter(name for name, _ in found)
    return [_addressee(name, told, alone=letters[name] == 1) for name, told in found]


def _apart(rows: Sequence[Any]) -> Iterator[list[Any]]:
    """The rows of each letter."""
    together: dict[str, list[Any]] = {}
    for row in rows:
        born = {one.birth_date for one in rows if one.contract == row.contract and _is_whole(one.birth_date)}
        together.setdefault(born.pop() if len(born) == 1 else str(row.contract), []).append(row)
    yield from together.values()


def _is_whole(born: str | None) -> bool:
    return born is not None and known_part(born) == born


def _addressee(name: str, told: Sequence[Any], *, alone: bool) -> Addressee:
    companies = ", ".join(dict.fromkeys(row.partner_name for row in told))
    return Addressee(
        records=tuple(row.signal_id for row in told),
        name=name,
        label=name if alone else f"{name} ({companies})",
        reports=tuple(_report(row) for row in told),
    )


def _report(row: Any) -> OwnReport:
    return OwnReport(
        partner=row.partner_name,
        partner_kind=PartnerKind(row.partner_kind),
        kind=SignalKind(row.kind),
        amount_cents=row.amount_cents,
        arrears_since=row.arrears_since,
        received_on=row.received_on,
        planned_on=row.planned_date,
        threshold_cents=threshold_told(row.reasons),
    )
