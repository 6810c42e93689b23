"""What went wrong in one sentence, for whoever stands at the terminal: nothing of a key, a password or a traceback."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import typer

PROGRAM: Final = "vroegsignaal: "
"""How each sentence begins, so that it can be found again in the log of a process."""
CONNECTING: Final = {
    "password authentication failed": "it refuses the password",
    "no password supplied": "it asks for a password",
    "Connection refused": "nothing listens there",
    "timeout": "no answer in time",
    "could not translate host name": "its host name is not known",
    "failed to resolve host": "its host name is not known",
    "does not exist": "the role or the database is not there",
    "starting up": "it is starting up",
    "shutting down": "it is shutting down",
    "too many clients": "it has no connection left",
    "No such file or directory": "its socket is not there",
}
"""What libpq says -> what we say: its own text may repeat a part of a URL, with the password in it."""


class CannotStart(Exception):
    """Something is in the way of a start; the text is the sentence."""


@contextmanager
def in_one_sentence() -> Iterator[None]:
    """What is in the way becomes a sentence on standard error and exit code 1. A bug keeps its traceback."""
    try:
        yield
    except tuple(_sentences()) as error:
        said = sentence(error)
        if said is None:
            raise
        print(f"{PROGRAM}{said}", file=sys.stderr, flush=True)  # noqa: T201
        raise typer.Exit(1) from None


def sentence(error: BaseException) -> str | None:
    """What a person can do something with; None for a bug."""
    return next((said(error) for kind, said in _sentences().items() if isinstance(error, kind)), None)


def _sentences() -> Mapping[type[BaseException], Callable[[Any], str | None]]:
    """What may be in the way outside of us. Imports it only when something is: a process does not carry it."""
    from alembic.util.exc import CommandError
    from pydantic import ValidationError
    from sqlalchemy.exc import DBAPIError

    from plumbing.record.proof import Misplaced
    from plumbing.running.security import NoSignIn
    from plumbing.transport.trouble import BrokerTrouble

    return {
        CannotStart: str,
        NoSignIn: str,
        Misplaced: str,
        ValidationError: _of_settings,
        DBAPIError: _of_database,
        CommandError: lambda _: "the record was migrated by another version of this program; start that one",
        BrokerTrouble: lambda error: f"Kafka does not do what is asked ({type(error).__name__})",
        OSError: _of_system,
    }


def _of_settings(error: Any) -> str:
    return "; ".join(_setting(one["loc"], one["msg"]) for one in error.errors(include_input=False))


def _setting(place: tuple[int | str, ...], said: str) -> str:
    return f"VROEGSIGNAAL_{'_'.join(map(str, place)).upper()}: {said[:1].lower()}{said[1:]}"


def _of_database(error: Any) -> str | None:
    """A server that is away, or that refuses us; whatever it says about a statement is a bug."""
    text = str(error.orig)
    if getattr(error.orig, "sqlstate", None):
        return None
    found = [ours for theirs, ours in CONNECTING.items() if theirs in text]
    return f"PostgreSQL cannot be reached: {found[0] if found else type(error.orig).__name__}"


def _of_system(error: OSError) -> str:
    what = error.strerror or type(error).__name__
    return f"{error.filename}: {what}" if error.filename else what
