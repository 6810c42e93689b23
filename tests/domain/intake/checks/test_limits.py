"""Errors have a limit: for every record and request some are told, and of the rest how many there are."""

import time
import tracemalloc
from collections.abc import Callable

import orjson
import pytest

from domain.intake.checks.faults import Code, Fault, outward
from domain.intake.checks.judge import COLONS, PARTS, Candidate, Checked, MalformedError, judge, judge_request
from domain.intake.limits import FAULTS_IN_RECORD, FAULTS_IN_REQUEST, RECORDS_IN_REQUEST
from domain.intake.messages import MessageRefused, judge_message
from schemas.signals import SIGNAL_FIELDS, Signal
from schemas.vocabulary.partners import PartnerKind
from tests.services.ingest.builders import Office, Record, a_record, a_sender, candidates

SENDER = a_sender()
LANDLORD = a_sender(PartnerKind.LANDLORD)
MANY = PARTS - 100
ALL_WRONG: Record = {
    "gemeentecode": 1,
    "kenmerk": 1,
    "klantnummer": 1,
    "achternaam": 1,
    "huisnummer": 1,
    "postcode": 1,
    "bedragInCenten": "x",
    "ontstaansdatum": 1,
    "aantalPerioden": "x",
    "signaaldatum": 1,
    "soort": 1,
    "verklaring": 1,
}


def named(one: Checked) -> tuple[Fault, ...]:
    """The errors of a record that is refused."""
    assert not isinstance(one.verdict, Signal)
    return one.verdict


def a_body(*records: Record) -> bytes:
    return orjson.dumps({"signalen": records})


def with_strange_fields(number: int) -> Record:
    return a_record(**{f"veld{place}": 1 for place in range(number)})


def test_of_a_record_twenty_errors_are_told_and_how_many_there_are_besides() -> None:
    faults = tuple(Fault(f"verklaring.veld{number}", Code.WRONG_FORM) for number in range(FAULTS_IN_RECORD + 3))
    full, more = judge([Candidate(a_record(), faults[:FAULTS_IN_RECORD]), Candidate(a_record(), faults)], LANDLORD)
    assert full.verdict == faults[:FAULTS_IN_RECORD]
    assert more.verdict == (*faults[:FAULTS_IN_RECORD], Fault("", Code.AND_MORE, 3))
    assert outward(named(more)[-1]) | {"tekst": ""} == {"veld": "", "code": "en-nog-meer", "tekst": "", "aantal": 3}


def test_of_a_request_a_thousand_errors_are_told_and_of_every_refused_record_the_first() -> None:
    found = [named(one) for one in judge_request(a_body(*[ALL_WRONG] * RECORDS_IN_REQUEST), SENDER)]
    told = [[fault for fault in faults if fault.code is not Code.AND_MORE] for faults in found]
    assert sum(map(len, told)) == FAULTS_IN_REQUEST
    assert min(map(len, told)) == 1
    half = [named(one) for one in judge_request(a_body(*[ALL_WRONG] * 150), SENDER)]
    each = len(named(judge_request(a_body(ALL_WRONG), SENDER)[0]))
    assert each > 10
    assert sum(len(faults) if faults[-1].code is not Code.AND_MORE else len(faults) - 1 for faults in half) == 1_000
    assert {len(faults) - 1 + (faults[-1].how_many or 1) for faults in half} == {each}


def test_unknown_fields_are_told_once_with_their_number() -> None:
    (several,) = judge_request(a_body(a_record(bedrag=1, naam=2, toelichting=3)), SENDER)
    assert several.verdict == (Fault("bedrag", Code.UNKNOWN_FIELD, 3),)
    (one,) = judge_request(a_body(a_record(bedrag=1)), SENDER)
    assert one.verdict == (Fault("bedrag", Code.UNKNOWN_FIELD),)


def test_a_record_with_more_fields_than_there_are_is_refused_for_that_alone() -> None:
    (found,) = judge_request(a_body(with_strange_fields(40) | {"postcode": "x"}), SENDER)
    over = len(a_record()) + 40 - len(SIGNAL_FIELDS)
    assert found.verdict == (Fault("", Code.TOO_MANY_FIELDS, over),)
    (filed,) = judge(candidates(with_strange_fields(40)), SENDER)
    assert (filed.verdict, filed.findings) == (found.verdict, found.findings)


def test_a_request_full_of_fields_leaves_the_record_beside_it_alone() -> None:
    body = a_body(a_record(), with_strange_fields(COLONS), a_record(verklaring=with_strange_fields(50)), a_record())
    first, large, nested, last = judge_request(body, SENDER)
    assert isinstance(first.verdict, Signal)
    assert isinstance(last.verdict, Signal)
    assert [fault.code for fault in named(large)] == [Code.TOO_MANY_FIELDS]
    assert named(nested)[0] == Fault("verklaring", Code.TOO_MANY_FIELDS, 55)


@pytest.mark.parametrize("place", ["record", "statement"])
def test_very_many_unknown_fields_cost_little_more_than_reading_them(place: str) -> None:
    strange = with_strange_fields(MANY)
    body = a_body(strange if place == "record" else a_record(verklaring=strange))

    def read() -> object:
        return orjson.loads(body)

    def judged() -> list[Checked]:
        return judge_request(body, SENDER)

    least, most = _least_seconds(read, judged)
    assert most < 3 * least
    assert _peak(judged) < 1.5 * _peak(read)
    assert len(named(judged()[0])) <= 2


@pytest.mark.parametrize(
    "body",
    [
        b'{"signalen": [{' + b",".join(b'"a%d":1' % number for number in range(300_000)) + b"}]}",
        b'{"signalen": [' + b",".join([b"[]"] * 1_000_000) + b"]}",
        b"[" + b",".join([b"1"] * 1_000_000) + b"]",
    ],
    ids=["fields", "records", "numbers"],
)
def test_more_fields_or_items_than_anybody_means_to_send_are_refused_in_less_than_it_takes_to_read_them(
    body: bytes,
) -> None:
    def refused() -> None:
        with pytest.raises(MalformedError, match="hoogstens 1000 signalen"):
            judge_request(body, SENDER)
        with pytest.raises(MessageRefused):
            judge_message(body, SENDER)

    read, unread = _least_seconds(lambda: orjson.loads(body), refused)
    assert unread < read


@pytest.mark.parametrize("depth", [220, 300, 1_100])
def test_a_request_of_too_many_fields_that_is_too_deep_is_no_request(depth: int) -> None:
    deep = b'{"signalen": [{"kenmerk": ' + b"[" * depth + b"]" * depth + b', "diep": "' + b":" * COLONS + b'"}]}'
    with pytest.raises(MalformedError):
        judge_request(deep, SENDER)


def _least_seconds(*works: Callable[[], object]) -> list[float]:
    """CPU seconds of each at its best, in turns."""
    spent = [[_seconds(work) for work in works] for _ in range(3)]
    return [min(one) for one in zip(*spent, strict=True)]


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _peak(work: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_answer_to_a_request_full_of_errors_is_no_larger_than_anybody_reads(office: Office) -> None:
    water = office.joins()
    one = office.post(water, {"signalen": [with_strange_fields(MANY)]})
    full = office.post(water, {"signalen": [ALL_WRONG] * RECORDS_IN_REQUEST})
    assert len(one.content) < 1_000
    assert len(full.content) < 600_000
    (receipt,) = one.json()["ontvangstbewijzen"]
    assert [(fault["code"], fault["aantal"] > 60_000) for fault in receipt["fouten"]] == [("te-veel-velden", True)]
    again = office.reads(water, f"/v1/leveringen/{one.json()['leveringId']}").json()
    assert again["ontvangstbewijzen"] == [receipt]
