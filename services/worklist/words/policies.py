"""A policy in plain sentences, one for each choice that does something."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from schemas.policy.form import Policy
from schemas.policy.points import BandStart
from schemas.policy.trays import TrayLine
from schemas.vocabulary.cases import Tray
from services.worklist.words.wording import Wording


class SettingSaid(NamedTuple):
    """A choice by a name that is the same in every version, and its sentence."""

    setting: str
    sentence: str


Saying = Iterator[SettingSaid]
RULE_GROUPS: Final[Mapping[str, str]] = MappingProxyType(
    {"points": "weight", "trays": "approach", "dispatch_window": "moment", "clocks": "moment"}
)
"""Settings that are read together, by the beginning of their names; all others are limits."""


def policy_said(wording: Wording, policy: Policy) -> list[SettingSaid]:
    """What a policy does, in the order in which a reader asks."""
    return [one for tell in TELLS.values() for one in tell(wording, policy)]


def by_group(said: Iterable[SettingSaid]) -> dict[str, list[SettingSaid]]:
    """What is read together under one heading, in the same order; the name of the policy is no rule."""
    groups: dict[str, list[SettingSaid]] = {}
    for one in said:
        if one.setting != "name":
            groups.setdefault(RULE_GROUPS.get(one.setting.partition(".")[0], "limits"), []).append(one)
    return groups


def _name(wording: Wording, policy: Policy) -> Saying:
    yield SettingSaid("name", wording.messages("policy.says.name", name=policy.name))


def _threshold(wording: Wording, policy: Policy) -> Saying:
    key = "policy.says.threshold" if policy.threshold_cents else "policy.says.no-threshold"
    amount = wording.euros(policy.threshold_cents)
    channel = _channel(wording, policy.below_threshold_channel)
    yield SettingSaid("threshold_cents", wording.messages(key, amount=amount, channel=channel))


def _repeat(wording: Wording, policy: Policy) -> Saying:
    months = policy.repeat_months
    counted = wording.messages.counted("reasons.months", months)
    key = "policy.says.repeat" if months else "policy.says.no-repeat"
    yield SettingSaid("repeat_months", wording.messages(key, months=counted))


def _approach(wording: Wording, policy: Policy) -> Saying:
    """Of trays for which no line without a band stands in `trays`."""
    whole = {line.tray for line in policy.trays or () if line.from_band is None}
    for tray in (one for one in Tray if one not in whole):
        words = {"tray": wording.messages.word(tray), "channel": _channel(wording, policy.first_approach(tray))}
        yield SettingSaid(f"trays.{tray}.rest", wording.messages("policy.says.approach", **words))


def _trays(wording: Wording, policy: Policy) -> Saying:
    for line in policy.trays or ():
        yield SettingSaid(f"trays.{line.tray}.{line.from_band or 'rest'}", " ".join(_line(wording, line)))


def _line(wording: Wording, line: TrayLine) -> Iterator[str]:
    t = wording.messages
    words = {"tray": t.word(line.tray), "channel": _channel(wording, line.channel)}
    if line.from_band:
        yield t("policy.says.tray-from-band", **words, band=t.word(line.from_band).lower())
    else:
        yield t("policy.says.approach", **words)
    if line.offer_level:
        yield t("policy.says.offer-level", level=t.about(line.offer_level))
    if line.lead_working_days == 0:
        yield t("policy.says.same-day")
    elif line.lead_working_days is not None:
        yield t.counted("policy.says.lead", line.lead_working_days)


def _window(wording: Wording, policy: Policy) -> Saying:
    window = policy.dispatch_window
    at = wording.messages("time.at", hour=f"{window.at.hour}", minute=f"{window.at.minute:02d}")
    key = "policy.says.at-once" if window.kind == "none" else "policy.says.next-working-day"
    yield SettingSaid("dispatch_window", wording.messages(key, at=at))


def _clocks(wording: Wording, policy: Policy) -> Saying:
    crisis, ordinary = policy.clocks.crisis_working_days, policy.clocks.ordinary_days
    yield SettingSaid("clocks.crisis", wording.messages.counted("policy.says.crisis-clock", crisis))
    yield SettingSaid("clocks.ordinary", wording.messages.counted("policy.says.ordinary-clock", ordinary))


def _parking(wording: Wording, policy: Policy) -> Saying:
    choice = policy.parking
    if choice is None:
        return
    days = wording.messages.counted("policy.says.parked-days", choice.days)
    for name in ("below_threshold", "unclear_registration"):
        if getattr(choice, name):
            key = f"policy.says.parking.{name.replace('_', '-')}"
            yield SettingSaid(f"parking.{name}", wording.messages(key, days=days))


def _registers(wording: Wording, policy: Policy) -> Saying:
    for name in ("residents", "debt_help"):
        source = getattr(policy.registers, name, None)
        if source:
            key = f"policy.says.registers.{name.replace('_', '-')}.{source}"
            yield SettingSaid(f"registers.{name}", wording.messages(key))


def _points(wording: Wording, policy: Policy) -> Saying:
    if policy.points is None:
        return
    for name, tell in POINTS_SAID.items():
        rule = getattr(policy.points, name)
        if rule:
            yield SettingSaid(f"points.{name}", tell(wording, rule))
    for start in policy.points.bands:
        yield SettingSaid(f"points.bands.{start.band}", _band(wording, start))


def _months_behind(wording: Wording, rule: Any) -> str:
    t = wording.messages
    first = t("policy.says.months-behind", each=_counted(wording, rule.each), most=_counted(wording, rule.at_most))
    periods = [
        t("policy.says.period", kind=t.about(kind), months=t.counted("reasons.months", months))
        for kind, months in sorted(rule.months_per_period.items())
    ]
    return " ".join([first, *periods])


def _partner_kinds(wording: Wording, rule: Any) -> str:
    words = {"each": _counted(wording, rule.each), "most": _counted(wording, rule.at_most)}
    return wording.messages("policy.says.partner-kinds", **words)


def _amount_rises(wording: Wording, rule: Any) -> str:
    return wording.messages("policy.says.amount-rises", percent=rule.percent, points=_counted(wording, rule.points))


def _crisis(wording: Wording, rule: Any) -> str:
    return wording.messages("policy.says.crisis", points=_counted(wording, rule.points))


def _refused_before(wording: Wording, rule: Any) -> str:
    return wording.messages("policy.says.refused-before", points=_counted(wording, rule.points))


def _band(wording: Wording, start: BandStart) -> str:
    words = {"points": _counted(wording, start.from_points), "band": wording.messages.word(start.band).lower()}
    return wording.messages(f"policy.says.band.{start.urgency}", **words)


def _counted(wording: Wording, points: int) -> str:
    return wording.messages.counted("reasons.points", points)


def _channel(wording: Wording, channel: Any) -> str:
    return wording.messages.about(channel).lower()


POINTS_SAID: Final[Mapping[str, Callable[[Wording, Any], str]]] = MappingProxyType(
    {
        "months_behind": _months_behind,
        "partner_kinds": _partner_kinds,
        "amount_rises": _amount_rises,
        "crisis": _crisis,
        "refused_before": _refused_before,
    }
)
"""How each rule that gives points is said."""
TELLS: Final[Mapping[str, Callable[[Wording, Policy], Saying]]] = MappingProxyType(
    {
        "name": _name,
        "threshold_cents": _threshold,
        "repeat_months": _repeat,
        "parking": _parking,
        "registers": _registers,
        "points": _points,
        "trays": _trays,
        "approach": _approach,
        "dispatch_window": _window,
        "clocks": _clocks,
    }
)
"""How each setting of the form is said, in this order; the channel below the threshold is said with the threshold."""
