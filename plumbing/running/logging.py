"""Logs: JSON lines on standard error with a trace id, of codes and counts; never a value a person brought."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, Final

import structlog

from plumbing.running.settings import CHECKOUT, Settings

Event = MutableMapping[str, Any]
LEVELS: Final = logging.getLevelNamesMapping()
SECOND: Final = 1.0


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


class _Bridge(logging.Handler):
    """Log records of libraries: their level, logger and error type; their text may hold values, so it stays out."""

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
        template = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        structlog.get_logger(record.name).log(record.levelno, "library", template=template[:200], **fields)


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
