"""The policy of a municipality: what is in force, what it took the place of, what is planned, and every version."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from plumbing.record.published_policies import PolicyVersion, policy_versions
from schemas.policy.published import UNPUBLISHED, Published, in_force

DAY_BEFORE = timedelta(days=1)


class Replacement(NamedTuple):
    """A version and the one in whose place it comes."""

    new: Published
    before: Published


@dataclass(frozen=True)
class PolicyShown:
    """What the page shows. `now` None: nothing was published that is in force, so the default is."""

    now: PolicyVersion | None
    replaced: Replacement | None
    planned: list[Replacement]
    versions: list[tuple[PolicyVersion, str]]

    @property
    def published(self) -> Published:
        """What is in force."""
        return self.now.published if self.now else UNPUBLISHED


def read_policy_shown(connection: Connection, municipality: str, today: date) -> PolicyShown:
    """The policy on a local day."""
    return as_shown(policy_versions(connection, municipality), today)


def as_shown(versions: list[PolicyVersion], today: date) -> PolicyShown:
    """What there is to show of these versions, the newest first, on a day."""
    there = [*(one.published for one in versions), UNPUBLISHED]
    holds = in_force(there, today)
    planned = sorted({one.valid_from for one in there if one.valid_from > today})
    steps = [Replacement(in_force(there, day), in_force(there, day - DAY_BEFORE)) for day in planned]
    states = {holds.version: "now"} | {
        step.new.version: "planned" for step in steps if step.new.version != holds.version
    }
    return PolicyShown(
        now=next((one for one in versions if one.published.version == holds.version), None),
        replaced=_replaced(there, holds) if holds.version else None,
        planned=[step for step in steps if step.new is not step.before],
        versions=[(one, states.get(one.published.version, "past")) for one in versions],
    )


def _replaced(there: list[Published], holds: Published) -> Replacement:
    """The version that was in force on its first day, as if it had not been published."""
    return Replacement(holds, in_force([one for one in there if one.version < holds.version], holds.valid_from))
