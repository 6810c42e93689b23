"""What differs between two policies, what publishing will do and what a trial found, in plain sentences."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from schemas.policy.form import Policy
from schemas.policy.minimum import MinimumAnswer, MinimumBar
from schemas.policy.published import Published, in_force
from schemas.policy.publishing import hidden_by
from services.worklist.words.policies import policy_said
from services.worklist.words.wording import Wording

INDENT: Final = "  "


class Difference(NamedTuple):
    """What a choice said before and says after; None where there was or is no such choice."""

    setting: str
    before: str | None
    after: str | None


def differences_said(wording: Wording, before: Policy, after: Policy) -> list[Difference]:
    """What differs, in the same order; empty when both do the same."""
    old, new = (dict(policy_said(wording, policy)) for policy in (before, after))
    names = dict.fromkeys([*new, *old])
    found = (Difference(name, old.get(name), new.get(name)) for name in names)
    return [one for one in found if one.before != one.after]


def in_lines(wording: Wording, found: Iterable[Difference]) -> Iterator[str]:
    """Differences as lines of text: what is new, what goes, and what was said before."""
    for one in found:
        if one.after is None:
            yield wording.messages("policy.diff.gone", said=one.before)
        elif one.before is None:
            yield wording.messages("policy.diff.new", said=one.after)
        else:
            yield wording.messages("policy.diff.changed", said=one.after, before=one.before)


def publishing_said(
    wording: Wording, municipality: str, versions: Sequence[Published], policy: Policy, valid_from: date
) -> Iterator[str]:
    """What publishing will do, a line each. `versions`: those that are there, the newest first, the default last."""
    t, day = wording.messages, wording.dated(valid_from)
    yield t("policy.diff.intro", day=day, municipality=municipality)
    yield from difference_said(wording, in_force(versions, valid_from).policy, policy)
    for one in hidden_by(versions, valid_from):
        days = {"valid_from": wording.dated(one.valid_from), "hidden_from": wording.dated(one.hidden_from)}
        key = "policy.diff.hidden-wholly" if one.wholly else "policy.diff.hidden"
        yield INDENT + t(key, version=one.version, **days)
    if valid_from < wording.today:
        yield t("policy.diff.correction")


def difference_said(wording: Wording, before: Policy, after: Policy) -> Iterator[str]:
    """What differs, a line each; one line that says so when nothing does."""
    found = differences_said(wording, before, after)
    yield from (INDENT + line for line in in_lines(wording, found))
    if not found:
        yield INDENT + wording.messages("policy.diff.none")


def trial_said(
    wording: Wording, examples: int, profile: str | None, answers: Mapping[MinimumBar, MinimumAnswer]
) -> Iterator[str]:
    """That a policy passed its examples, and what it does of the minimum approach `profile`."""
    t = wording.messages
    yield t.counted("policy.test.examples", examples)
    if profile:
        yield t("policy.test.against", name=profile)
    for bar, answer in answers.items():
        yield f"{INDENT}{t.about(bar)} {t.about(answer).capitalize()}."
