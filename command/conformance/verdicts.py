"""What a check gives: passed, failed or not tested, with a sentence in both languages."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, NamedTuple

from command.conformance.visit import NoTryout, PartnerVisit


class CheckVerdict(StrEnum):
    """The outcome of one check."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_TESTED = "not-tested"


class InBoth(NamedTuple):
    """A sentence in Dutch and in English."""

    nl: str
    en: str


class Found(NamedTuple):
    """The outcome of a check, and why, where it did not simply pass."""

    verdict: CheckVerdict
    why: InBoth | None = None


class Promise(NamedTuple):
    """One thing that a partner may count on. `title`: that, as a statement."""

    name: str
    title: InBoth
    run: Callable[[PartnerVisit], Found]


NOT_WITHOUT_TRYOUT = InBoth(
    "Deze installatie kent geen proef (?proef=ja); een signaal zou echt bewaard worden.",
    "This installation has no try-outs (?proef=ja); a signal would really be kept.",
)
UNREAD_ANSWER = InBoth("Het antwoord had een andere vorm.", "The answer had another form.")
NOT_WITHOUT_TOWN = InBoth(
    "Geef met --municipality een gemeente waarmee u een afspraak heeft.",
    "Give a municipality that you have an agreement with: --municipality.",
)


def verdict(holds: object, why: InBoth | None = None) -> Found:
    """Passed when it holds, else failed with the reason."""
    return Found(CheckVerdict.PASSED) if holds else Found(CheckVerdict.FAILED, why)


def not_tested(why: InBoth) -> Found:
    """What cannot be tested here, and why."""
    return Found(CheckVerdict.NOT_TESTED, why)


def run_all(checks: Iterable[Promise], visit: PartnerVisit) -> list[tuple[Promise, Found]]:
    """Run the checks in order. Raises what httpx raises when the installation cannot be reached."""
    return [(check, _run(check, visit)) for check in checks]


def _run(check: Promise, visit: PartnerVisit) -> Found:
    try:
        return check.run(visit)
    except NoTryout:
        return not_tested(NOT_WITHOUT_TRYOUT)
    except (LookupError, ValueError, TypeError, AttributeError):  # Whatever JSON it answered, it is not what we read.
        return Found(CheckVerdict.FAILED, UNREAD_ANSWER)


def as_values(results: Iterable[tuple[Promise, Found]]) -> list[dict[str, Any]]:
    """The results for `--json`."""
    return [
        {"check": check.name, "verdict": str(found.verdict), "nl": _text(check, found, 0), "en": _text(check, found, 1)}
        for check, found in results
    ]


def _text(check: Promise, found: Found, language: int) -> str:
    return " ".join([check.title[language], *([found.why[language]] if found.why else [])])
