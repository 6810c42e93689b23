"""What publishing a policy would do: nothing when it says what holds already, and else what it changes and hides."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from schemas.policy.form import Policy
from schemas.policy.published import Published, digest_of, in_force


class Hidden(NamedTuple):
    """A version that a newer one takes the place of from a day on, because the newest that is valid holds."""

    version: int
    valid_from: date
    hidden_from: date

    @property
    def wholly(self) -> bool:
        """Whether no day is left to it."""
        return self.hidden_from <= self.valid_from


def already_said(versions: Sequence[Published], body: Policy, valid_from: date) -> Published | None:
    """The version that says the same and holds on that day. `versions`: the newest first, the default last."""
    there = in_force(versions, valid_from)
    return there if there.version and there.digest == digest_of(body) else None


def hidden_by(versions: Sequence[Published], valid_from: date) -> list[Hidden]:
    """The versions that a new one hides from `valid_from`: the one that holds then, and all that were to follow it."""
    planned = [one for one in versions if one.valid_from > valid_from and in_force(versions, one.valid_from) is one]
    there = in_force(versions, valid_from)
    found = [Hidden(one.version, one.valid_from, max(valid_from, one.valid_from)) for one in (there, *planned)]
    return sorted((one for one in found if one.version), key=lambda one: one.hidden_from)
