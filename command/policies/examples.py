"""The worked examples of a policy, run; and the proof that each setting is behind one of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from command.policies.deciding import came_of
from schemas.policy.examples import WorkedExample
from schemas.policy.form import DEFAULT, Policy
from schemas.policy.part import PolicyPart
from schemas.policy.points import POINT_RULES, Points
from schemas.policy.trays import TrayLine
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.written import Steps

PolicyFault = tuple[Steps, str]
"""A place in the policy, and what is wrong there."""


def wrong_examples(policy: Policy) -> Iterator[PolicyFault]:
    """Every example that does not come out, with what came out instead."""
    for place, example in enumerate(policy.examples or ()):
        found = [f"{name} {wanted} expected, {got} came out" for name, wanted, got in not_as_expected(policy, example)]
        if found:
            yield ("examples", place), f"example {place + 1}: {'; '.join(found)}"


def not_as_expected(policy: Policy, example: WorkedExample) -> Iterator[tuple[str, Any, Any]]:
    """What an example expects and does not get: name, expected, and what came out."""
    outcome = came_of(policy, example.signals)
    for name in sorted(example.expect.model_fields_set):
        wanted, got = getattr(example.expect, name), outcome[name]
        if wanted not in got if name == "reason" else wanted != got:
            yield name, wanted, ", ".join(sorted(got)) if name == "reason" else got


def unproven(policy: Policy) -> Iterator[PolicyFault]:
    """Every setting without an example that changes when it is off: it would show, and nobody knew what it does."""
    right = [example for example in policy.examples or () if not list(not_as_expected(policy, example))]
    for place, off in switched_off(policy):
        if not any(list(not_as_expected(off, example)) for example in right):
            name = ".".join(str(step + 1) if isinstance(step, int) else step for step in place)
            yield place, f"{name}: no example changes when this is off; add one to `examples` that does"


def switched_off(policy: Policy) -> Iterator[tuple[Steps, Policy]]:
    """The policy without each of its choices: what the default has too is proven by the examples of the default."""
    for name in Policy.model_fields:
        if name in SWITCHES:
            for place, part in SWITCHES[name](getattr(policy, name), getattr(DEFAULT, name)):
                yield (name, *place), policy.model_copy(update={name: part})
        elif name not in DECIDES_NOTHING and getattr(policy, name) != getattr(DEFAULT, name):
            yield (name,), policy.model_copy(update={name: getattr(DEFAULT, name)})


def _each_approach(approach: dict[Tray, Channel], default: dict[Tray, Channel]) -> Iterator[tuple[Steps, Any]]:
    for tray, channel in approach.items():
        if tray not in default:
            yield (tray,), {other: how for other, how in approach.items() if other != tray}
        elif channel != default[tray]:
            yield (tray,), approach | {tray: default[tray]}


def _each_setting(part: PolicyPart, default: PolicyPart) -> Iterator[tuple[Steps, Any]]:
    for name in type(part).model_fields:
        if getattr(part, name) != getattr(default, name):
            yield (name,), part.model_copy(update={name: getattr(default, name)})


def _each_rule_and_band(points: Points | None, _: None) -> Iterator[tuple[Steps, Any]]:
    if points is None:
        return
    for name in POINT_RULES:
        if getattr(points, name):
            yield (name,), points.model_copy(update={name: None})
    for place in range(1, len(points.bands)):
        yield ("bands", place), points.model_copy(update={"bands": _without(points.bands, place)})


def _each_line(lines: Sequence[TrayLine] | None, _: None) -> Iterator[tuple[Steps, Any]]:
    for place in range(len(lines or ())):
        yield (place,), _without(lines or (), place) or None


def _without(parts: Sequence[Any], place: int) -> tuple[Any, ...]:
    return tuple(part for other, part in enumerate(parts) if other != place)


SWITCHES: Final[Mapping[str, Callable[[Any, Any], Iterator[tuple[Steps, Any]]]]] = MappingProxyType(
    {
        "approach": _each_approach,
        "dispatch_window": _each_setting,
        "clocks": _each_setting,
        "points": _each_rule_and_band,
        "trays": _each_line,
    }
)
"""Settings with parts that are switched off one by one: a part and its default to what is left, with its place."""
DECIDES_NOTHING: Final = frozenset({"name", "examples", "registers"})
"""What is no rule: registers are where answers come from, and an example gives those itself."""
