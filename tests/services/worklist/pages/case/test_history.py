"""The history of a case: its order, what is new since a page was shown, and its sentences."""

from datetime import UTC, date, datetime, timedelta

from schemas.vocabulary.offers import OfferAnswer, OfferKind
from services.worklist.pages.case.history import Happening, newest_first, recorded_after, tell
from services.worklist.words.store import messages
from services.worklist.words.wording import Wording

MOMENT = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
MONDAY, TUESDAY = date(2026, 3, 16), date(2026, 3, 17)


def happened(what: str, on: date = TUESDAY, minutes: int = 0) -> Happening:
    return Happening(what, on, MOMENT + timedelta(minutes=minutes))


def test_the_newest_day_comes_first_and_a_later_group_after_an_earlier_one_at_the_same_moment() -> None:
    signal, attempt, late = happened("signal"), happened("attempt"), happened("late", MONDAY, minutes=9)
    assert newest_first([signal], [attempt, late]) == [attempt, signal, late]


def test_what_was_recorded_after_the_page_was_shown_is_told_oldest_first() -> None:
    history = newest_first([happened("first"), happened("third", MONDAY, minutes=2), happened("second", minutes=1)])
    assert [one.what for one in recorded_after(1, history)] == ["second", "third"]
    assert recorded_after(3, history) == []


def test_a_sentence_has_the_words_of_its_codes() -> None:
    offer = Happening("offer", TUESDAY, MOMENT, {"kind": OfferKind.DEBT_HELP, "answer": OfferAnswer.ACCEPTED})
    assert tell(Wording(messages("nl"), TUESDAY), offer) == "Aanbod: Schuldhulp. Antwoord: Neemt het aan."
