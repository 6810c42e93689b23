"""A message of a feed is one signal or a list of them; anything else is refused with one reason and read no further."""

import orjson
import pytest

from domain.intake.checks.faults import Code
from domain.intake.messages import MESSAGE_BYTES, MessageRefused, judge_message
from schemas.signals import Signal
from tests.services.ingest.builders import a_record, a_sender


def verdicts(value: bytes) -> list[bool]:
    return [isinstance(one.verdict, Signal) for one in judge_message(value, a_sender())]


def test_a_message_may_be_one_signal_or_a_list_of_them() -> None:
    assert verdicts(orjson.dumps(a_record())) == [True]
    assert verdicts(orjson.dumps({"signalen": [a_record(), a_record(postcode="nergens"), a_record()]})) == [
        True,
        False,
        True,
    ]
    assert verdicts(orjson.dumps({"signalen": [a_record() for _ in range(1_000)]})) == [True] * 1_000


def test_one_signal_gets_the_faults_that_it_would_get_at_the_door() -> None:
    (checked,) = judge_message(orjson.dumps(a_record(postcode="nergens", achternaam=...)), a_sender())
    assert {(one.field, one.code) for one in checked.verdict} == {  # type: ignore[union-attr]
        ("postcode", Code.WRONG_FORM),
        ("achternaam", Code.MISSING),
    }


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, Code.NOT_JSON),
        (b"", Code.NOT_JSON),
        (b"gemeente;kenmerk\r\n9901;1\r\n", Code.NOT_JSON),
        (b'{"gemeentecode": "9901"', Code.NOT_JSON),
        (b"\xff\xfe{\x00}\x00", Code.NOT_JSON),
        (b"[" * 5_000, Code.NOT_JSON),
        (b'{"gemeentecode": "9901"}, {"gemeentecode": "9902"}', Code.NOT_JSON),
        (b" " * (MESSAGE_BYTES + 1), Code.TOO_LARGE),
        (b"[]", Code.UNKNOWN_SHAPE),
        (b"{}", Code.UNKNOWN_SHAPE),
        (b"null", Code.UNKNOWN_SHAPE),
        (b'"tekst"', Code.UNKNOWN_SHAPE),
        (b'{"signalen": []}', Code.UNKNOWN_SHAPE),
        (b'{"signalen": {}}', Code.UNKNOWN_SHAPE),
        (b'{"signalen": [{}], "afzender": "x"}', Code.UNKNOWN_SHAPE),
        (orjson.dumps({"signalen": [{}] * 1_001}), Code.UNKNOWN_SHAPE),
    ],
)
def test_what_is_neither_is_refused_as_a_whole_with_one_reason(value: bytes | None, code: Code) -> None:
    with pytest.raises(MessageRefused) as refused:
        judge_message(value, a_sender())
    assert refused.value.code is code
    assert str(refused.value) == code
