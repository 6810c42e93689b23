"""Revisions on the real record: what they do to the clock of a case on which somebody works."""

from datetime import date

from schemas.ids import Id
from schemas.signals import Signal
from services.triage.read import replay
from tests.builders import Town, a_signal
from tests.domain.cases.builders import a_talk, in_town


def the_case(town: Town) -> dict[str, object]:
    (case,) = town.rows("SELECT * FROM case_file")
    return case


def clock(town: Town) -> tuple[object, ...]:
    """The deadline, and whether the talk stopped it."""
    case = the_case(town)
    return case["deadline"], int(str(case["talked_sequence"])) > int(str(case["clock_sequence"]))


def talked_about(town: Town) -> Signal:
    """A signal whose case had its first talk, two months ago."""
    signal = a_signal(phone="0612345678")
    town.bring(signal)
    in_town(town, a_talk(Id(str(the_case(town)["id"])), town.now.date()))
    town.later(days=60)
    return signal


def replayed(town: Town) -> bool:
    with town.record.engine("triage").connect() as connection:
        return replay(connection, "9901").equal


def test_a_corrected_telephone_number_never_starts_a_clock_again_that_the_talk_stopped(town: Town) -> None:
    signal = talked_about(town)
    town.bring(signal.model_copy(update={"phone": "0687654321"}))
    assert clock(town) == (date(2026, 4, 14), True)
    assert replayed(town)


def test_a_higher_amount_after_the_talk_starts_a_clock_of_four_weeks_from_that_day(town: Town) -> None:
    signal = talked_about(town)
    town.bring(signal.model_copy(update={"amount_cents": 12_001}))
    assert clock(town) == (date(2026, 6, 15), False)
    assert replayed(town)


def test_a_revision_behind_another_signal_never_brings_back_the_clock_that_the_talk_stopped(town: Town) -> None:
    signal = talked_about(town)
    joins = a_signal(postcode=signal.postcode, house_number=signal.house_number, signal_date=date(2026, 5, 15))
    town.bring(joins, signal.model_copy(update={"phone": "0687654321"}))
    assert clock(town) == (date(2026, 6, 15), False)
    assert replayed(town)


def test_another_signal_behind_a_revision_starts_its_own_clock(town: Town) -> None:
    signal = talked_about(town)
    joins = a_signal(postcode=signal.postcode, house_number=signal.house_number, signal_date=date(2026, 5, 15))
    town.bring(signal.model_copy(update={"phone": "0687654321"}), joins)
    assert clock(town) == (date(2026, 6, 15), False)
    assert replayed(town)
