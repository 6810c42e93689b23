"""Logs: JSON lines on standard error with a trace id, of codes and counts; never a value a person brought."""

import errno
import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any, Final

import structlog

from plumbing.running.settings import CHECKOUT, Settings

Event = MutableMapping[str, Any]
LEVELS: Final = logging.getLevelNamesMapping()
SECOND: Final = 1.0
ITEMS_SHOWN: Final = 12
SAFE: Final = re.compile(
    r"vroegsignaal[.a-z0-9-]*"  # topics and groups
    r"|[\w.-]+:[0-9]{1,5}"  # a host with its port
    r"|(triage|notify|relay|ingest|worklist|report)(-[0-9]+)?"
    r"|[A-Z][A-Za-z]+(Error|Exception|Request|Response)(_v[0-9]+)?"
)
"""What a library may say of its arguments: no name of a person has one of these forms."""
VALUES: Final = re.compile(r"[\n(<\[{]|(?<!\w)['\"]")
"""Where the values may begin in a text that its library finished itself (asyncio writes those of an exception on its
second line, and those of a call in brackets): what stands before is the template, or the type of an error.
"""


def code_location(error: BaseException) -> str:
    """`file:line` in our own code (else the last one) where `error` was raised; no values."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(CHECKOUT) and ".venv" not in frame.filename]
    frame = (own or frames)[-1] if frames else None
    if frame is None:
        return "unknown"
    path = Path(frame.filename)
    return f"{path.relative_to(CHECKOUT) if path.is_relative_to(CHECKOUT) else path.name}:{frame.lineno}"


def _name_error(_logger: object, _method: str, event: Event) -> Event:
    """Replace an exception by its type and place: its text may repeat what a person sent."""
    info = event.pop("exc_info", None)
    error = info if isinstance(info, BaseException) else sys.exc_info()[1] if info else None
    if error is not None:
        event["error"] = type(error).__name__
        event["location"] = code_location(error)
    return event


def library_text(record: logging.LogRecord) -> str:
    """What a library says: its template, with topics, places, numbers and types of errors, and "…" for all else.

    Of a text without arguments only what stands before its values.
    """
    if not isinstance(record.msg, str):
        return shown(record.msg)
    arguments = record.args
    if not arguments:
        return VALUES.split(record.msg, maxsplit=1)[0].rstrip()
    filled = (
        {name: _argument(value) for name, value in arguments.items()}
        if isinstance(arguments, Mapping)
        else tuple(map(_argument, arguments))
    )
    try:
        return record.msg % filled
    except (TypeError, ValueError, KeyError):
        return record.msg


def _argument(value: object) -> object:
    return value if isinstance(value, int | float) else _Shown(shown(value))


class _Shown(str):
    """A text that `%r` writes without quotes."""

    __repr__ = str.__str__


def shown(value: object) -> str:
    """A value as a log may hold it: numbers, types of errors (with the system's word for it), topics and places."""
    if isinstance(value, OSError) and value.errno:
        return f"{type(value).__name__} {errno.errorcode.get(value.errno, value.errno)}"
    if isinstance(value, BaseException | type):
        return (value if isinstance(value, type) else type(value)).__name__
    if isinstance(value, bool | int | float | None):
        return str(value)
    if isinstance(value, str):
        return str(value) if SAFE.fullmatch(value) else "…"
    if isinstance(value, list | tuple | set | frozenset):
        return f"({', '.join(sorted(map(shown, list(value)[:ITEMS_SHOWN])))})"
    return "…"


class _Bridge(logging.Handler):
    """Log records of libraries: level, logger, error type, and the text with those arguments that hold no value."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, str], float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if not self._often(record):
            self._write(record)

    def _often(self, record: logging.LogRecord) -> bool:
        """Whether the same was said less than a second ago: a broker that is away makes its client repeat itself."""
        what = (record.name, str(record.msg)[:200])
        again = record.created - self._said.get(what, 0.0) < SECOND
        if not again:
            self._said = {one: at for one, at in self._said.items() if record.created - at < SECOND}
            self._said[what] = record.created
        return again

    def _write(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        fields = {"error": type(error).__name__, "location": code_location(error)} if error else {}
        structlog.get_logger(record.name).log(record.levelno, "library", text=library_text(record)[:400], **fields)


def configure_logging(process: str, settings: Settings) -> None:
    """Set up JSON logs for this process; call once, first."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _name_error,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS.get(settings.log_level.upper(), logging.INFO)),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)
    root = logging.getLogger()
    root.handlers = [_Bridge()]
    root.setLevel(logging.WARNING)
