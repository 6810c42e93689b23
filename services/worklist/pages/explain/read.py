"""The decisions that made a case what it is, as they were stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, select

from plumbing.record.tables import case_file, case_signal, decision, partner, policy, signal
from schemas.ids import Id
from schemas.vocabulary.decisions import Occasion
from services.worklist.pages.shared.case_line import CaseLine
from services.worklist.pages.shared.read import one_line
from services.worklist.words.reasons import StoredReason, main_reasons, read_reasons

OF_RECEIPT: Final = frozenset({Occasion.RECEIVED, Occasion.REVISED, Occasion.WITHDRAWN})


@dataclass(frozen=True)
class DecisionLine:
    """The decision on one signal. `of_receipt`: on what its partner sent; else something else asked for it later."""

    partner: str
    sequence: int
    decided_for: datetime
    of_receipt: bool
    policy_version: int
    matcher_version: str
    definitions_version: str
    digest: str
    reasons: list[StoredReason]


@dataclass(frozen=True)
class Explanation:
    """What the page shows: decisions newest first, and the name of each version of the policy.

    `version`: of the case, as header and work were written.
    """

    line: CaseLine
    decisions: list[DecisionLine]
    policies: Mapping[int, str]
    version: str

    @property
    def reasons(self) -> list[StoredReason]:
        """The weightiest."""
        return main_reasons(decision.reasons for decision in self.decisions)


def read_explanation(connection: Connection, municipality: str, case_id: Id, now: datetime) -> Explanation:
    """Every step of every decision. Raises Unknown."""
    return Explanation(
        line=one_line(connection, municipality, now, case_id),
        decisions=[_line(row) for row in _decisions(connection, municipality, case_id)],
        policies=_policy_names(connection, municipality),
        version=_version(connection, municipality, case_id),
    )


def _decisions(connection: Connection, municipality: str, case_id: Id) -> list[Any]:
    """The latest decision on each signal of the case, newest signal first, with the name of its partner."""
    numbered = and_(
        decision.c.municipality == case_signal.c.municipality, decision.c.sequence == case_signal.c.sequence
    )
    same = and_(signal.c.municipality == case_signal.c.municipality, signal.c.id == case_signal.c.signal_id)
    query = (
        select(decision, partner.c.name.label("partner_name"))
        .select_from(case_signal)
        .join(decision, numbered)
        .join(signal, same)
        .join(partner, partner.c.id == signal.c.partner_id)
        .where(case_signal.c.municipality == municipality, case_signal.c.case_id == case_id)
        .order_by(signal.c.received_at.desc(), decision.c.sequence.desc())
    )
    return list(connection.execute(query).all())


def _line(row: Any) -> DecisionLine:
    return DecisionLine(
        partner=row.partner_name,
        sequence=row.sequence,
        decided_for=row.decided_for,
        of_receipt=Occasion(row.occasion) in OF_RECEIPT,
        policy_version=row.policy_version,
        matcher_version=row.matcher_version,
        definitions_version=row.definitions_version,
        digest=row.input_digest.hex(),
        reasons=read_reasons(row.reasons),
    )


def _policy_names(connection: Connection, municipality: str) -> Mapping[int, str]:
    rows = connection.execute(select(policy.c.version, policy.c.body).where(policy.c.municipality == municipality))
    return {row.version: str(row.body.get("name", "")) for row in rows}


def _version(connection: Connection, municipality: str, case_id: Id) -> str:
    mine = and_(case_file.c.municipality == municipality, case_file.c.id == case_id)
    row = connection.execute(select(case_file.c.version, case_file.c.work_version).where(mine)).one()
    return f"{row.version}.{row.work_version}"
