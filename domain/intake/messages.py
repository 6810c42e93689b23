"""A message of a feed: one signal, or `{"signalen": [...]}` as at the door; or the one reason why it is neither."""

import orjson

from domain.intake.checks.faults import Code
from domain.intake.checks.judge import Checked, MalformedError, has_too_many_parts, judge_request
from domain.intake.checks.permissions import Sender
from domain.intake.limits import RECORDS_IN_REQUEST, REQUEST_MEGABYTES

MESSAGE_BYTES = REQUEST_MEGABYTES * 1024 * 1024


class MessageRefused(Exception):
    """The message as a whole is refused: nothing in it has been read as a signal."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code = code


def judge_message(value: bytes | None, sender: Sender) -> list[Checked]:
    """Verdicts on the records of a message, in order. Raises MessageRefused."""
    if value is None:
        raise MessageRefused(Code.NOT_JSON)
    if len(value) > MESSAGE_BYTES:
        raise MessageRefused(Code.TOO_LARGE)
    try:
        return judge_request(_as_request(value), sender)
    except MalformedError:
        raise MessageRefused(Code.UNKNOWN_SHAPE) from None


def records_in(value: bytes | None) -> int:
    """How many records a message has, whatever becomes of them; 1 for what cannot be read as a message."""
    try:
        return len(orjson.loads(_as_request(value or b""))["signalen"])
    except MessageRefused:
        return 1


def _as_request(value: bytes) -> bytes:
    """The message as a request at the door. Raises MessageRefused."""
    if has_too_many_parts(value):
        raise MessageRefused(Code.UNKNOWN_SHAPE)
    try:
        read = orjson.loads(value)
    except orjson.JSONDecodeError:
        raise MessageRefused(Code.NOT_JSON) from None
    if not isinstance(read, dict) or not read:
        raise MessageRefused(Code.UNKNOWN_SHAPE)
    if "signalen" not in read:
        return b'{"signalen":[' + value + b"]}"
    many = read["signalen"]
    if len(read) > 1 or not isinstance(many, list) or not 1 <= len(many) <= RECORDS_IN_REQUEST:
        raise MessageRefused(Code.UNKNOWN_SHAPE)
    return value
