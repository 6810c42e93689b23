"""The words in which commands tell of policies: those of the page, in Dutch (B1) or English."""

from datetime import UTC, date, datetime

import typer

from domain.law.calendar import local_date
from schemas.policy.published import Published
from services.worklist.words.catalogue import LANGUAGES
from services.worklist.words.store import messages
from services.worklist.words.wording import Wording


def today() -> date:
    """The local day."""
    return local_date(datetime.now(UTC))


def wording_of(language: str) -> Wording:
    """The words of a language. Raises BadParameter for one that there is not."""
    if language not in LANGUAGES:
        raise typer.BadParameter(f"there is no language {language}; languages: {', '.join(LANGUAGES)}")
    return Wording(messages(language), today())


def version_name(published: Published) -> str:
    """A version by its number; version 0 is the default of this software."""
    return f"version {published.version}" if published.version else "the default"
