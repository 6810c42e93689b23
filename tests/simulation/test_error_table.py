"""Generated signals are as wrong as the error table says, and the table is the one that figures are held against."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from hashlib import sha256
from itertools import groupby, pairwise
from math import sqrt
from typing import Any, NamedTuple

import orjson
import pytest

from domain.people.telephone import dialled
from schemas.signals import SIGNAL_FIELDS, Signal
from schemas.vocabulary.partners import PartnerKind
from simulation.contracts import CREDITORS_OF_A_KIND, Labelled, contracts, creditor, is_withdrawn
from simulation.doors import FrontDoor, door_at
from simulation.error_table import ERROR_TABLE, Chances
from simulation.households import MONTHS_OF_SIGNALS, Home, Member, Office, World, home_at, successor_of
from simulation.misspell import ABBREVIATED, CONFUSIONS

TABLE_DIGEST = "9ecef26ef4864a59c7d353d4a806543dbb68980e32f185db6e93ab6f46856577"
"""Change it only with figures that somebody can check: a milder table makes every figure of the matcher worthless."""
WORLD = World(seed=77, households=6_000)
SIGMAS = 4.5


BY_CHANCE = 0.02
"""Share of two people with the same initials."""


class InBooks(NamedTuple):
    """A contract's first signal beside the truth. `fields` without None."""

    kind: PartnerKind
    basis: bool
    fields: dict[str, Any]
    home: Home
    who: Member
    other: Member
    person: bool

    @property
    def surname(self) -> str:
        return str(self.fields["surname"])

    @property
    def initials(self) -> str:
        return str(self.fields.get("initials", "")).replace(".", "")

    @property
    def born(self) -> str:
        return str(self.fields.get("birth_date", ""))

    @property
    def settled(self) -> bool:
        """Lives, and always lived, behind the door of the household."""
        home = self.home
        return home.came_from is None and home.office is None and home.went_to is None


class Sample(NamedTuple):
    homes: Sequence[Home]
    books: Sequence[InBooks]
    signals: Sequence[Labelled]
    doors: Sequence[Sequence[FrontDoor]]


Measure = Callable[[Sample], list[bool]]
KINDS = {
    creditor(kind, number): (kind, kind is not PartnerKind.LANDLORD or number >= 2)
    for kind, count in CREDITORS_OF_A_KIND.items()
    for number in range(count)
}


@pytest.fixture(scope="module")
def sample() -> Sample:
    signals = list(contracts(*WORLD))
    books = [_in_books(next(group)) for _, group in groupby(signals, key=lambda one: one.contract)]
    doors = [door_at(1, area, slot) for area in range(30) for slot in range(1_000)]
    blocks = [
        list(group) for _, group in groupby(sorted(doors, key=lambda one: one.postcode), lambda one: one.postcode)
    ]
    return Sample([home_at(WORLD, number) for number in range(WORLD.households)], books, signals, blocks)


def home_of(one: Labelled) -> Home:
    return home_at(WORLD, (one.contract - 1) // 16)


def _in_books(one: Labelled) -> InBooks:
    home = home_of(one)
    kind, basis = KINDS[one.fields["partner_id"]]
    place = (one.person - 1) % 8 if one.person else 0
    other = home.members[(place + 1) % len(home.members)]
    fields = {name: value for name, value in one.fields.items() if value is not None}
    return InBooks(kind, basis, fields, home, home.members[place], other, person=bool(one.person))


def persons(sample: Sample) -> Iterator[InBooks]:
    return (one for one in sample.books if one.person)


def in_own_name(sample: Sample) -> Iterator[InBooks]:
    return (one for one in persons(sample) if one.who.spouse is None)


def without_prefix(sample: Sample) -> Iterator[InBooks]:
    return (one for one in in_own_name(sample) if not one.who.surname.prefix and one.who.surname.name.isascii())


def with_prefix(sample: Sample) -> Iterator[InBooks]:
    return (one for one in in_own_name(sample) if one.who.surname.prefix in ABBREVIATED)


def of_kind(sample: Sample, kind: str) -> Iterator[InBooks]:
    return (one for one in persons(sample) if one.kind == kind)


def dated(sample: Sample) -> Iterator[InBooks]:
    return (one for one in persons(sample) if one.born)


def together(sample: Sample) -> Iterator[InBooks]:
    return (one for one in sample.books if len(one.home.members) > 1 and one.home.office is None and one.person)


def couples(sample: Sample) -> Iterator[Home]:
    return (home for home in sample.homes if home.kind.startswith("couple"))


def children(home: Home) -> tuple[Member, ...]:
    return home.members[2 if home.kind.startswith("couple") else 1 :]


def families(sample: Sample) -> Iterator[Home]:
    return (home for home in sample.homes if home.kind in {"couple with children", "one parent"})


def wives(sample: Sample) -> Iterator[Member]:
    return (one for home in couples(sample) for one in home.members[:2] if one.spouse)


def wives_with_one_name(sample: Sample) -> Iterator[InBooks]:
    return (
        one
        for one in persons(sample)
        if one.who.spouse
        and one.who.form in {"own", "partner"}
        and "-" not in one.who.surname.name + one.who.spouse.name
    )


def flats(sample: Sample) -> Iterator[InBooks]:
    return (one for one in sample.books if one.settled and one.home.door.addition.isalpha())


def at_office(sample: Sample) -> Iterator[tuple[InBooks, Office]]:
    return ((one, one.home.office) for one in sample.books if one.home.office)


def swapped(day: str) -> str:
    return f"{day[:4]}-{day[8:]}-{day[5:7]}"


def alike(who: Member) -> set[str]:
    """The ways in which this surname is confused, in small letters."""
    low = who.surname.name.lower()
    return {low[0] + low[1:].replace(heard, written, 1) for heard, written in CONFUSIONS if heard in low[1:]}


def of_household(kind: str) -> Measure:
    return lambda s: [home.kind == kind for home in s.homes]


def of_form(form: str) -> Measure:
    return lambda s: [one.form == form for one in wives(s)]


def without_date(kind: str) -> Measure:
    return lambda s: [not one.born for one in of_kind(s, kind) if one.basis]


def with_field(kind: str, field: str) -> Measure:
    return lambda s: [field in one.fields for one in s.books if one.kind == kind and not one.home.office]


def in_business_name(kind: str) -> Measure:
    return lambda s: [not one.person for one in s.books if one.kind == kind]


def stripped(kind: str) -> Measure:
    return lambda s: [
        one.surname.isascii()
        for one in of_kind(s, kind)
        if one.who.spouse is None and not one.who.surname.name.isascii()
    ]


def follows(s: Sample, months: int) -> list[bool]:
    """Whether a signal is followed by one of the same contract, so many months later."""
    there = {(one.contract, one.month) for one in s.signals}
    return [(contract, month + months) in there for contract, month in there if month < MONTHS_OF_SIGNALS - 1]


MEASURED: dict[tuple[str, str], Measure] = {
    ("married", "of couples"): lambda s: [any(one.spouse for one in home.members) for home in couples(s)],
    ("separation", "of couples"): lambda s: [home.went_to is not None for home in couples(s)],
    ("adult child", "at home"): lambda s: [bool(children(home)) for home in families(s)],
    ("adult child", "twin"): lambda s: [len(children(home)) == 2 for home in families(s) if children(home)],
    ("moved", "share"): lambda s: [home.came_from is not None for home in s.homes],
    ("administrator", "share"): lambda s: [home.office is not None for home in s.homes],
    ("successor", "also in arrears"): lambda s: [successor_of(WORLD, one.number) is not None for one in s.homes],
    ("flats", "share"): lambda s: [any(door.addition for door in block) for block in s.doors],
    ("surname", "confused"): lambda s: [
        one.surname.lower() in alike(one.who) for one in without_prefix(s) if alike(one.who)
    ],
    ("surname", "keyboard"): lambda s: [
        one.surname.lower() not in {*alike(one.who), one.who.surname.name.lower()} for one in without_prefix(s)
    ],
    ("upper case", "surname"): lambda s: [one.surname.isupper() for one in persons(s)],
    ("prefix", "lost"): lambda s: [
        "prefix" not in one.fields and len(one.surname) <= len(one.who.surname.name) + 1 for one in with_prefix(s)
    ],
    ("prefix", "abbreviated"): lambda s: ["." in one.fields.get("prefix", "") for one in with_prefix(s)],
    ("prefix", "glued"): lambda s: [
        "prefix" not in one.fields and " " not in one.surname and len(one.surname) > len(one.who.surname.name) + 1
        for one in with_prefix(s)
    ],
    ("prefix", "behind"): lambda s: [", " in one.surname for one in with_prefix(s)],
    ("prefix", "in surname"): lambda s: [
        one.surname.lower().startswith(f"{one.who.surname.prefix} ") for one in with_prefix(s)
    ],
    ("initials", "first only"): lambda s: [
        one.initials == one.who.initials[0]
        for one in persons(s)
        if len(one.who.initials) > 2 and one.who.called != one.who.initials[0] != one.other.initials[0]
    ],
    ("initials", "call name"): lambda s: [
        one.initials == one.who.called for one in persons(s) if one.who.called != one.who.initials[0]
    ],
    ("initials", "missing"): lambda s: [not one.initials for one in persons(s)],
    ("initials", "partner"): lambda s: [
        one.initials == one.other.initials.replace(".", "")
        for one in persons(s)
        if one.other.initials[0] not in {one.who.initials[0], one.who.called}
    ],
    ("landlord without a basis", "share"): lambda s: [not one.basis for one in of_kind(s, PartnerKind.LANDLORD)],
    ("birth date", "swapped"): lambda s: [
        one.born == swapped(one.who.birth_date.isoformat())
        for one in dated(s)
        if one.who.birth_date.day <= 12 and one.who.birth_date.day != one.who.birth_date.month
    ],
    ("birth date", "digit"): lambda s: [
        one.born[:3] == str(one.who.birth_date)[:3] and one.born[3] != str(one.who.birth_date)[3]
        for one in dated(s)
        if str(one.who.birth_date)[:3] != str(one.other.birth_date)[:3] or one.who is one.other
    ],
    ("birth date", "1 January"): lambda s: [one.born[4:] == "-01-01" for one in dated(s)],
    ("birth date", "year only"): lambda s: [one.born.endswith("-00-00") for one in dated(s)],
    ("birth date", "partner"): lambda s: [
        one.born == one.other.birth_date.isoformat() for one in dated(s) if one.other.birth_date != one.who.birth_date
    ],
    ("address", "postcode letter"): lambda s: [
        one.fields["postcode"][5] != one.home.door.postcode[5] for one in s.books if one.settled
    ],
    ("address", "postcode digit"): lambda s: [
        one.fields["postcode"][:4] != one.home.door.postcode[:4] for one in s.books if one.settled
    ],
    ("address", "number"): lambda s: [
        one.fields["house_number"] != str(one.home.door.number)
        for one in s.books
        if one.settled and not one.home.door.addition
    ],
    ("addition", "missing"): lambda s: [
        one.fields["house_number"].isdecimal() and not {"house_letter", "house_number_addition"} & one.fields.keys()
        for one in flats(s)
    ],
    ("addition", "in number"): lambda s: [not one.fields["house_number"].isdecimal() for one in flats(s)],
    ("office", "address"): lambda s: [one.fields["street"] == office.door.street for one, office in at_office(s)],
    ("office", "phone"): lambda s: [
        dialled(one.fields.get("phone", "")) == office.phone for one, office in at_office(s)
    ],
    ("office", "e-mail"): lambda s: [one.fields.get("email") == office.email for one, office in at_office(s)],
    ("phone", "partner"): lambda s: [
        dialled(one.fields["phone"]) == one.other.phone for one in together(s) if "phone" in one.fields
    ],
    ("phone", "other"): lambda s: [
        dialled(one.fields["phone"]) not in {one.other.phone, one.who.phone}
        for one in together(s)
        if "phone" in one.fields
    ],
    ("e-mail", "partner"): lambda s: [
        one.fields["email"] == one.other.email for one in together(s) if "email" in one.fields
    ],
    ("e-mail", "other"): lambda s: [
        one.fields["email"] not in {one.other.email, one.who.email} for one in together(s) if "email" in one.fields
    ],
    ("delivered again", "identical"): lambda s: [one.redelivery for one in s.signals],
    ("withdrawn", "share"): lambda s: [is_withdrawn(WORLD.seed, one) for one in s.signals],
    ("reported", "again next month"): lambda s: follows(s, 1),
    ("delivered again", "corrected"): lambda s: [
        one.contract == before.contract and one.month == before.month and not one.redelivery
        for before, one in pairwise(s.signals)
    ],
    **{("household", kind): of_household(kind) for kind in ERROR_TABLE["household"].chances},
    **{("name of a married woman", form): of_form(form) for form in ERROR_TABLE["name of a married woman"].chances},
    **{("birth date missing", kind): without_date(kind) for kind in ERROR_TABLE["birth date missing"].chances},
    **{("phone present", kind): with_field(kind, "phone") for kind in ERROR_TABLE["phone present"].chances},
    **{("e-mail present", kind): with_field(kind, "email") for kind in ERROR_TABLE["e-mail present"].chances},
    **{("business name", kind): in_business_name(kind) for kind in ERROR_TABLE["business name"].chances},
    **{("diacritics stripped", kind): stripped(kind) for kind in ERROR_TABLE["diacritics stripped"].chances},
}
ELSEWHERE = {
    ("another form", "per contract"): (
        "test_another_creditor_holds_another_form_of_a_married_name_as_often_as_the_table_says"
    ),
    (
        "adult child",
        "initials of parent",
    ): "test_a_child_has_the_initials_of_its_parent_as_often_as_the_table_says_and_by_chance",
    ("addition", "other notation"): "test_what_is_left_of_the_additions_is_in_another_notation",
    ("old address", "per contract"): "test_after_a_move_books_are_behind_as_often_and_as_long_as_the_table_says",
    ("old address corrected", "per month"): "test_after_a_move_books_are_behind_as_often_and_as_long_as_the_table_says",
    ("former tenant", "billed for good"): "test_after_a_move_books_are_behind_as_often_and_as_long_as_the_table_says",
    ("birth date", "1900"): "test_a_date_of_1900_is_kept_by_nobody",
    ("reported", "back later"): "test_whoever_is_not_reported_next_month_comes_back_as_often_as_the_table_says",
}


def near(found: list[bool], chance: float) -> object:
    """Within so many standard deviations of that many draws."""
    assert len(found) > 50, "too few to say anything"
    return pytest.approx(chance, abs=SIGMAS * sqrt(chance * (1 - chance) / len(found)))


def rate(found: Sequence[bool]) -> float:
    return sum(found) / len(found)


def test_the_error_table_is_the_one_that_figures_were_measured_with() -> None:
    told = {name: {"source": one.source, "error": one.error, **one.chances} for name, one in ERROR_TABLE.items()}
    assert sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest() == TABLE_DIGEST


def test_every_chance_of_the_table_is_measured() -> None:
    assert {*MEASURED, *ELSEWHERE} == {(name, what) for name, one in ERROR_TABLE.items() for what in one.chances}
    assert set(ELSEWHERE.values()) <= set(globals())


@pytest.mark.parametrize("entry", MEASURED, ids=" ".join)
def test_generated_data_are_as_wrong_as_the_table_says(sample: Sample, entry: tuple[str, str]) -> None:
    found = MEASURED[entry](sample)
    assert rate(found) == near(found, Chances().of(*entry))


def test_a_child_has_the_initials_of_its_parent_as_often_as_the_table_says_and_by_chance(sample: Sample) -> None:
    found = [children(home)[0].initials == home.members[0].initials for home in families(sample) if children(home)]
    chance = Chances().of("adult child", "initials of parent")
    assert rate(found) == near(found, chance + (1 - chance) * BY_CHANCE)


def test_another_creditor_holds_another_form_of_a_married_name_as_often_as_the_table_says(sample: Sample) -> None:
    found = ["-" in one.surname for one in wives_with_one_name(sample)]
    both_names = sum(Chances().of("name of a married woman", form) for form in ("partner-own", "own-partner"))
    assert rate(found) == near(found, Chances().of("another form", "per contract") * both_names)


def test_what_is_left_of_the_additions_is_in_another_notation(sample: Sample) -> None:
    found = [
        one.fields.get("house_number_addition", one.fields.get("house_letter")) == one.home.door.addition
        for one in flats(sample)
    ]
    as_it_is = 1 - sum(ERROR_TABLE["addition"].chances.values())
    assert as_it_is <= rate(found) <= as_it_is + ERROR_TABLE["addition"].chances["other notation"] / 2


def test_after_a_move_books_are_behind_as_often_and_as_long_as_the_table_says(sample: Sample) -> None:
    chances, found, expected = Chances(), [], []
    for one in sample.signals:
        home = home_of(one)
        if home.came_from and not home.office and not home.went_to and one.month >= home.moved_in:
            found.append(one.fields["street"] == home.came_from.street != home.door.street)
            expected.append(
                _behind(chances, one, one.month - home.moved_in) if home.came_from.street != home.door.street else 0.0
            )
    assert len(found) > 1_000
    assert rate(found) == pytest.approx(sum(expected) / len(expected), abs=0.03)


def _behind(chances: Chances, one: Labelled, months: int) -> float:
    late = chances.of("old address", "per contract") * (1 - chances.of("old address corrected", "per month")) ** months
    kind = KINDS[one.fields["partner_id"]][0]
    billed = chances.of("former tenant", "billed for good") if kind in {PartnerKind.ENERGY, PartnerKind.WATER} else 0.0
    return billed + (1 - billed) * late


def test_a_date_of_1900_is_kept_by_nobody(sample: Sample) -> None:
    assert not [one for one in sample.signals if (one.fields["birth_date"] or "").startswith("1900")]


def test_whoever_is_not_reported_next_month_comes_back_as_often_as_the_table_says(sample: Sample) -> None:
    early = [one for one in sample.signals if one.month < MONTHS_OF_SIGNALS - 7 and not one.redelivery]
    months = {(one.contract, one.month) for one in early} | {(one.contract, one.month) for one in sample.signals}
    found = [
        any((one.contract, one.month + gap) in months for gap in range(2, 8))
        for one in {(one.contract, one.month): one for one in early}.values()
        if (one.contract, one.month + 1) not in months
    ]
    assert rate(found) == near(found, Chances().of("reported", "back later"))


def test_errors_can_be_made_twice_as_likely_and_facts_stay() -> None:
    once, twice = Chances(), Chances(2.0)
    assert twice.of("surname", "confused") == pytest.approx(2 * once.of("surname", "confused"))
    assert twice.of("birth date missing", PartnerKind.WATER) == 0.95
    assert twice.of("household", "single") == once.of("household", "single")


def test_ingest_reads_every_signal(sample: Sample) -> None:
    for one in sample.signals[:3_000]:
        sent = {SIGNAL_FIELDS[name].dutch: value for name, value in one.fields.items() if name in SIGNAL_FIELDS}
        outward = {
            name: value.isoformat() if isinstance(value, date) else getattr(value, "dutch", value)
            for name, value in sent.items()
            if value is not None
        }
        read = Signal.model_validate(outward)
        of_partner = {name: one.fields[name] for name in ("partner_id", "partner_kind")}
        assert {name: getattr(read, name) for name in SIGNAL_FIELDS} | of_partner == one.fields


def test_the_same_seed_gives_the_same_signals_and_another_seed_others() -> None:
    assert list(contracts(5, 40)) == list(contracts(5, 40))
    assert list(contracts(5, 40)) != list(contracts(6, 40))


def test_errors_are_made_once_per_contract_and_repeated_each_month(sample: Sample) -> None:
    told = ("initials", "prefix", "surname", "birth_date", "phone", "email")
    for _, group in groupby(sample.signals, key=lambda one: one.contract):
        assert len({tuple(one.fields[name] for name in told) for one in group}) == 1


def test_several_families_in_one_quarter_have_one_frequent_name(sample: Sample) -> None:
    families_of: dict[tuple[str, str], set[int]] = {}
    for one in sample.signals:
        if one.person:
            families_of.setdefault((one.fields["postcode"][:4], one.fields["surname"].lower()), set()).add(
                one.household
            )
    shared = [found for found in families_of.values() if len(found) >= 3]
    assert len(shared) > 100
    top = Counter(home.members[0].surname.name for home in sample.homes).most_common(8)
    assert {"Jong", "Jansen", "Vries"} <= {name for name, _ in top}


def test_a_redelivery_is_the_same_record_once_more(sample: Sample) -> None:
    for before, one in pairwise(sample.signals):
        if one.redelivery:
            assert one.fields == before.fields
