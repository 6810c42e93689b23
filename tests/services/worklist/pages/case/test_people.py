"""Persons of a household as the page names them: one line a name, and never two people as one."""

from dataclasses import dataclass, replace

from domain.people.telephone import Telephone
from schemas.vocabulary.partners import PartnerKind
from services.worklist.pages.case.people import people

HERE, EARLIER = "this case", "an earlier case"
BORN = "1988-05-14"


@dataclass(frozen=True)
class SignalRow:
    """What people are told by."""

    id: str = "s1"
    person_id: str = "p1"
    case_id: str = HERE
    initials: str | None = "S."
    prefix: str | None = "de"
    surname: str = "Bruin"
    birth_date: str | None = None
    partner_kind: PartnerKind = PartnerKind.LANDLORD
    phone: str | None = None
    email: str | None = None


BRUIN = SignalRow()


def test_the_same_name_in_other_capitals_is_one_person_with_all_that_is_known() -> None:
    loud = replace(BRUIN, person_id="p2", surname="BRUIN", partner_kind=PartnerKind.WATER, phone="0600")
    born = replace(BRUIN, person_id="p3", birth_date=BORN, email="s@example.org")
    [found] = people([BRUIN, loud, born], HERE)
    assert (found.name, found.birth_date) == ("S. de Bruin", BORN)
    assert found.ids == {"p1", "p2", "p3"}
    assert (found.phones, found.emails) == ((Telephone("0600", None),), ("s@example.org",))
    assert found.partner_kinds == (PartnerKind.LANDLORD, PartnerKind.WATER)


def test_one_number_in_two_spellings_is_shown_once() -> None:
    spelled = [replace(BRUIN, phone=phone) for phone in ("06-38475610", "+31 (0)6 38475610", "+31638475610")]
    [found] = people(spelled, HERE)
    assert found.phones == (Telephone("06 38475610", "+31638475610"),)


def test_another_birth_date_is_another_person() -> None:
    father, son = replace(BRUIN, birth_date="1958-01-02"), replace(BRUIN, person_id="p2", birth_date=BORN)
    assert [found.birth_date for found in people([father, son], HERE)] == ["1958-01-02", BORN]


def test_a_birth_date_that_is_known_in_part_is_of_whoever_it_can_be_and_the_most_is_shown() -> None:
    year, month, whole = "1988-00-00", "1988-05-00", BORN
    rows = [replace(BRUIN, person_id=f"p{number}", birth_date=one) for number, one in enumerate((year, whole, month))]
    assert [found.birth_date for found in people(rows, HERE)] == [whole]
    other = replace(BRUIN, person_id="p9", birth_date="1988-06-00")
    assert [found.birth_date for found in people([*rows, other], HERE)] == [whole, "1988-06-00"]


def test_who_is_on_an_earlier_signal_alone_comes_last_and_is_not_on_the_case() -> None:
    earlier = replace(BRUIN, person_id="p2", case_id=EARLIER, surname="Mulder", prefix=None)
    found = people([earlier, BRUIN], HERE)
    assert [(one.name, one.on_case) for one in found] == [("S. de Bruin", True), ("S. Mulder", False)]
