"""Small builders of cases, signals and tasks: rows put straight into the record. All persons are fictitious."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from sqlalchemy import Connection, Engine, Table, text

from domain.cases.acts import Worker
from domain.cases.clock import ordinary_deadline
from domain.law.calendar import add_working_days
from domain.people.matching.features import FeatureKey, features_of
from domain.people.matching.judge import Answer, JudgedBy
from domain.people.matching.kept import kept_features
from domain.people.matching.weights import NEWEST
from plumbing.record import tables
from plumbing.record.write import insert
from plumbing.running.chance import new_id
from schemas.ids import Id, event_id
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.decisions import Disposition, Occasion
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import CRISIS_KINDS, SignalKind, Stage, WithdrawalReason
from services.triage.known import own_contract

WATERDAL, BERGEN = "1901", "1902"
NOW = datetime(2026, 3, 17, 9, 10, tzinfo=UTC)
"""Tuesday 17 March 2026, 10.10 in Amsterdam."""
TODAY = date(2026, 3, 17)
SOURCE = "urn:nld:oin:00000000000000000000:systeem:vroegsignaal"
FEATURE_KEY = FeatureKey("1", bytes(32))
CHANNELS = {
    Tray.CRISIS: Channel.VISIT,
    Tray.END_OF_CONTRACT: Channel.PHONE,
    Tray.SEVERAL: Channel.VISIT,
    Tray.SINGLE: Channel.PHONE,
}


@dataclass(frozen=True)
class Person:
    """Somebody on a signal."""

    surname: str = "Bruin"
    initials: str | None = "S."
    prefix: str | None = None
    birth_date: date | str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass
class Desk:
    """What tests build with; every insert is its own transaction as the test's own user."""

    engine: Engine
    municipality: str = WATERDAL
    partners: dict[PartnerKind, Id] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def insert(self, table: Table, **columns: Any) -> None:
        """One row."""
        with self.engine.begin() as connection:
            insert(connection, table, [columns])

    def worker(self, name: str = "Samira el Idrissi", role: str = "worker") -> Worker:
        """A worker of the municipality."""
        worker = Worker(self.municipality, new_id(), name)
        row = {"municipality": self.municipality, "id": worker.id, "name": name, "role": role}
        self.insert(tables.worker, **row)
        return worker

    def partner(self, kind: PartnerKind, name: str = "") -> Id:
        """The partner of this kind."""
        if kind not in self.partners:
            self.partners[kind] = new_id()
            self.insert(tables.partner, id=self.partners[kind], name=name or kind.title(), kind=kind)
        return self.partners[kind]


def a_desk(engine: Engine, code: str = WATERDAL, name: str = "Waterdal") -> Desk:
    """A municipality with nothing in it."""
    desk = Desk(engine, code)
    desk.insert(tables.municipality, code=code, name=name)
    return desk


def a_case(
    desk: Desk,
    *,
    tray: Tray = Tray.SINGLE,
    opened_at: datetime = NOW - timedelta(days=5),
    deadline: date | None = None,
    urgency: int = 0,
    street: str = "Lindelaan",
    house_number: str = "14",
    postcode: str = "4512AB",
    queued: bool = True,
    signals: int = 1,
    person: Person = Person(),
) -> Id:
    """An open case with `signals` ordinary signals of a landlord, and its task in the queue."""
    case_id, household_id = new_id(), new_id()
    opened_on = opened_at.date()
    terms = {Tray.CRISIS: add_working_days(opened_on, 3)}
    due = deadline or terms.get(tray, ordinary_deadline(opened_on, 28))
    place = {"municipality": desk.municipality}
    desk.insert(
        tables.case_file,
        **place,
        id=case_id,
        number=next(desk.numbers),
        household_id=household_id,
        opened_at=opened_at,
        tray=tray,
        channel=CHANNELS[tray],
        urgency=urgency,
        deadline=due,
        clock_from=opened_on,
        clock_sequence=0,
        several=tray is Tray.SEVERAL,
        successive=False,
        partner_kind=PartnerKind.LANDLORD,
    )
    for _ in range(signals):
        kind = SignalKind.EVICTION if tray is Tray.CRISIS else SignalKind.ARREARS
        a_signal(desk, case_id, kind=kind, person=person, at=opened_at, address=(street, house_number, postcode))
    if queued:
        a_task(desk, case_id, tray=tray, deadline=due, urgency=urgency, at=opened_at)
    return case_id


def a_task(desk: Desk, case_id: Id, *, tray: Tray, deadline: date, urgency: int = 0, at: datetime = NOW) -> None:
    """The task of a case in its queue."""
    columns = {"channel": CHANNELS[tray], "urgency": urgency, "deadline": deadline, "state": "queued"}
    row = {"municipality": desk.municipality, "id": new_id(), "case_id": case_id, "tray": tray, "dispatched_at": at}
    desk.insert(tables.task, **row, **columns)


def a_signal(
    desk: Desk,
    case_id: Id,
    *,
    partner_kind: PartnerKind = PartnerKind.LANDLORD,
    partner: str = "",
    kind: SignalKind = SignalKind.ARREARS,
    person: Person = Person(),
    at: datetime = NOW - timedelta(days=5),
    address: tuple[str, str, str] = ("Lindelaan", "14", "4512AB"),
    cents: int = 184_200,
    months: int = 3,
    planned: date | None = None,
    reasons: list[dict[str, Any]] | None = None,
) -> Id:
    """A signal that is in the case, with the decision that put it there."""
    signal_id, person_id, partner_id = new_id(), new_id(), desk.partner(partner_kind, partner)
    place = {"municipality": desk.municipality}
    with desk.engine.begin() as connection:
        household_id, tray = _household(connection, desk.municipality, case_id)
        sequence = _next(connection, desk.municipality)
        joins = _signals(connection, desk.municipality, case_id)
    customer, asked = f"K{person_id[-10:]}", event_id(signal_id, "revision:1")
    crisis = kind in CRISIS_KINDS
    compared = vars(person) | {"postcode": address[2], "house_number": address[1], "customer_number": customer}
    compared |= {"partner_id": partner_id, "partner_kind": partner_kind, "birth_date": str(person.birth_date or "")}
    desk.insert(
        tables.signal,
        **place,
        id=signal_id,
        partner_id=partner_id,
        partner_kind=partner_kind,
        delivery_id=new_id(),
        reference=f"R{signal_id[-10:]}",
        signal_date=at.date(),
        customer_number=customer,
        initials=person.initials,
        prefix=person.prefix,
        surname=person.surname,
        birth_date=str(person.birth_date) if person.birth_date else None,
        street=address[0],
        house_number=address[1],
        postcode=address[2],
        town="Waterdal",
        phone=person.phone,
        email=person.email,
        amount_cents=cents,
        arrears_since=at.date() - timedelta(days=30 * months),
        periods_missed=months,
        kind=kind,
        planned_date=planned,
        stage=Stage.ANNOUNCED if crisis else None,
        warm_handover=False,
        content_hash=b"c",
        features=kept_features(features_of(compared, FEATURE_KEY)),
        door=1,
        salt=b"s",
        arrival=1,
        asked=asked,
        occasion=Occasion.RECEIVED,
        asked_at=at,
        received_at=at,
    )
    desk.insert(
        tables.decision,
        **place,
        signal_id=signal_id,
        revision=1,
        disposition=Disposition.IN_CASE,
        sequence=sequence,
        person_id=person_id,
        household_id=household_id,
        case_id=case_id,
        contract=own_contract(signal_id),
        door=1,
        partner_id=partner_id,
        partner_kind=partner_kind,
        reference=f"R{signal_id[-10:]}",
        kind=kind,
        amount_cents=cents,
        received_on=at.date(),
        known_on=at.date(),
        arrears_since=at.date() - timedelta(days=30 * months),
        warm_handover=False,
        says_it_again=False,
        withdrawn=False,
        cause=asked,
        occasion=Occasion.RECEIVED,
        decided_for=at,
        rules_version="2026.1",
        policy_version=1,
        matcher_version="address-1",
        definitions_version="divosa-2023.1",
        outcome={"disposition": "in-case"},
        reasons=reasons
        if reasons is not None
        else some_reasons(kind, cents, at.date(), planned, tray=tray, joins=joins),
        input_digest=sha256(signal_id.encode()).digest(),
        recorded_at=at,
    )
    return signal_id


def some_reasons(
    kind: SignalKind, cents: int, on: date, planned: date | None, *, tray: Tray, joins: int
) -> list[dict[str, Any]]:
    """The steps of a decision as triage stores them; `joins`: how many signals the case had."""
    crisis = kind in CRISIS_KINDS
    threat = {"kind": kind, "stage": "announced", "plannedDate": planned.isoformat() if planned else None}
    deadline = add_working_days(on, 3) if crisis else ordinary_deadline(on, 28)
    clock = {
        "deadline": deadline.isoformat(),
        "workingDays": 3 if crisis else None,
        "days": None if crisis else 28,
    }
    steps: list[tuple[str, dict[str, Any]]] = [
        ("new-arrears", {}),
        ("age-fits", {"days": 90}),
        ("above-threshold", {"amountCents": cents, "thresholdCents": 5_000}),
        ("joins-case", {"signals": joins}) if joins else ("opens-case", {}),
        ("several", {"signals": joins + 1}) if joins else ("single", {}),
        ("crisis", threat) if crisis else ("no-crisis", {}),
        ("tray", {"tray": tray, "channel": CHANNELS[tray]}),
        ("clock", clock),
    ]
    return [{"code": code, "details": details} for code, details in steps]


def _household(connection: Connection, municipality: str, case_id: Id) -> tuple[Id, Tray]:
    sql = text("SELECT household_id, tray FROM case_file WHERE municipality = :code AND id = :id")
    found = connection.execute(sql, {"code": municipality, "id": case_id}).one()
    return found.household_id, Tray(found.tray)


def _signals(connection: Connection, municipality: str, case_id: Id) -> int:
    sql = text("SELECT count(*) FROM disposition WHERE municipality = :code AND case_id = :id")
    return int(connection.execute(sql, {"code": municipality, "id": case_id}).scalar_one())


def _next(connection: Connection, municipality: str) -> int:
    sql = (
        "INSERT INTO sequence (municipality, last) VALUES (:code, 1)"
        " ON CONFLICT (municipality) DO UPDATE SET last = sequence.last + 1 RETURNING last"
    )
    return int(connection.execute(text(sql), {"code": municipality}).scalar_one())


def a_refusal(desk: Desk, case_id: Id) -> Id:
    """A signal on the household of a case that was not picked up today."""
    why = {"code": "age-outside", "details": {"days": 6, "leastDays": 30, "mostDays": None}}
    signal_id = a_signal(desk, case_id, at=NOW, reasons=[why])
    with desk.engine.begin() as connection:
        sql = "UPDATE decision SET disposition = 'unjustified', case_id = NULL WHERE signal_id = %s"
        connection.exec_driver_sql(sql, (signal_id,))
    return signal_id


def a_signal_taken_back(desk: Desk, case_id: Id) -> Id:
    """Its partner withdrew the first signal of a case that somebody works on; gives the signal."""
    with desk.engine.begin() as connection:
        sql = "SELECT signal_id, cause FROM case_signal WHERE case_id = %s ORDER BY signal_id LIMIT 1"
        signal_id, cause = connection.exec_driver_sql(sql, (case_id,)).one()
        connection.exec_driver_sql("UPDATE signal SET asked = %s WHERE id = %s", (cause, signal_id))
    row = {"municipality": desk.municipality, "cause": cause, "signal_id": signal_id, "withdrawn_at": NOW}
    desk.insert(tables.withdrawal, **row, reason=WithdrawalReason.PAID)
    return Id(signal_id)


def pairs_in_doubt(desk: Desk, worker: Worker) -> None:
    """Four signals that may be of two households: of one pair nobody knows, the other a worker judged."""
    standing = "SELECT id FROM signal WHERE id NOT IN (SELECT signal_id FROM withdrawal) ORDER BY id LIMIT 4"
    with desk.engine.begin() as connection:
        names = [Id(name) for name in connection.exec_driver_sql(standing).scalars()]
    place = {"municipality": desk.municipality}
    for number, name in enumerate(names, 1):
        where = {"number": number, "person_id": new_id(), "household_id": new_id()}
        desk.insert(tables.match_record, **place, signal_id=name, **where)
    for one in (1, 3):
        scored = {"levels": "other|other||same||||", "rare": 0.0, "person": 0.0, "together": 0.7, "model": NEWEST}
        desk.insert(tables.match_edge, **place, one=one, other=one + 1, **scored)
    said = {"answer": Answer.SAME_HOUSEHOLD, "reason": JudgedBy.COMPARED, "worker_id": worker.id, "judged_at": NOW}
    desk.insert(tables.judgement, **place, cause=new_id(), one=names[2], other=names[3], **said)
