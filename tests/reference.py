"""A naive reference: the rules once more, in one loop over plain dictionaries, sharing no code with triage.

It is what the fault tests are held against: whatever was killed or delivered twice, the record must say what this
loop says on the same order of signals, first touches and closings.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

AGE = {
    "energy": (30, None),
    "water": (30, None),
    "landlord": (30, None),
    "health-insurer": (30, 100),
    "cak-health-insurance": (183, None),
}
CRISES = ("disconnection", "eviction", "insurance-ended")
FREE = (*CRISES, "end-of-contract-announced")
TRAYS = ["single", "several", "end-of-contract", "crisis"]
CHANNELS = {"single": "phone", "several": "visit", "end-of-contract": "phone", "crisis": "visit"}
LADDER = ["letter", "phone", "visit"]
HOLIDAYS = {
    date(2026, 1, 2),
    date(2026, 4, 3),
    date(2026, 4, 6),
    date(2026, 4, 27),
    date(2026, 5, 5),
    date(2026, 5, 14),
    date(2026, 5, 15),
    date(2026, 5, 25),
    date(2026, 12, 25),
    date(2026, 12, 26),
    date(2027, 1, 1),
    date(2027, 3, 26),
    date(2027, 3, 29),
}
"""Of 2026 and the first quarter of 2027, with what a decree made equal to them."""


def reference(happenings: Iterable[dict[str, Any]]) -> tuple[dict[Any, str], dict[Any, dict[str, Any]]]:
    """Dispositions by signal and cases by id, from signals and case events in the order of their sequence.

    A signal: kind 'signal' with its row's columns, `received` (date), `household` and `case` (the id a case would get).
    A case event: kind 'touched', 'talked' or 'closed' with `case`. One municipality, first revisions only.
    """
    dispositions: dict[Any, str] = {}
    cases: dict[Any, dict[str, Any]] = {}
    picked_up: list[dict[str, Any]] = []
    for it in happenings:
        if it["happening"] != "signal":
            cases[it["case"]][it["happening"]] = True
            continue
        verdict = _verdict(it, picked_up)
        dispositions[it["id"]] = verdict
        if verdict == "in-case":
            _put(it, picked_up, cases)
            picked_up.append(it)
    return dispositions, cases


def _verdict(it: dict[str, Any], picked_up: list[dict[str, Any]]) -> str:
    before = _before(it, picked_up)
    here = before is not None and before["household"] == it["household"]
    higher = before is not None and it["amount_cents"] > before["amount_cents"]
    if before and here and not higher and not _is_news(it, before) and it["kind"] not in CRISES:
        return "repeat"
    low, high = AGE.get(it["partner_kind"], (0, None))
    days = (it["signal_date"] - it["arrears_since"]).days
    if it["kind"] not in FREE and (days < low or (high and days > high)):
        return "unjustified"
    return "in-case"


def _is_news(it: dict[str, Any], before: dict[str, Any]) -> bool:
    """A handover that was not asked before, or an earlier date."""
    dated = it["planned_date"] and before["planned_date"]
    return _asks_now(it, before) or bool(dated and it["planned_date"] < before["planned_date"])


def _asks_now(it: dict[str, Any], before: dict[str, Any]) -> bool:
    return bool(it["warm_handover"] and not before["warm_handover"])


def _before(it: dict[str, Any], picked_up: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The same arrears as they were picked up last, behind this door if ever, in the six months before."""
    same = [p for p in picked_up if _same(p, it) and not p.get("again")]
    same = [p for p in same if p["household"] == it["household"]] or same
    return next((p for p in same[-1:] if p["received"] >= _months_ago(it["received"], 6)), None)


def _same(p: dict[str, Any], it: dict[str, Any]) -> bool:
    if (p["partner_id"], p["kind"]) != (it["partner_id"], it["kind"]):
        return False
    debt = _customer(p) == _customer(it) != "0" and p["arrears_since"] == it["arrears_since"]
    return bool(debt or p["reference"].lower() == it["reference"].lower())


def _customer(it: dict[str, Any]) -> str:
    number = str(it["customer_number"])
    return (number.lstrip("0") or "0") if number.isdecimal() else number.lower()


def _arrears(signals: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The signals by arrears: what is the same through a third is the same."""
    left, found = list(signals), []
    while left:
        same = [left.pop()]
        for one in same:
            same += [p for p in left if _same(p, one)]
            left = [p for p in left if not _same(p, one)]
        found.append(same)
    return found


def _put(it: dict[str, Any], picked_up: list[dict[str, Any]], cases: dict[Any, dict[str, Any]]) -> None:
    month = it["received"].replace(day=1)
    there = [p for p in picked_up if p["household"] == it["household"] and p["received"] >= _months_ago(month, 6)]
    news = [p for p in there if not p.get("again")]
    several = sum(any(p["received"] >= month for p in one) for one in _arrears([it, *news])) > 1
    crisis = it["kind"] in CRISES
    ends = it["kind"] == "end-of-contract-announced"
    tray = "crisis" if crisis else "end-of-contract" if ends else "several" if several else "single"
    small = it["amount_cents"] < 5_000 and it["kind"] not in FREE
    channel = "letter" if small and tray == "single" else "visit" if several else CHANNELS[tray]
    clock = _third_working_day(it["received"]) if crisis else _four_weeks_on(it["received"])
    running = [c for c in cases.values() if c["household"] == it["household"] and not c.get("closed")]
    if not running:
        cases[it["case"]] = {
            "household": it["household"],
            "tray": tray,
            "channel": channel,
            "deadline": clock,
            "several": several,
            "successive": any(p["received"] < month for p in news),
        }
        it["in"] = cases[it["case"]]
        return
    case = it["in"] = running[0]
    before = _before(it, picked_up)
    same = ("amount_cents", "planned_date", "stage")
    if crisis and before and before["in"] is case and all(before[name] == it[name] for name in same):
        it["again"] = not _asks_now(it, before)
    if it.get("again"):
        return
    case["several"] = case["several"] or several
    case["deadline"] = clock if case.pop("talked", False) else min(clock, case["deadline"])
    if not case.get("touched"):
        case["tray"] = max(case["tray"], tray, key=TRAYS.index)
        case["channel"] = max(case["channel"], channel, key=LADDER.index)


def _months_ago(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    while True:
        try:
            return date(year, month + 1, day.day)
        except ValueError:
            day -= timedelta(days=1)


def _third_working_day(day: date) -> date:
    left = 3
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in HOLIDAYS
    return day


def _four_weeks_on(day: date) -> date:
    day += timedelta(weeks=4)
    while day.weekday() >= 5 or day in HOLIDAYS:
        day += timedelta(days=1)
    return day
