"""A naive reference: the rules once more, in one loop over plain dictionaries, sharing no code with triage.

It is what the fault tests are held against: whatever was killed or delivered twice, the record must say what this
loop says on the same order of signals, days that came, first touches and closings.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from tests.reference_days import days_on, months_ago, working_days_on
from tests.reference_policy import CRISES, Words, channel_of, points_of, policy_on, urgency_of_band

AGE = {
    "energy": (30, None),
    "water": (30, None),
    "landlord": (30, None),
    "health-insurer": (30, 100),
    "cak-health-insurance": (183, None),
}
FREE = (*CRISES, "end-of-contract-announced")
TRAYS = ["single", "several", "end-of-contract", "crisis"]
LADDER = ["letter", "phone", "visit"]


class Expected(NamedTuple):
    """What must have become of each signal, each case, each signal that waits (until when) and each that got points."""

    dispositions: dict[Any, str]
    cases: dict[Any, dict[str, Any]]
    until: dict[Any, date]
    points: dict[Any, tuple[int, str]]


class Book(NamedTuple):
    """Everything that happened until now. `turns`: a number for each time that something was decided."""

    policies: list[tuple[date, Words]]
    expected: Expected
    picked_up: list[dict[str, Any]]
    asleep: list[dict[str, Any]]
    turns: list[int]

    @property
    def cases(self) -> dict[Any, dict[str, Any]]:
        """Cases by id."""
        return self.expected.cases


def reference(happenings: Iterable[dict[str, Any]]) -> Expected:
    """What must be, from signals, days and case events in the order of their sequence.

    A signal: kind 'signal' with its row's columns, `received` (date), `asked` (the day that was decided for, when that
    is another), `household` and `case` (the id a case would get); one that came before changes nothing. 'its-day': the
    `day` of the signal `id` came. 'published': the words of `policy` hold from the day `first` on. A case event: kind
    'touched', 'talked', 'declined' or 'closed' with `case`. One municipality, first revisions only.
    """
    book = Book([], Expected({}, {}, {}, {}), [], [], [])
    for it in happenings:
        if it["happening"] == "published":
            book.policies.append((it["first"], it["policy"]))
        elif it["happening"] == "its-day":
            for one in [one for one in book.asleep if one["id"] == it["id"]]:
                _turn(one, it["day"], book)
                _wake(one["household"], it["day"], book)
        elif it["happening"] != "signal":
            book.cases[it["case"]][it["happening"]] = True
        elif it["id"] not in book.expected.dispositions:
            asked = it.get("asked", it["received"])
            _turn(it, asked, book)
            _wake(it["household"], asked, book)
    return book.expected


def _wake(household: Any, day: date, book: Book) -> None:
    """Whoever sleeps on this door and is roused now; that may rouse another."""
    policy = policy_on(book.policies, day)
    while roused := [one for one in book.asleep if one["household"] == household and _is_roused(one, book, policy)]:
        _turn(roused[0], day, book)


def _turn(it: dict[str, Any], day: date, book: Book) -> None:
    """Decide on a signal, for the first time or because it wakes."""
    policy = policy_on(book.policies, day)
    slept = it in book.asleep
    it.setdefault("turn", len(book.turns) + 1)
    verdict = _verdict(it, day, book, policy, slept=slept)
    if slept:
        book.asleep.remove(it)
        del book.expected.until[it["id"]]
    book.expected.dispositions[it["id"]] = verdict
    if verdict == "parked":
        book.asleep.append(it)
        book.expected.until[it["id"]] = day + timedelta(days=policy["parking"]["days"])
    if verdict == "in-case":
        _put(it, day if slept else it["received"], book, policy, slept=slept)
        book.picked_up.append(it)
    book.turns.append(len(book.turns))
    it["turn"] = len(book.turns)


def _verdict(it: dict[str, Any], day: date, book: Book, policy: Words, *, slept: bool) -> str:
    before = _before(it, book.picked_up, policy["repeat_months"])
    here = before is not None and _where(before) == _where(it)
    higher = before is not None and it["amount_cents"] > before["amount_cents"]
    if before and here and not higher and not _is_news(it, before) and it["kind"] not in CRISES:
        return "repeat"
    low, high = AGE.get(it["partner_kind"], (0, None))
    days = (it["signal_date"] - it["arrears_since"]).days
    if it["kind"] not in FREE and (days < low or (high and days > high)):
        return "unjustified"
    waits = (policy.get("parking") or {}).get("below_threshold") and _is_small(it, policy)
    if waits and not _is_roused(it, book, policy):
        return "unjustified" if slept else "parked"
    return "in-case"


def _is_small(it: dict[str, Any], policy: Words) -> bool:
    return bool(it["amount_cents"] < policy["threshold_cents"] and it["kind"] not in FREE)


def _is_roused(it: dict[str, Any], book: Book, policy: Words) -> bool:
    """A case runs behind this door, or what else waits there is of another kind of partner or adds up with it."""
    if _running(it["household"], book):
        return True
    kinds = {one["partner_kind"] for one in _open_arrears(it, book)}
    return len(kinds) > 1 or _adds_up(it, book, policy)


def _adds_up(it: dict[str, Any], book: Book, policy: Words) -> bool:
    """Several arrears together: not less than the threshold, each as it was reported last."""
    there = _open_arrears(it, book)
    return len(there) > 1 and bool(sum(one["amount_cents"] for one in there) >= policy["threshold_cents"])


def _open_arrears(it: dict[str, Any], book: Book) -> list[dict[str, Any]]:
    """What is open behind this door with `it`, in its open case or waiting: each arrears as it was reported last."""
    running = _running(it["household"], book)
    there = [one for one in book.asleep if one["household"] == it["household"] and one is not it]
    there += [one for one in book.picked_up if running and one["in"] is running and one is not it]
    return [max(same, key=lambda p: (p["received"], p["turn"])) for same in _arrears([it, *there])]


def _running(household: Any, book: Book) -> dict[str, Any] | None:
    return next((c for c in book.cases.values() if c["household"] == household and not c.get("closed")), None)


def _is_news(it: dict[str, Any], before: dict[str, Any]) -> bool:
    """A handover that was not asked before, or an earlier date."""
    dated = it["planned_date"] and before["planned_date"]
    return _asks_now(it, before) or bool(dated and it["planned_date"] < before["planned_date"])


def _asks_now(it: dict[str, Any], before: dict[str, Any]) -> bool:
    return bool(it["warm_handover"] and not before["warm_handover"])


def _before(it: dict[str, Any], picked_up: list[dict[str, Any]], months: int) -> dict[str, Any] | None:
    """The same arrears as they were picked up last, behind this door if ever, in the months before."""
    last = _last_time(it, picked_up)
    return last if last and last["received"] >= months_ago(it["received"], months) else None


def _last_time(it: dict[str, Any], picked_up: list[dict[str, Any]]) -> dict[str, Any] | None:
    same = [p for p in picked_up if _same(p, it) and not p.get("again")]
    same = [p for p in same if _where(p) == _where(it)] or same
    return same[-1] if same else None


def _where(it: dict[str, Any]) -> tuple[Any, Any]:
    """A household at one of its doors: who moved was perhaps approached where nobody lived any more."""
    return it["household"], it["door"]


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


def _put(it: dict[str, Any], clock_from: date, book: Book, policy: Words, *, slept: bool) -> None:
    """Into the open case, or a new one."""
    month = it["received"].replace(day=1)
    there = [p for p in book.picked_up if p["household"] == it["household"] and p["received"] >= months_ago(month, 6)]
    news = [p for p in there if not p.get("again")]
    running, before = _running(it["household"], book), _before(it, book.picked_up, policy["repeat_months"])
    crisis, same = it["kind"] in CRISES, ("amount_cents", "planned_date", "stage")
    if running and crisis and before and before["in"] is running and all(before[name] == it[name] for name in same):
        it["again"] = not _asks_now(it, before)
    several = not it.get("again") and sum(any(p["received"] >= month for p in a) for a in _arrears([it, *news])) > 1
    ends = it["kind"] == "end-of-contract-announced"
    tray = "crisis" if crisis else "end-of-contract" if ends else "several" if several else "single"
    band = _weigh(it, there, book, policy)
    parks = policy.get("parking") or slept
    small = _is_small(it, policy) and not (parks and _adds_up(it, book, policy))
    terms = policy["clocks"]
    clock = (
        working_days_on(it["received"], terms["crisis_working_days"])
        if crisis
        else days_on(clock_from, terms["ordinary_days"])
    )
    fresh = {
        "household": it["household"],
        "tray": tray,
        "channel": channel_of(tray, policy, band, several=several, small=small),
        "deadline": clock,
        "several": several,
        "successive": any(p["received"] < month for p in news),
        "urgency": max(_urgency(it, several=several), urgency_of_band(policy, band)),
    }
    if running:
        it["in"] = running
        _join(running, fresh, says_it_again=bool(it.get("again")))
    else:
        it["in"] = book.cases[it["case"]] = fresh


def _weigh(it: dict[str, Any], there: list[dict[str, Any]], book: Book, policy: Words) -> str | None:
    """The band, where the policy gives points."""
    if not policy.get("points"):
        return None
    refused = any(c.get("declined") for c in book.cases.values() if c["household"] == it["household"])
    found = points_of(it, _last_time(it, book.picked_up), there, policy, refused=refused)
    book.expected.points[it["id"]] = found
    return found[1]


def _urgency(it: dict[str, Any], *, several: bool) -> int:
    if it["kind"] in CRISES:
        near = it["planned_date"] is None or (it["planned_date"] - it["received"]).days <= 7
        return 3 if near or it["stage"] == "carried-out" else 2
    return int(several or it["kind"] in FREE or bool(it["warm_handover"]))


def _join(case: dict[str, Any], fresh: dict[str, Any], *, says_it_again: bool) -> None:
    """A case never becomes less; where a person was at work its tray and channel stay."""
    case["several"] = case["several"] or fresh["several"]
    case["urgency"] = max(case["urgency"], fresh["urgency"])
    if not says_it_again:
        stopped = case.pop("talked", False)
        case["touched"] = case.get("touched") or stopped
        case["deadline"] = fresh["deadline"] if stopped else min(fresh["deadline"], case["deadline"])
    if not (case.get("touched") or case.get("talked")):
        case["tray"] = max(case["tray"], fresh["tray"], key=TRAYS.index)
        case["channel"] = max(case["channel"], fresh["channel"], key=LADDER.index)
