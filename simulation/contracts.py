"""Signals with the truth about them: which are about one person, and which about one household.

What the matcher is learnt from and measured on (`vroegsignaal bench matching`). Nobody in them exists.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, Final, NamedTuple

from schemas.ids import Id, event_id
from schemas.signals import SIGNAL_FIELDS
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from simulation.chance import dice, pick, runs
from simulation.doors import FrontDoor
from simulation.error_table import Chances
from simulation.habits import GAPS
from simulation.households import MONTHS_OF_SIGNALS, YEAR_OF_FIRST_MONTH, Home, World, home_at
from simulation.written import (
    ContractHolder,
    Entries,
    address_in_books,
    is_in_business_name,
    name_of_business,
    name_of_person,
    ways_to_reach,
)

_CREDITORS: Final[Id] = "0f5f8d0e-5e0c-5b0e-9a53-7d2f9f0c4a11"
_TOWN: Final = "9901"
CREDITORS_OF_A_KIND: Final = {
    PartnerKind.HEALTH_INSURER: 8,
    PartnerKind.ENERGY: 6,
    PartnerKind.LANDLORD: 4,
    PartnerKind.WATER: 1,
}
"""Creditors of each kind [A]."""
OWN_SHARE: Final = 0.45
"""Chance that an adult is in arrears with the health insurance, which everybody has for himself [A]."""
SHARED_SHARES: Final = {PartnerKind.ENERGY: 0.55, PartnerKind.LANDLORD: 0.45, PartnerKind.WATER: 0.45}
"""Chance that a household is with a bill that is for all [A]."""
FIRST_ADULT: Final = 0.75
"""Share of those in the name of the first adult [A]."""
FOR_GOOD: Final = 10 * MONTHS_OF_SIGNALS
CONSUMPTION: Final = frozenset({PartnerKind.ENERGY, PartnerKind.WATER})
_NOTHING: Final[Entries] = dict.fromkeys(SIGNAL_FIELDS)


class Labelled(NamedTuple):
    """A signal with the truth.

    `fields`: internal names of `schemas.signals` with typed values, None for what is absent, and
    `partner_id` and `partner_kind`.
    `person`, `household`, `contract`: numbers from 1; person 0 where a business name stands with no person.
    `month`: from 0. `redelivery`: the same record once more, all fields equal.
    """

    fields: dict[str, Any]
    person: int
    household: int
    contract: int
    month: int
    redelivery: bool


class _Contract(NamedTuple):
    number: int
    customer: ContractHolder
    partner: int
    home: Home
    holder: int


def contracts(seed: int, households: int, error_scale: float = 1.0) -> Iterator[Labelled]:
    """Every signal of a town with so many households in arrears, household by household, each contract by month.

    `error_scale`: how many times as likely every error is.
    """
    world, chances = World(seed, households), Chances(error_scale)
    for number in range(households):
        home = home_at(world, number)
        for one in _held(world, home):
            yield from _signals(world, chances, one)


def is_withdrawn(seed: int, labelled: Labelled) -> bool:
    """Whether its partner takes this signal back later."""
    return Chances().happens(dice(seed, "withdrawn", labelled.contract, labelled.month), "withdrawn", "share")


def creditor(kind: PartnerKind, number: int) -> Id:
    """The partner that is so many-eth of its kind, from 0."""
    return event_id(_CREDITORS, f"{kind} {number}")


def _held(world: World, home: Home) -> Iterator[_Contract]:
    """The contracts with arrears of a household, at least one."""
    rng = dice(world.seed, "contracts", home.number)
    held = [(PartnerKind.HEALTH_INSURER, place) for place in range(len(home.members)) if rng.random() < OWN_SHARE]
    for kind, share in SHARED_SHARES.items():
        if rng.random() < share:
            held.append((kind, 0 if rng.random() < FIRST_ADULT else rng.randrange(len(home.members))))
    for place, (kind, holder) in enumerate(held or [(PartnerKind.HEALTH_INSURER, 0)]):
        partner = rng.randrange(CREDITORS_OF_A_KIND[kind])
        who, other = home.members[holder], home.members[(holder + 1) % len(home.members)]
        without = Chances().of("landlord without a basis", "share") * CREDITORS_OF_A_KIND[kind]
        basis = kind is not PartnerKind.LANDLORD or partner >= without
        yield _Contract(
            1 + home.number * 16 + place, ContractHolder(who, other, home, kind, basis), partner, home, holder
        )


def _signals(world: World, chances: Chances, one: _Contract) -> Iterator[Labelled]:
    kind, seed = one.customer.kind, world.seed
    rng = dice(seed, "books", one.number)
    business = is_in_business_name(rng, chances, kind)
    known = name_of_business(rng, one.customer.who) if business else name_of_person(rng, chances, one.customer)
    known |= ways_to_reach(rng, chances, one.customer)
    at_office = one.home.office is not None and chances.happens(rng, "office", "address")
    late = _months_late(rng, chances, kind)
    for month in _months(dice(seed, "months", one.number), chances):
        leaves = one.holder == 1 and month >= one.home.parted_in
        door = one.home.office.door if at_office and one.home.office else _door_of(one.home, month, late, leaves=leaves)
        where = address_in_books(dice(seed, "address", one.number, door), chances, door, kind)
        fields = _NOTHING | known | where | _arrears(seed, one, month)
        person = 0 if business else one.customer.who.number
        household = 1 + one.home.number + (world.households if leaves else 0)
        signal = Labelled(fields, person, household, one.number, month, redelivery=False)
        yield signal
        yield from _again(dice(seed, "again", one.number, month), chances, signal)


def _again(rng: Random, chances: Chances, signal: Labelled) -> Iterator[Labelled]:
    """What the partner sends once more under the same natural key: the same, or corrected."""
    match chances.which(rng, "delivered again"):
        case "identical":
            yield signal._replace(redelivery=True)
        case "corrected":
            yield signal._replace(fields=signal.fields | {"amount_cents": signal.fields["amount_cents"] + 1_250})


def _months_late(rng: Random, chances: Chances, kind: PartnerKind) -> int:
    """How many months after a move the books still have the old address."""
    billed = chances.happens(rng, "former tenant", "billed for good")
    if kind in CONSUMPTION and billed:
        return FOR_GOOD
    if not chances.happens(rng, "old address", "per contract"):
        return 0
    return 1 + runs(rng, 1 - chances.of("old address corrected", "per month"), MONTHS_OF_SIGNALS)


def _door_of(home: Home, month: int, late: int, *, leaves: bool) -> FrontDoor:
    """Where the books say that the customer lives in this month."""
    if leaves and home.went_to and month >= home.parted_in + late:
        return home.went_to
    if home.came_from and month < home.moved_in + late:
        return home.came_from
    return home.door


def _months(rng: Random, chances: Chances) -> Iterator[int]:
    """Months with a signal: reported again each month with one chance, back after a gap with another."""
    month = rng.randrange(MONTHS_OF_SIGNALS)
    while month < MONTHS_OF_SIGNALS:
        yield month
        if chances.happens(rng, "reported", "again next month"):
            month += 1
        elif chances.happens(rng, "reported", "back later"):
            month += 1 + pick(rng, GAPS)
        else:
            return


def _arrears(seed: int, one: _Contract, month: int) -> Entries:
    """What is new in each signal, and who sends it."""
    rng = dice(seed, "arrears", one.number, month)
    day = date(YEAR_OF_FIRST_MONTH + month // 12, 1 + month % 12, rng.randint(1, 28))
    return {
        "municipality": _TOWN,
        "partner_kind": one.customer.kind.value,
        "partner_id": creditor(one.customer.kind, one.partner),
        "reference": f"R{one.number}-{month}",
        "customer_number": f"K{one.number * 7_368_787 % 99_999_989:08d}",
        "amount_cents": rng.randrange(3_000, 90_000),
        "arrears_since": day - timedelta(days=rng.randint(31, 90)),
        "periods_missed": rng.randint(1, 4),
        "signal_date": day,
        "kind": SignalKind.ARREARS,
        "warm_handover": False,
    }
