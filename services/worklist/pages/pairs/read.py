"""Pairs of signals of which nobody knows for sure whether they are about one person or household; what was judged."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from domain.people.matching.explain import explained
from domain.people.matching.judge import Answer, JudgedBy
from domain.people.matching.kept import levels_kept
from domain.people.matching.read import weights_of
from domain.people.matching.score import Scorer
from domain.people.matching.weights import Thresholds
from domain.people.names import full_name
from schemas.ids import Id
from services.worklist.pages.pairs.weighing import FieldWeight, weighed
from services.worklist.words.wording import address_line

PAIRS_SHOWN: Final = 10
"""How many pairs stand on the page [A]."""
JUDGED_SHOWN: Final = 50
"""How many judgements of the last weeks stand on the page [A]."""
LAST_WORDS: Final = """last_words AS (
 SELECT DISTINCT ON (least(a.number, b.number), greatest(a.number, b.number))
  least(a.number, b.number) AS first, greatest(a.number, b.number) AS second, j.*
 FROM judgement j
 JOIN match_record a ON a.municipality = j.municipality AND a.signal_id = j.one
 JOIN match_record b ON b.municipality = j.municipality AND b.signal_id = j.other
 WHERE j.municipality = %(code)s
 ORDER BY 1, 2, j.judged_at DESC, j.stored_at DESC
)"""
"""What was said last of each two numbers: signals that say the same are one number."""
STANDING: Final = """standing AS (
 SELECT DISTINCT ON (r.number) r.number, r.person_id, r.household_id, s.id
 FROM match_record r JOIN signal s ON s.municipality = r.municipality AND s.id = r.signal_id
 WHERE r.municipality = %(code)s AND r.number IN (SELECT one FROM edges UNION SELECT other FROM edges)
 AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.municipality = s.municipality AND w.cause = s.asked)
 ORDER BY r.number, s.received_at DESC, s.id
)"""
"""Of each number the newest signal that its partner did not take back."""
DOUBTFUL_EDGES: Final = """edges AS (
 SELECT * FROM match_edge WHERE municipality = %(code)s AND (person >= %(least)s OR together >= %(least)s)
)"""
UNJUDGED: Final = """
FROM edges e JOIN standing a ON a.number = e.one JOIN standing b ON b.number = e.other
LEFT JOIN last_words w ON w.first = e.one AND w.second = e.other
WHERE w.answer IS NULL"""
APART: Final = f"""{UNJUDGED}
AND (e.person >= %(least)s AND a.person_id <> b.person_id
 OR e.together >= %(least)s AND a.household_id <> b.household_id)
"""
PAIR_COLUMNS: Final = """e.levels, e.rare, e.model, e.person, e.together, a.id AS one, b.id AS other,
 a.person_id = b.person_id AS one_person, a.household_id = b.household_id AS one_household, count(*) OVER () AS total"""
IN_DOUBT: Final = f"""
WITH {DOUBTFUL_EDGES}, {LAST_WORDS}, {STANDING} SELECT {PAIR_COLUMNS} {APART}
ORDER BY e.person DESC, e.together DESC, e.one, e.other LIMIT %(most)s"""
DOUBTS_COUNTED: Final = f"WITH {DOUBTFUL_EDGES}, {LAST_WORDS}, {STANDING} SELECT count(*) {APART}"
EDGES_OF_CASE: Final = """at_home AS (
 SELECT DISTINCT r.number FROM case_file c
 JOIN match_record r ON r.municipality = c.municipality AND r.household_id = c.household_id
 WHERE c.municipality = %(code)s AND c.id = %(case)s
), edges AS (
 SELECT e.* FROM match_edge e WHERE e.municipality = %(code)s
 AND e.one IN (SELECT number FROM at_home) AND e.other IN (SELECT number FROM at_home)
)"""
OF_CASE: Final = f"""
WITH {EDGES_OF_CASE}, {LAST_WORDS}, {STANDING} SELECT {PAIR_COLUMNS} {UNJUDGED}
ORDER BY e.together, e.person, e.one, e.other LIMIT %(most)s"""
EDGE_OF_TWO: Final = """edges AS (
 SELECT e.* FROM match_record a JOIN match_record b ON b.municipality = a.municipality AND b.signal_id = %(other)s
 JOIN match_edge e ON e.municipality = a.municipality
  AND e.one = least(a.number, b.number) AND e.other = greatest(a.number, b.number)
 WHERE a.municipality = %(code)s AND a.signal_id = %(one)s
)"""
TO_BE_JUDGED: Final = f"WITH {EDGE_OF_TWO}, {LAST_WORDS}, {STANDING} SELECT 1 {UNJUDGED}"
SIDES: Final = """
SELECT s.id, s.initials, s.prefix, s.surname, s.birth_date, s.street, s.house_number, s.house_letter,
 s.house_number_addition, s.house_number_indication, s.postcode, s.town, s.has_phone, s.received_at,
 p.name AS partner, d.case_id
FROM signal s LEFT JOIN partner p ON p.id = s.partner_id
LEFT JOIN disposition d ON d.municipality = s.municipality AND d.signal_id = s.id
WHERE s.municipality = %(code)s AND s.id = ANY(%(ids)s::uuid[])"""
LAST_JUDGED: Final = f"""
WITH {LAST_WORDS}
SELECT w.cause, w.one, w.other, w.answer, w.reason, w.judged_at, k.name AS worker, ARRAY(
 SELECT s.id::text FROM signal s WHERE s.municipality = w.municipality AND s.id IN (w.one, w.other) AND NOT EXISTS (
  SELECT 1 FROM withdrawal t WHERE t.municipality = s.municipality AND t.cause = s.asked
 ) ORDER BY s.id
) AS standing, EXISTS (
 SELECT 1 FROM question q WHERE q.municipality = w.municipality AND q.cause = w.cause AND NOT EXISTS (
  SELECT 1 FROM decision d WHERE d.municipality = q.municipality AND d.signal_id = q.signal_id AND d.cause = q.cause
 )
) AS waits
FROM last_words w LEFT JOIN worker k ON k.municipality = w.municipality AND k.id = w.worker_id
WHERE w.answer IS NOT NULL"""
JUDGED_LATELY: Final = f"{LAST_JUDGED} AND w.judged_at >= %(since)s ORDER BY w.judged_at DESC, w.cause LIMIT %(most)s"
JUDGED_ONE: Final = f"{LAST_JUDGED} AND w.cause = %(cause)s"
JUDGED_BY_CAUSE: Final = "SELECT 1 FROM judgement WHERE municipality = %(code)s AND cause = %(cause)s"


class PairSide(NamedTuple):
    """One signal of a pair, as a worker compares it."""

    id: Id
    case_id: Id | None
    name: str
    birth_date: str | None
    address: str
    partner: str
    has_phone: bool
    received_at: datetime


class DoubtfulPair(NamedTuple):
    """Two signals, why they may belong together, and the probabilities of one person and of one household.

    `stands`: how they are linked today, as `pairs.stands.<code>` says it.
    """

    sides: tuple[PairSide, PairSide]
    person: float
    together: float
    stands: str
    fields: tuple[FieldWeight, ...]


class JudgedPair(NamedTuple):
    """What a worker judged of two signals. `standing`: those that were not taken back; `waits`: not yet processed."""

    cause: Id
    one: Id
    other: Id
    answer: Answer
    reason: JudgedBy
    judged_at: datetime
    worker: str | None
    standing: tuple[Id, ...]
    waits: bool
    sides: tuple[PairSide, ...]


def pairs_in_doubt(connection: Connection, municipality: str) -> tuple[list[DoubtfulPair], int]:
    """Pairs that nobody judged, the surest first; as many as a page shows, and how many there are."""
    asked = {"code": municipality, "least": Thresholds().review, "most": PAIRS_SHOWN}
    return _pairs(connection, municipality, connection.exec_driver_sql(IN_DOUBT, asked).all())


def pairs_of_case(connection: Connection, municipality: str, case_id: Id) -> tuple[list[DoubtfulPair], int]:
    """Likewise the pairs within the household of a case, the least sure first."""
    asked = {"code": municipality, "case": case_id, "most": PAIRS_SHOWN}
    return _pairs(connection, municipality, connection.exec_driver_sql(OF_CASE, asked).all())


def doubts(connection: Connection, municipality: str) -> int:
    """How many pairs there are in doubt."""
    asked = {"code": municipality, "least": Thresholds().review}
    return int(connection.exec_driver_sql(DOUBTS_COUNTED, asked).scalar_one())


def may_be_judged(connection: Connection, municipality: str, one: Id, other: Id) -> bool:
    """Whether both signals are there, neither was taken back, they have evidence, and no judgement is in force."""
    asked = {"code": municipality, "one": one, "other": other}
    return connection.exec_driver_sql(TO_BE_JUDGED, asked).first() is not None


def judged_lately(connection: Connection, municipality: str, since: date) -> list[JudgedPair]:
    """The judgements in force of this local day and later, the newest first."""
    asked = {"code": municipality, "since": since, "most": JUDGED_SHOWN}
    rows = connection.exec_driver_sql(JUDGED_LATELY, asked).all()
    sides = _sides(connection, municipality, {name for row in rows for name in (row.one, row.other)})
    return [_judged(row, sides) for row in rows]


def read_judged(connection: Connection, municipality: str, cause: Id) -> JudgedPair | None:
    """A judgement in force, or None; without its sides."""
    row = connection.exec_driver_sql(JUDGED_ONE, {"code": municipality, "cause": cause}).one_or_none()
    return _judged(row, {}) if row else None


def is_kept(connection: Connection, municipality: str, cause: Id) -> bool:
    """Whether there is a judgement of this cause, in force or not."""
    return connection.exec_driver_sql(JUDGED_BY_CAUSE, {"code": municipality, "cause": cause}).first() is not None


def _sides(connection: Connection, municipality: str, names: Collection[Id]) -> Mapping[Id, PairSide]:
    if not names:
        return {}
    rows = connection.exec_driver_sql(SIDES, {"code": municipality, "ids": sorted(names)})
    return {row.id: _side(row) for row in rows}


def _pairs(connection: Connection, municipality: str, rows: Sequence[Any]) -> tuple[list[DoubtfulPair], int]:
    sides = _sides(connection, municipality, {name for row in rows for name in (row.one, row.other)})
    return [_pair(row, sides) for row in rows], rows[0].total if rows else 0


def _side(row: Any) -> PairSide:
    where, who = address_line(row), full_name(row)
    return PairSide(row.id, row.case_id, who, row.birth_date, where, row.partner or "", row.has_phone, row.received_at)


def _pair(row: Any, sides: Mapping[Id, PairSide]) -> DoubtfulPair:
    weights = weights_of(row.model)
    why = explained(Scorer(weights).edge_of(0, 1, levels_kept(row.levels), row.rare), weights)
    both = sides[row.one], sides[row.other]
    stands = "one-person" if row.one_person else "one-household" if row.one_household else "apart"
    return DoubtfulPair(both, row.person, row.together, stands, weighed(why.findings))


def _judged(row: Any, sides: Mapping[Id, PairSide]) -> JudgedPair:
    both: Sequence[PairSide] = [sides[name] for name in (row.one, row.other) if name in sides]
    return JudgedPair(
        cause=row.cause,
        one=row.one,
        other=row.other,
        answer=Answer(row.answer),
        reason=JudgedBy(row.reason),
        judged_at=row.judged_at,
        worker=row.worker,
        standing=tuple(row.standing),
        waits=row.waits,
        sides=tuple(both),
    )
