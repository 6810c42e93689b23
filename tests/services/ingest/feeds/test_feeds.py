"""What a partner pushes is taken in once, for the partner of its topic alone, and what is refused leaves no value."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import orjson
import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from domain.figures.store import count_ledger
from domain.intake.checks.faults import Code
from plumbing.running.chance import new_id
from plumbing.running.metrics import REGISTRY
from plumbing.transport.fates import MOST_STUCK, Unavailable
from plumbing.transport.feed_fates import FeedFates
from schemas.topics import Pushed, feed_topic
from schemas.vocabulary.partners import PartnerKind
from services.ingest.feeds.dead_letters import delivery_of
from services.ingest.feeds.store import set_aside, take_message, wanted_topics
from tests.services.ingest.builders import Member, Office, a_record

TAKEN_AT = int(datetime(2026, 3, 17, 10, 59, tzinfo=UTC).timestamp() * 1_000)


def pushed(member: Member, offset: int, *records: Any, at: int = TAKEN_AT, value: bytes | None = None) -> Pushed:
    body = orjson.dumps({"signalen": list(records)}) if records else value
    return Pushed(feed_topic(member.id).name, 0, offset, at, body)


def outcomes(office: Office) -> list[str]:
    return [row["outcome"] for row in office.rows("SELECT outcome FROM receipt ORDER BY delivery_id, line")]


def test_a_message_is_a_delivery_whose_receipts_its_partner_reads_under_an_id_it_can_make_itself(
    office: Office,
) -> None:
    member = office.joins()
    message = pushed(member, 7, a_record(), a_record(postcode="nergens"))
    assert take_message(office.ports, message) == "done"
    answer = office.reads(member, f"/v1/leveringen/{delivery_of(message)}").json()
    assert [one["uitkomst"] for one in answer["ontvangstbewijzen"]] == ["geaccepteerd", "geweigerd"]
    assert (answer["status"], answer["aantalRegels"]) == ("verwerkt", 2)
    assert office.rows("SELECT channel, format FROM delivery") == [{"channel": "feed", "format": "json"}]
    assert [one.events[0].topic for one in office.published.batches] == ["vroegsignaal.signal-accepted"]


def test_the_same_message_read_again_gives_no_second_delivery_and_no_second_event(office: Office) -> None:
    member = office.joins()
    message = pushed(member, 7, a_record())
    assert [take_message(office.ports, message) for _ in range(3)] == ["done", "again", "again"]
    assert (office.count("delivery"), office.count("receipt"), office.count("signal")) == (1, 1, 1)
    assert (office.counted(), len(office.published.batches)) == (1, 1)


def test_a_topic_that_begins_anew_loses_nothing_though_its_offsets_come_again(office: Office) -> None:
    member, first, second = office.joins(), a_record(), a_record()
    take_message(office.ports, pushed(member, 0, first))
    assert take_message(office.ports, pushed(member, 0, second, at=TAKEN_AT + 1)) == "done"
    assert (office.count("delivery"), office.count("signal")) == (2, 2)


def test_the_same_signals_at_another_offset_are_duplicates_and_nothing_new(office: Office) -> None:
    member, record = office.joins(), a_record()
    for offset in (1, 2):
        take_message(office.ports, pushed(member, offset, record))
    assert sorted(outcomes(office)) == ["accepted", "duplicate"]
    assert office.counted() == 1


def test_the_topic_says_who_the_partner_is_and_the_message_never_does(office: Office) -> None:
    water, energy = office.joins(PartnerKind.WATER), office.joins(PartnerKind.ENERGY)
    message = pushed(water, 3, a_record())
    take_message(office.ports, message)
    assert office.rows("SELECT partner_id::text AS id, partner_kind FROM signal") == [
        {"id": water.id, "partner_kind": "water"}
    ]
    assert office.reads(energy, f"/v1/leveringen/{delivery_of(message)}").status_code == 404


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (b"Jansen;Dorpsstraat;1", Code.NOT_JSON),
        (b"x" * (4 * 1024 * 1024 + 1), Code.TOO_LARGE),
        (b'["Jansen"]', Code.UNKNOWN_SHAPE),
        (None, Code.NOT_JSON),
    ],
)
def test_a_message_that_is_no_delivery_becomes_a_dead_letter_without_its_value_and_a_refusal_for_its_partner(
    office: Office, value: bytes | None, code: Code
) -> None:
    member = office.joins()
    message = pushed(member, 11, value=value)
    before = REGISTRY.get_sample_value("vroegsignaal_feed_refused_total", {"code": code}) or 0.0
    assert [take_message(office.ports, message) for _ in range(2)] == ["unreadable", "again"]
    (letter,) = office.rows("SELECT * FROM dead_letter")
    assert (letter["topic"], letter["topic_partition"], letter["topic_offset"]) == (message.topic, 0, 11)
    assert (letter["code"], letter["taken_at"]) == (code, datetime(2026, 3, 17, 10, 59, tzinfo=UTC))
    assert set(letter) == {
        *("delivery_id", "partner_id", "topic", "topic_partition", "topic_offset", "taken_at", "code", "recorded_at")
    }
    answer = office.reads(member, f"/v1/leveringen/{delivery_of(message)}").json()
    assert (answer["aantalGeweigerd"], answer["ontvangstbewijzen"][0]["fouten"][0]["code"]) == (1, code)
    assert REGISTRY.get_sample_value("vroegsignaal_feed_refused_total", {"code": code}) == before + 1
    assert count_ledger(office.record.engine("report")).difference == 0


def test_one_message_on_which_we_fail_is_set_aside_and_the_next_goes_on(office: Office) -> None:
    member = office.joins()

    def failing(message: Pushed) -> str:
        if message.offset == 1:
            raise RuntimeError("a bug")
        return take_message(office.ports, message)

    fates = FeedFates("ingest", failing, partial(set_aside, office.ports))
    for offset in range(3):
        fates.meet(pushed(member, offset, a_record()))
    assert office.rows("SELECT topic_offset, code FROM dead_letter") == [{"topic_offset": 1, "code": Code.NOT_STORED}]
    assert sorted(outcomes(office)) == ["accepted", "accepted", "rejected"]


def test_every_record_of_a_message_that_is_set_aside_is_a_refused_line_that_its_partner_reads(office: Office) -> None:
    member = office.joins()
    whole = pushed(member, 1, *(a_record() for _ in range(250)))
    single = pushed(member, 2, value=orjson.dumps(a_record()))
    nothing = pushed(member, 3, value=None)
    for message in (whole, single, nothing):
        assert set_aside(office.ports, message) == "unreadable"
    answer = office.reads(member, f"/v1/leveringen/{delivery_of(whole)}").json()
    assert (answer["aantalRegels"], answer["aantalGeweigerd"]) == (250, 250)
    assert office.rows("SELECT lines FROM delivery ORDER BY arrival") == [{"lines": n} for n in (250, 1, 1)]
    ledger = count_ledger(office.record.engine("report"))
    assert (ledger.delivered, ledger.rejected, ledger.difference) == (252, 252, 0)


AWAY = (OperationalError("", None, ConnectionError()), NoConnectionError("QueuePool limit"))


@pytest.mark.parametrize("error", AWAY, ids=["away", "no connection left"])
def test_a_record_that_is_away_or_busy_leaves_a_message_unacknowledged_and_sets_nothing_aside(
    office: Office, error: Exception
) -> None:
    member, aside = office.joins(), []

    def away(_: Pushed) -> str:
        raise error

    def keep(message: Pushed) -> str:
        aside.append(message)
        return "unreadable"

    with pytest.raises(type(error)):
        FeedFates("ingest", away, keep).meet(pushed(member, 1, a_record()))
    assert aside == []


def test_failing_on_everything_is_no_bug_on_one_message_and_stops_reading(office: Office) -> None:
    member = office.joins()

    def failing(_: Pushed) -> str:
        raise RuntimeError("a bug")

    fates = FeedFates("ingest", failing, lambda _: "unreadable")
    for offset in range(MOST_STUCK):
        fates.meet(pushed(member, offset, a_record()))
    with pytest.raises(Unavailable):
        fates.meet(pushed(member, MOST_STUCK, a_record()))


def test_a_topic_of_nobody_registered_is_left_unread(office: Office) -> None:
    stranger = Member(new_id(), "")
    with pytest.raises(Unavailable):
        take_message(office.ports, pushed(stranger, 1, a_record()))
    assert office.count("delivery") == 0


def test_registered_partners_have_a_topic_each(office: Office) -> None:
    members = [office.joins(PartnerKind.WATER), office.joins(PartnerKind.ENERGY)]
    assert wanted_topics(office.record.engine("ingest")) == sorted(f"partner-feed.{one.id}" for one in members)
