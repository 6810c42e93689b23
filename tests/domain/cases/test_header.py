"""What a signal that joins a case may change of its header."""

from datetime import date

import pytest

from domain.cases.header import joined
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.partners import PartnerKind
from tests.services.triage.builders import an_open_case

FRESH = an_open_case(
    tray=Tray.CRISIS,
    channel=Channel.VISIT,
    urgency=3,
    deadline=date(2026, 3, 20),
    clock_from=date(2026, 3, 17),
)
"""What a crisis that comes in on 17 March would be by itself."""
LATER = an_open_case(deadline=date(2026, 4, 14), clock_from=date(2026, 3, 17))
"""What an ordinary signal of 17 March would be by itself."""


def test_a_crisis_raises_a_case_that_nobody_has_touched() -> None:
    case = joined(an_open_case(), FRESH)
    assert (case.tray, case.channel, case.urgency, case.deadline, case.clock_from) == (
        Tray.CRISIS,
        Channel.VISIT,
        3,
        date(2026, 3, 20),
        date(2026, 3, 17),
    )


def test_nothing_lowers_a_case() -> None:
    case = joined(FRESH, LATER)
    assert (case.tray, case.channel, case.urgency, case.deadline) == (
        Tray.CRISIS,
        Channel.VISIT,
        3,
        date(2026, 3, 20),
    )


def test_a_case_that_a_person_touched_keeps_tray_and_channel_but_gets_the_shorter_clock() -> None:
    case = joined(an_open_case(touched=True), FRESH)
    assert (case.tray, case.channel) == (Tray.SINGLE, Channel.PHONE)
    assert (case.urgency, case.deadline, case.clock_from) == (3, date(2026, 3, 20), date(2026, 3, 17))
    assert case.touched


def test_a_clock_is_the_earliest_of_its_signals() -> None:
    assert joined(an_open_case(), LATER).deadline == date(2026, 4, 7)
    assert joined(an_open_case(), LATER).clock_from == date(2026, 3, 10)


def test_the_first_talk_stops_the_clock_and_a_later_signal_starts_its_own() -> None:
    case = joined(an_open_case(touched=True, talked=True), LATER)
    assert (case.deadline, case.clock_from, case.talked) == (date(2026, 4, 14), date(2026, 3, 17), False)


def test_after_that_the_earliest_clock_counts_again() -> None:
    restarted = joined(an_open_case(touched=True, talked=True), LATER)
    again = joined(restarted, an_open_case(deadline=date(2026, 4, 20), clock_from=date(2026, 3, 23)))
    assert again.deadline == date(2026, 4, 14)


@pytest.mark.parametrize("kind", PartnerKind)
def test_a_case_keeps_the_kind_of_its_first_signal(kind: PartnerKind) -> None:
    assert joined(an_open_case(partner_kind=PartnerKind.WATER), an_open_case(partner_kind=kind)).partner_kind == "water"


@pytest.mark.parametrize(("case", "fresh"), [(False, True), (True, False), (True, True)])
def test_several_once_is_several_for_good(case: bool, fresh: bool) -> None:
    assert joined(an_open_case(several=case), an_open_case(several=fresh)).several


def test_the_version_counts_how_often_the_header_was_written() -> None:
    assert joined(joined(an_open_case(), LATER), LATER).version == 3
