"""The book: what is known of a municipality, signal by signal, and the digest of it."""

from datetime import date

import pytest

from domain.law.definitions import CURRENT, DEFINITIONS
from domain.people.address import MATCHER_VERSION
from plumbing.running.chance import new_id
from schemas.ids import Id
from schemas.policy.form import DEFAULT
from schemas.vocabulary.signals import SignalKind
from services.triage.decide import decide
from services.triage.digest import input_digest
from services.triage.knowledge import Book
from services.triage.known import Decision, Known, SignalFacts
from tests.services.triage.builders import PARTNER, an_open_case, facts, known, own, picked_up

HOME, OTHER = "1234AB 12", "1234AB 14"


def met(book: Book, signal: SignalFacts, address: str = HOME) -> tuple[Known, Decision]:
    """Decide on a signal and write it into the book."""
    home = book.place(signal.id, address)
    seen = book.known(signal, home)
    made = decide(signal, seen, DEFAULT, CURRENT, new_id())
    book.remember(signal, home, made, len(book.entries) + 1)
    return seen, made


def another(**changes: object) -> SignalFacts:
    """A signal with an id and arrears of its own."""
    name = new_id()
    return facts(id=name, reference=name)._replace(**changes)  # type: ignore[arg-type]


def test_an_empty_book_knows_nothing() -> None:
    assert Book(CURRENT).known(facts(), HOME) == known()


def test_a_household_is_known_by_its_address() -> None:
    book = Book(CURRENT)
    met(book, another())
    assert met(book, another())[0].picked_up == (date(2026, 3, 17),)
    assert met(book, another(), OTHER)[0].picked_up == ()


def test_only_what_was_picked_up_within_the_look_back_counts() -> None:
    book = Book(CURRENT)
    met(book, another(received_on=date(2025, 8, 31)))
    met(book, another(received_on=date(2025, 9, 1)))
    met(book, another(arrears_since=date(2026, 3, 10)))
    assert met(book, another())[0].picked_up == (date(2025, 9, 1),)


def test_a_signal_is_not_its_own_neighbour() -> None:
    book, signal = Book(CURRENT), another()
    met(book, signal)
    seen, made = met(book, signal._replace(revision=2))
    assert (seen.picked_up, seen.pickup) == ((), None)
    assert seen.own is not None
    assert made.case is not None
    assert len(book.cases) == 1


def test_the_last_pick_up_of_the_same_arrears_is_what_a_repeat_is_held_against() -> None:
    book = Book(CURRENT)
    for cents in (10_000, 15_000, 12_000):
        met(book, another(reference="R", amount_cents=cents))
    seen, _ = met(book, another(reference="R"))
    assert seen.pickup is not None
    assert seen.pickup.amount_cents == 15_000


def test_another_partner_reference_or_kind_is_other_arrears() -> None:
    book = Book(CURRENT)
    met(book, another(reference="R"))
    assert met(book, another(reference="S"))[0].pickup is None
    assert met(book, another(reference="R", partner_id=new_id()))[0].pickup is None
    assert met(book, another(reference="R", kind=SignalKind.END_OF_CONTRACT))[0].pickup is None


def test_a_closed_case_is_followed_by_a_new_one_that_is_linked_to_the_last() -> None:
    book = Book(CURRENT)
    cases: list[Id] = []
    for _ in range(3):
        seen, made = met(book, another())
        assert made.opens
        assert made.case is not None
        assert seen.previous_case == (cases[-1] if cases else None)
        cases.append(made.case.id)
        book.close(made.case.id)


def test_a_touched_and_a_talked_case_are_known_as_such() -> None:
    book = Book(CURRENT)
    _, made = met(book, another())
    assert made.case is not None
    book.touch(made.case.id)
    seen = book.known(another(), HOME)
    assert seen.case is not None
    assert (seen.case.touched, seen.case.talked) == (True, False)
    book.talk(made.case.id)
    seen = book.known(another(), HOME)
    assert seen.case is not None
    assert seen.case.talked


def test_a_revision_with_another_address_stays_with_its_open_case_and_moves_after_it() -> None:
    book, signal = Book(CURRENT), another()
    _, made = met(book, signal)
    assert book.place(signal.id, OTHER) == HOME
    assert made.case is not None
    book.close(made.case.id)
    assert book.place(signal.id, OTHER) == OTHER


def test_a_digest_tells_every_input_apart() -> None:
    def digest(
        signal: SignalFacts | None = None, around: Known | None = None, salt: bytes = b"s", version: int = 1
    ) -> bytes:
        seen = (version, "digest")
        return input_digest(salt, signal or facts(), around or known(), seen, CURRENT, MATCHER_VERSION)

    assert digest() == digest()
    others = [
        digest(facts(amount_cents=12_001)),
        digest(facts(known_on=date(2026, 3, 18))),
        digest(around=known(picked_up=(date(2026, 3, 1),))),
        digest(around=known(previous_case=PARTNER)),
        digest(salt=b"t"),
        digest(version=2),
    ]
    assert len({digest(), *others}) == len(others) + 1


@pytest.mark.parametrize(
    ("around", "digest"),
    [
        (known(), "67d478156e999ee3e2f2a6295fab705387101386f2fb21afa2bd5dfbabf41d71"),
        (
            known(pickup=picked_up(), case=an_open_case(), own=own()),
            "85ec405c101febc768a33c04748f0072144c7744a77ec5b4a6e3bf7a9174f93e",
        ),
    ],
    ids=["nothing known", "everything known"],
)
def test_a_digest_of_an_earlier_version_of_this_software_is_still_the_same(around: Known, digest: str) -> None:
    definitions = DEFINITIONS["divosa-2023.1"]
    assert input_digest(b"x" * 16, facts(), around, (1, "d"), definitions, "m").hex() == digest
