"""What a policy makes of a signal, as the naive reference reads it from the policy's own words (plain dictionaries)."""

from datetime import date
from typing import Any

CRISES = ("disconnection", "eviction", "insurance-ended")
BANDS = ["low", "middle", "high", "highest"]
STANDARD = {
    "threshold_cents": 5_000,
    "repeat_months": 6,
    "approach": {"crisis": "visit", "several": "visit", "single": "phone"},
    "clocks": {"crisis_working_days": 3, "ordinary_days": 28},
}
"""What holds where nothing was published."""

Words = dict[str, Any]


def policy_on(policies: list[tuple[date, Words]], day: date) -> Words:
    """The policy that was published last among those that hold on this day. `policies` in order of publication."""
    return ([STANDARD] + [words for first, words in policies if first <= day])[-1]


def points_of(it: Words, before: Words | None, near: list[Words], policy: Words, *, refused: bool) -> tuple[int, str]:
    """The points of a signal and the band in which they fall.

    `before`: the same arrears as they were picked up last; `near`: what was picked up on the door in the look-back.
    """
    by, points = policy["points"], 0
    if rule := by.get("months_behind"):
        months = it["periods_missed"] * (rule.get("months_per_period") or {}).get(it["partner_kind"], 1)
        points += min(rule["at_most"], rule["each"] * months)
    if rule := by.get("partner_kinds"):
        others = {p["partner_kind"] for p in near} - {it["partner_kind"]}
        points += min(rule["at_most"], rule["each"] * len(others))
    if (rule := by.get("amount_rises")) and before:
        more = it["amount_cents"] - before["amount_cents"]
        points += rule["points"] if more * 100 >= rule["percent"] * before["amount_cents"] else 0
    if rule := by.get("crisis"):
        points += rule["points"] if it["kind"] in CRISES else 0
    if rule := by.get("refused_before"):
        points += rule["points"] if refused else 0
    return points, [one["band"] for one in by["bands"] if one["from_points"] <= points][-1]


def urgency_of_band(policy: Words, band: str | None) -> int:
    """The urgency that a band gives; none gives none."""
    return next(
        (int(one["urgency"]) for one in (policy.get("points") or {}).get("bands", []) if one["band"] == band), 0
    )


def channel_of(tray: str, policy: Words, band: str | None, *, several: bool, small: bool) -> str:
    """How a worker begins."""
    line = _line(tray, policy, band)
    if small and tray == "single" and not (line and line["from_band"]):
        return "letter"
    if several and tray == "end-of-contract":
        both = [_approach(one, policy, band) for one in (tray, "several")]
        return max(both, key=["letter", "phone", "visit"].index)
    return _approach(tray, policy, band)


def _approach(tray: str, policy: Words, band: str | None) -> str:
    line = _line(tray, policy, band)
    return str(line["channel"] if line else policy["approach"].get(tray, policy["approach"]["single"]))


def _line(tray: str, policy: Words, band: str | None) -> Words | None:
    for line in policy.get("trays") or ():
        least = line["from_band"]
        if line["tray"] == tray and (not least or (band and BANDS.index(band) >= BANDS.index(least))):
            return dict(line)
    return None
