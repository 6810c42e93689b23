"""Small builders: a town with partners, signals with one word changed, deliveries that are accepted or settled."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from domain.intake.checks.permissions import Partner
from domain.law.partner_kinds import PARTNER_TYPES
from plumbing.record.connect import transaction
from plumbing.record.published_policies import publish
from plumbing.record.secrecy import Secrecy
from plumbing.record.tables import agreement, column_mapping, municipality, partner, partner_key, worker
from plumbing.record.write import insert
from plumbing.running.chance import new_id
from plumbing.transport.outbox import Batch, Outbox
from plumbing.web.keys import key_hash
from schemas.envelope import Outgoing
from schemas.ids import Id, event_id
from schemas.policy.form import Policy
from schemas.signals import Attestation, Signal
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import DeliveryState
from services.ingest.accept import Arriving, Judged, Receipt
from services.ingest.signals.rows import Origin
from services.ingest.store import accept, receive
from services.notify.dispatch import Cause
from services.notify.process import Plan, plan_due, plan_triaged, take_steps
from services.triage.process import settle_batch
from tests.database import Database
from tests.shipped_mappings import saved_mappings

CLOCK = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
"""Tuesday 17 March 2026, 10:00 in Amsterdam."""
SOURCE = "urn:nld:oin:00000000000000000000:systeem:vroegsignaal"
PARTNERS = "0b5b8a3e-58a5-5cf0-8a1b-0f8b6a1d2c3e"
NUMBERS = count(1)
SECRECY = Secrecy(bytes(32), bytes(32))
AT_ONCE = Policy.model_validate({"name": "meteen", "dispatch_window": {"kind": "none"}})


def partner_id(kind: PartnerKind) -> Id:
    """Id of the town's partner of a kind."""
    return event_id(PARTNERS, kind)


def a_signal(**changes: object) -> Signal:
    """A valid signal of arrears; every call has another reference, customer and address."""
    number = next(NUMBERS)
    values: dict[str, Any] = {
        "municipality": "9901",
        "reference": f"R-{number}",
        "customer_number": f"K-{number}",
        "surname": "De Vries",
        "house_number": str(1 + number % 9999),
        "postcode": f"{1000 + number // 9999}ZZ",
        "amount_cents": 12_000,
        "arrears_since": date(2026, 1, 10),
        "periods_missed": 2,
        "signal_date": date(2026, 3, 16),
    }
    return Signal.model_construct(**{**_optional(), **values, **changes})


def _optional() -> dict[str, Any]:
    return {name: field.default for name, field in Signal.model_fields.items() if not field.is_required()}


def events_of(batch: Batch | None) -> list[Outgoing]:
    """The events of a transaction."""
    return list(batch.events) if batch else []


def attested() -> Attestation:
    """A landlord's complete statement."""
    return Attestation.model_construct(
        personal_contact=True, pointed_to_debt_help=True, reminder_sent=True, sharing_offered=True, objection=False
    )


@dataclass
class Town:
    """Municipality 9901 (and its neighbour 9902) with a partner of every kind, on one database."""

    record: Database
    now: datetime = CLOCK
    outbox: Outbox = field(default_factory=lambda: Outbox(SOURCE))

    def found(self, *codes: str) -> "Town":
        """Create the municipalities, partners with column mappings, agreements and two workers each."""
        with self.record.engine("admin").begin() as connection:
            insert(connection, municipality, [{"code": code, "name": f"Gemeente {code}"} for code in codes])
            kinds = list(PARTNER_TYPES)
            partners = [
                {
                    "id": partner_id(kind),
                    "name": f"Partner {kind}",
                    "kind": kind,
                }
                for kind in kinds
            ]
            insert(connection, partner, partners)
            keys = [{"key_hash": key_hash(kind), "partner_id": partner_id(kind)} for kind in kinds]
            insert(connection, partner_key, keys)
            mappings = [one for kind in kinds for one in saved_mappings(partner_id(kind))]
            insert(connection, column_mapping, mappings)
            agreements = [
                {"municipality": code, "partner_id": partner_id(kind), "valid_from": date(2020, 1, 1)}
                for code in codes
                for kind in kinds
            ]
            insert(connection, agreement, agreements)
            workers = [
                {"municipality": code, "id": event_id(PARTNERS, f"{code}{name}"), "name": name, "role": "worker"}
                for code in codes
                for name in ("Anna", "Bram")
            ]
            insert(connection, worker, workers)
        return self

    def publish(self, policy: Policy, code: str = "9901", valid_from: date = date(2020, 1, 1)) -> None:
        """Publish a policy."""
        with self.record.engine("admin").begin() as connection:
            publish(connection, code, policy, valid_from)

    def receive(self, lines: int = 1, kind: PartnerKind = PartnerKind.WATER) -> Origin:
        """Receive a delivery of the partner of `kind` now, which `read` takes in."""
        partner = Partner(partner_id(kind), kind, ())
        with transaction(self.record.engine("ingest"), partner=partner.id) as connection:
            return receive(connection, partner, self.now, Arriving(DeliveryState.DONE, lines))

    def read(self, origin: Origin, *signals: Signal) -> list[Receipt]:
        """Accept `signals` of a delivery that was received."""
        with transaction(self.record.engine("ingest"), partner=origin.partner_id) as connection:
            judged = [Judged(line, one) for line, one in enumerate(signals, 1)]
            receipts, _ = accept(connection, SECRECY, self.outbox, origin, judged, self.now)
        return receipts

    def deliver(self, *signals: Signal, kind: PartnerKind = PartnerKind.WATER) -> list[Receipt]:
        """Accept `signals` from the partner of `kind`, received and read now."""
        return self.read(self.receive(len(signals), kind), *signals)

    def settle(self, receipts: Sequence[Receipt], code: str = "9901") -> list[Outgoing]:
        """Let triage settle what was accepted or revised."""
        names = [(code, str(one.signal_id)) for one in receipts if one.signal_id]
        with self.record.engine("triage").begin() as connection:
            return events_of(settle_batch(connection, Outbox(SOURCE), dict.fromkeys(names, ""), lambda: self.now))

    def bring(self, *signals: Signal, kind: PartnerKind = PartnerKind.WATER) -> list[Id]:
        """Deliver and settle; gives the signals' ids in order."""
        receipts = self.deliver(*signals, kind=kind)
        self.settle(receipts, signals[0].municipality)
        return [one.signal_id for one in receipts if one.signal_id]

    def plan(self, *cases: Id, code: str = "9901") -> list[Outgoing]:
        """Let notify plan cases."""
        return self._step(plan_triaged, cases, code)

    def tick(self, *cases: Id, code: str = "9901") -> list[Outgoing]:
        """Let notify dispatch cases whose window has passed."""
        return self._step(plan_due, cases, code)

    def _step(self, plan: Plan, cases: Sequence[Id], code: str) -> list[Outgoing]:
        woken = {(code, case): Cause(new_id(), case) for case in cases}
        with self.record.engine("notify").begin() as connection:
            return events_of(take_steps(connection, Outbox(SOURCE), plan, woken, self.now))

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def rows(self, sql: str, *values: object) -> list[dict[str, object]]:
        """Rows of the record as the test's superuser sees them."""
        with self.record.engine("superuser").connect() as connection:
            return [dict(row._mapping) for row in connection.exec_driver_sql(sql, values or None)]
