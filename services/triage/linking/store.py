"""The matchers of municipalities in the record, and those that a process keeps: a cache, checked by its token."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Row, Table

from domain.people.matching import Thresholds
from domain.people.matching.judge import Answer, JudgedBy, Judgement
from domain.people.matching.kept import features_kept, kept_features, kept_levels, levels_kept
from domain.people.matching.read import weights_of
from domain.people.matching.rows import AliasRow, EdgeRow, FoundedRow, MatcherRows, RecordRow, matcher_of
from domain.people.matching.weights import NEWEST
from plumbing.record.tables import judgement, match_alias, match_edge, match_number, match_record, match_state
from plumbing.record.write import Keys, insert, rows_of
from plumbing.running.chance import new_id
from schemas.ids import Id
from services.triage.known import Place, Undecided
from services.triage.linking.links import NOBODY_MOVES, Links
from services.triage.moves import Moves
from services.triage.settle import BY_LINKS

Values = dict[str, Any]
RowsToWrite = Iterator[tuple[Values, Values]]
"""Keys and values of rows, but for the municipality; without values, of rows that are gone."""

TOKENS: Final = "SELECT s.municipality, s.token FROM {named} JOIN match_state s USING (municipality)"
RECORDS: Final = """
SELECT r.signal_id, r.number, n.features, r.person_id, r.household_id FROM match_record r
JOIN match_number n ON n.municipality = r.municipality AND n.number = r.number
WHERE r.municipality = %s ORDER BY r.number, r.signal_id
"""
FOUNDED: Final = "SELECT number, person_id, household_id FROM match_number WHERE municipality = %s"
EDGES: Final = "SELECT one, other, levels, rare, model FROM match_edge WHERE municipality = %s"
ALIASES: Final = "SELECT kind, was, now FROM match_alias WHERE municipality = %s"
IN_FORCE: Final = """
SELECT * FROM (
 SELECT DISTINCT ON (j.one, j.other) j.* FROM judgement j
 JOIN question q ON q.municipality = j.municipality AND q.cause = j.cause
 JOIN decision d ON d.municipality = q.municipality AND d.signal_id = q.signal_id AND d.cause = q.cause
 WHERE j.municipality = %s ORDER BY j.one, j.other, j.judged_at DESC, d.sequence DESC
) last WHERE last.answer IS NOT NULL ORDER BY last.judged_at
"""
"""What workers judged, as far as triage heard of it: the last word on each pair."""
JUDGED: Final = "SELECT j.* FROM {named} JOIN judgement j USING (municipality, cause)"
KINDS: Final = ("person", "household")
READING_TAKES: Final = "SET LOCAL idle_in_transaction_session_timeout = '60s'"
"""The matcher of a large city takes seconds to make again, between two statements: once, when a process begins."""
MOST_RECORDS: Final = 400_000
"""Signals that a process keeps matchers of, about a gigabyte; those of other municipalities are read again [A]."""


class LinkCache:
    """The matchers that a process keeps, the one used longest ago going first. Only who holds a municipality asks."""

    def __init__(self, most: int = MOST_RECORDS) -> None:
        self._most = most
        self._kept: OrderedDict[str, Links] = OrderedDict()

    def links_of(self, connection: Connection, codes: Collection[str]) -> dict[str, Links]:
        """The links as they are written; another process, or a transaction that failed, may have changed them."""
        named = Keys(match_state, ("municipality",), [(code,) for code in codes])
        tokens = {row.municipality: row.token for row in rows_of(connection, TOKENS, named=named)}
        kept = {code: self._kept.pop(code) for code in codes if code in self._kept}
        there = {code: links for code, links in kept.items() if links.token == tokens.get(code)}
        return {code: there.get(code) or _read(connection, code, tokens.get(code)) for code in codes}

    def keep(self, links: Mapping[str, Links]) -> None:
        """Keep links that are written."""
        self._kept.update(links)
        while len(self._kept) > 1 and sum(len(one.places) for one in self._kept.values()) > self._most:
            self._kept.popitem(last=False)


def placed(
    connection: Connection, signals: Sequence[Undecided], cache: LinkCache
) -> tuple[list[Undecided], Mapping[str, Mapping[Id, Moves]]]:
    """The signals with who each is about, matched in this order; and by municipality and cause whom each moves.

    What the matchers learn is written in the open transaction, in which the municipalities are held.
    """
    links = cache.links_of(connection, {one.municipality for one in signals})
    said = _judged(connection, signals)
    moves: dict[str, dict[Id, Moves]] = {code: {} for code in links}
    found = []
    for one in signals:
        here, cause = links[one.municipality], one.question.cause
        if judged := said.get((one.municipality, cause)):
            here.judge(judged.one, judged.other, _as_judgement(judged) if judged.answer else None)
        place, others = here.put(one.signal.id, one.features)
        if others != NOBODY_MOVES:
            moves[one.municipality][cause] = others
        found.append(one._replace(place=place))
    _write(connection, links)
    cache.keep(links)
    return found, moves


def _judged(connection: Connection, signals: Sequence[Undecided]) -> Mapping[tuple[str, Id], Row[Any]]:
    """The judgements that these questions came of."""
    asked = {(one.municipality, one.question.cause) for one in signals if one.question.occasion in BY_LINKS}
    rows = rows_of(connection, JUDGED, named=Keys(judgement, ("municipality", "cause"), asked)) if asked else ()
    return {(row.municipality, row.cause): row for row in rows}


def _as_judgement(row: Row[Any]) -> Judgement:
    return Judgement(row.one, row.other, Answer(row.answer), row.worker_id, JudgedBy(row.reason))


def _read(connection: Connection, code: str, token: Id | None) -> Links:
    connection.exec_driver_sql(READING_TAKES)
    records, founded, edges, aliases, judged = (
        connection.exec_driver_sql(sql, (code,)).all() for sql in (RECORDS, FOUNDED, EDGES, ALIASES, IN_FORCE)
    )
    features = {row.number: features_kept(bytes(row.features)) for row in records}
    rows = MatcherRows(
        [RecordRow(r.signal_id, r.number, features[r.number], r.person_id, r.household_id) for r in records],
        [EdgeRow(row.one, row.other, levels_kept(row.levels), row.rare, row.model) for row in edges],
        [_as_judgement(row) for row in judged],
        [
            FoundedRow(kind, row.number, getattr(row, f"{kind}_id"))
            for row in founded
            for kind in ("person", "household")
        ],
        [AliasRow(row.kind, row.was, row.now) for row in aliases],
    )
    places = {row.signal_id: Place(row.household_id, row.person_id) for row in records}
    return Links(matcher_of(rows, weights_of(), Thresholds()), places, token)


def _write(connection: Connection, links: Mapping[str, Links]) -> None:
    """Write what the matchers learnt; each that learnt something gets another token."""
    changed = {code: one for code, one in links.items() if one.unsaved}
    if not changed:
        return
    for table, rows_of_links in UNSAVED.items():
        there: list[Values] = []
        gone: list[Values] = []
        for code, one in changed.items():
            for key, values in rows_of_links(one):
                (there if values else gone).append({"municipality": code, **key, **values})
        _put(connection, table, there)
        if gone:
            names = tuple(gone[0])
            rows_of(connection, _delete(table, names), named=Keys(table, names, [tuple(row.values()) for row in gone]))
    for one in changed.values():
        one.saved(new_id())
    _put(
        connection,
        match_state,
        [{"municipality": code, "token": one.token, "model": NEWEST} for code, one in changed.items()],
    )


def _put(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    key = [column.name for column in table.primary_key]
    rest = [column.name for column in table.c if column.name not in key]
    said = ", ".join(f"{name} = EXCLUDED.{name}" for name in rest)
    insert(connection, table, rows, conflict=f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {said}")


def _delete(table: Table, names: Sequence[str]) -> str:
    same = " AND ".join(f"t.{name} = named.{name}" for name in names)
    return f"DELETE FROM {table.name} t USING {{named}} WHERE {same} RETURNING 1"


def _records(links: Links) -> RowsToWrite:
    """One of a signal that is gone has no values; likewise below."""
    for name in sorted(links.unsaved.names):
        place, number = links.places.get(name), links.matcher.number_of.get(name)
        values = {"number": number, "person_id": place.person, "household_id": place.household} if place else {}
        yield {"signal_id": name}, values


def _numbers(links: Links) -> RowsToWrite:
    persons, households = links.matcher.person_ids.founded, links.matcher.household_ids.founded
    for number in sorted(links.unsaved.numbers):
        features = links.matcher.graph.features.get(number)
        founded = {"person_id": persons[number], "household_id": households[number]} if features else {}
        yield {"number": number}, {"features": kept_features(features), **founded} if features else {}


def _edges(links: Links) -> RowsToWrite:
    for one, other in sorted(links.unsaved.pairs):
        edge = links.matcher.graph.edges.get(one, {}).get(other)
        key = {"one": one, "other": other}
        if edge is None:
            yield key, {}
            continue
        levels = kept_levels(edge.levels)
        yield (
            key,
            {"levels": levels, "rare": edge.rare, "person": edge.person, "together": edge.together, "model": NEWEST},
        )


def _aliases(links: Links) -> RowsToWrite:
    known = {ids.kind: ids.aliases for ids in (links.matcher.person_ids, links.matcher.household_ids)}
    for kind, was in sorted(links.unsaved.aliases):
        now = known[kind].get(was)
        yield {"kind": kind, "was": was}, {"now": now} if now else {}


UNSAVED: Final[Mapping[Table, Callable[[Links], RowsToWrite]]] = MappingProxyType(
    {match_number: _numbers, match_record: _records, match_edge: _edges, match_alias: _aliases}
)
"""What of links is written, by table."""
