"""What publishing a policy would do: nothing when it says what holds already, and else what it changes and hides."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

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


def policy_changes(before: Policy, after: Policy) -> Iterator[tuple[str, Any, Any]]:
    """Each setting that differs, as (name with points, before, after)."""
    old, new = _flat(before.model_dump(mode="json")), _flat(after.model_dump(mode="json"))
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield name, old.get(name), new.get(name)


def _flat(values: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        found |= _flat(value, f"{above}{name}.") if isinstance(value, Mapping) else {above + name: value}
    return found
