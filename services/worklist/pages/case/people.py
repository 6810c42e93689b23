"""Persons on the signals of a household, one line for each name as partners spell it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from domain.people.birth_date import known_part, may_be_one
from domain.people.names import full_name
from domain.people.telephone import Telephone, shown
from schemas.ids import Id
from schemas.vocabulary.partners import PartnerKind


@dataclass(frozen=True)
class PersonLine:
    """A person as the page names them. `id`: one record behind the name; `on_case`: on a signal of this case.

    `signals`: those under this name. `birth_date`: yyyy-mm-dd, as far as it is known (`domain.people.birth_date`).
    """

    id: Id
    ids: frozenset[Id]
    signals: frozenset[Id]
    name: str
    birth_date: str | None
    partner_kinds: tuple[PartnerKind, ...]
    phones: tuple[Telephone, ...]
    emails: tuple[str, ...]
    on_case: bool


def people(rows: Iterable[Any], case_id: Id) -> list[PersonLine]:
    """Group signals by name and birth date, those of this case first; another birth date is another person."""
    groups: list[list[Any]] = []
    for row in sorted(rows, key=lambda row: row.case_id != case_id):
        group = next((found for found in groups if _same(found, row)), None)
        if group is None:
            groups.append([row])
        else:
            group.append(row)
    return [_view(group, case_id) for group in groups]


def _same(group: list[Any], row: Any) -> bool:
    born = [found.birth_date for found in group if found.birth_date]
    named = full_name(group[0]).casefold() == full_name(row).casefold()
    return named and (row.birth_date is None or all(may_be_one(row.birth_date, one) for one in born))


def _much_known(born: str) -> int:
    return len(known_part(born))


def _view(group: list[Any], case_id: Id) -> PersonLine:
    mine = [row for row in group if row.case_id == case_id]
    return PersonLine(
        id=(mine or group)[0].person_id,
        ids=frozenset(row.person_id for row in group),
        signals=frozenset(row.id for row in group),
        name=full_name(group[0]),
        birth_date=max((row.birth_date for row in group if row.birth_date), key=_much_known, default=None),
        partner_kinds=tuple(dict.fromkeys(PartnerKind(row.partner_kind) for row in mine or group)),
        phones=tuple(dict.fromkeys(shown(row.phone) for row in group if row.phone)),
        emails=tuple(dict.fromkeys(row.email for row in group if row.email)),
        on_case=bool(mine),
    )
