"""A working day in Waterdal: a small data set with fictitious persons, for tests that look at pages."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine

from domain.cases.acts import TakeCase, Worker
from domain.cases.store import take_next
from plumbing.record import tables
from plumbing.record.connect import transaction
from plumbing.running.chance import new_id
from plumbing.transport.outbox import Outbox
from schemas.ids import Id
from schemas.policy.form import DEFAULT
from schemas.vocabulary.cases import EndResult, Tray
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from tests.domain.cases.builders import a_talk, a_try, an_end, an_offer, do
from tests.services.worklist.builders import NOW, SOURCE, TODAY, WATERDAL, Desk, Person, a_case, a_desk, a_signal

BRUIN = Person("Bruin", "S.", "de", date(1988, 5, 14), "06 00 12 34 56", "s.debruin@example.org")
MULDER = Person("Mulder", "R.", birth_date=date(1984, 9, 2))
OTHERS = (
    (Person("Ünal", "T."), "Wilgenhof", "8"),
    (Person("Oostra", "M."), "Marktstraat", "3"),
    (Person("Janssen", "M."), "Kerkstraat", "27"),
    (Person("Jansen-Kok", "C."), "Kerkstraat", "112"),
    (Person("Wiśniewska", "D."), "Esdoornpad", "6"),
    (Person("Velde", "R.", "van der"), "Kade", "17"),
    (Person("Abdi", "N."), "Havenstraat", "51"),
    (Person("Postma", "H."), "Esdoornpad", "22"),
    (Person("Bouzid", "K."), "Molenweg", "9"),
    (Person("Dijkema", "L."), "Kade", "2"),
)


@dataclass(frozen=True)
class Waterdal:
    """What the tests visit."""

    desk: Desk
    samira: Worker
    joost: Worker
    crisis: Id
    offered: Id
    closed: Id
    free: Id
    refused: Id


def a_working_day(superuser: Engine, worklist: Engine) -> Waterdal:
    """Crisis, several and single cases; some taken, tried, offered and closed."""
    desk = a_desk(superuser)
    samira, joost = desk.worker(role="coordinator"), desk.worker("Joost Veenstra")
    policy = {"version": 1, "valid_from": date(2026, 1, 1), "digest": "0", "body": DEFAULT.model_dump(mode="json")}
    desk.insert(tables.policy, municipality=WATERDAL, **policy)
    for kind, name in PARTNERS:
        partner_id = desk.partner(kind, name)
        desk.insert(tables.agreement, municipality=WATERDAL, partner_id=partner_id, valid_from=date(2020, 1, 1))
    crisis = _crisis(desk)
    people = iter(OTHERS)
    cases = [_single(desk, *next(people), days=days) for days in (2, 12, 20, 25, 6, 9, 15)]
    _water(desk, cases[0])
    several = _several(desk, *next(people))
    with transaction(worklist, municipalities=(WATERDAL,)) as connection:
        taking = TakeCase(token=new_id(), case_id=crisis)
        do(connection, samira, taking, now=NOW - timedelta(minutes=12))
        missed = a_try(crisis, part_of_day=PartOfDay.AFTERNOON, held_on=TODAY - timedelta(days=1))
        do(connection, samira, missed, now=NOW - timedelta(hours=20))
        for case_id in (cases[1], cases[2]):
            take_next(connection, Outbox(SOURCE), joost, new_id(), NOW, Tray.SINGLE)
            do(connection, joost, a_try(case_id, kind=Channel.LETTER))
        do(connection, samira, a_try(several, kind=Channel.VISIT, reached=True), a_talk(several), an_offer(several))
        do(connection, samira, a_try(cases[4], kind=Channel.CARD), an_end(cases[4], EndResult.NEVER_REACHED))
    return Waterdal(desk, samira, joost, crisis, several, cases[4], cases[3], a_refused_record(desk))


PARTNERS = (
    (PartnerKind.LANDLORD, "Woonstichting De Linde"),
    (PartnerKind.WATER, "Waterbedrijf Dal"),
    (PartnerKind.HEALTH_INSURER, "Zorgverzekeraar Vita"),
    (PartnerKind.ENERGY, "Energiebedrijf Zon en Wind"),
)


def a_refused_record(desk: Desk, **changes: Any) -> Id:
    """A record of the water company that waits to be mended; `changes` of its row."""
    name = new_id()
    row: dict[str, Any] = {
        "municipality": WATERDAL,
        "id": name,
        "partner_id": desk.partner(PartnerKind.WATER),
        "delivery_id": new_id(),
        "line": 2,
        "reference": "wb-77",
        "signal_date": date(2026, 3, 10),
        "record": REFUSED,
        "left_out": ["burgerservicenummer"],
        "errors": [{"field": "postcode", "code": "onjuiste-vorm"}],
        "rejected_at": NOW - timedelta(days=3),
        "kept_until": TODAY + timedelta(days=27),
    }
    desk.insert(tables.quarantine, **row | changes)
    return name


REFUSED = {
    "gemeentecode": WATERDAL,
    "kenmerk": "WB-77",
    "klantnummer": "K-77",
    "voorletters": "P.",
    "achternaam": "Hoekstra",
    "straat": "Kade",
    "huisnummer": "31",
    "postcode": "4512 A",
    "bedragInCenten": 23_150,
    "ontstaansdatum": "2026-01-05",
    "aantalPerioden": 3,
    "signaaldatum": "2026-03-10",
    "telefoonnummer": "06 00 45 67 89",
}


def _crisis(desk: Desk) -> Id:
    at = NOW - timedelta(days=4)
    case_id = a_case(desk, tray=Tray.CRISIS, opened_at=at, urgency=2, person=BRUIN, signals=0)
    a_signal(desk, case_id, kind=SignalKind.EVICTION, person=BRUIN, at=at, planned=date(2026, 3, 26))
    a_signal(desk, case_id, partner_kind=PartnerKind.HEALTH_INSURER, person=MULDER, at=at, cents=28_750, months=2)
    a_signal(desk, case_id, partner_kind=PartnerKind.WATER, person=BRUIN, at=NOW, cents=11_200, months=2)
    return case_id


def _single(desk: Desk, person: Person, street: str, number: str, *, days: int) -> Id:
    at = NOW - timedelta(days=days)
    return a_case(desk, opened_at=at, person=person, street=street, house_number=number, postcode="4512AC")


def _water(desk: Desk, case_id: Id) -> None:
    a_signal(desk, case_id, partner_kind=PartnerKind.ENERGY, kind=SignalKind.END_OF_CONTRACT, person=OTHERS[0][0])


def _several(desk: Desk, person: Person, street: str, number: str) -> Id:
    at = NOW - timedelta(days=7)
    more: dict[str, Any] = {"tray": Tray.SEVERAL, "urgency": 1, "signals": 2, "postcode": "4512AD"}
    return a_case(desk, opened_at=at, person=person, street=street, house_number=number, **more)
