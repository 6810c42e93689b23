"""Reading the form of a rehearsal: a policy that was published or the one in force, perhaps with another threshold."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from domain.figures.hours import HOURS_PER_WORKER
from domain.law.calendar import months_before
from schemas.policy.form import Policy
from schemas.policy.published import Published, in_force
from services.worklist.forms import FormReader

EUROS: Final = re.compile(r"(\d{1,5})(?:[.,](\d{2}))?")
MOST_EUROS: Final = 10_000
MONTHS_SHOWN: Final = 3


class ToRehearse(NamedTuple):
    """What is asked: a policy, local days of receipt (inclusive), and the hours that there are in a week."""

    policy: Policy
    first: date
    last: date
    hours_per_week: int

    def question(self) -> Mapping[str, Any]:
        """The same as triage reads it."""
        return {
            "policy": self.policy.model_dump(mode="json", exclude_none=True),
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "hoursPerWeek": self.hours_per_week,
        }


def first_values(today: date, workers: int) -> dict[str, str]:
    """What stands in the form before anybody typed."""
    first = months_before(today, MONTHS_SHOWN)
    hours = str(workers * HOURS_PER_WORKER)
    return {"beleid": "", "grens": "", "van": first.isoformat(), "tot": today.isoformat(), "uren": hours}


def read_rehearsal(form: FormReader, versions: Sequence[Published], today: date) -> ToRehearse:
    """What was typed; what is wrong with it stands in `form.errors`. `versions`: the newest first, the default last."""
    chosen = _policy(form, versions, today)
    cents = _cents(form, "grens")
    policy = chosen if cents is None else chosen.model_copy(update={"threshold_cents": cents})
    first, last = form.day("van"), form.day("tot")
    if not form.errors and last < first:
        form.errors["tot"] = "before-first"
    hours = form.text("uren")
    if not re.fullmatch(r"[0-9]{1,5}", hours):
        form.errors["uren"] = "number"
    return ToRehearse(policy, first, last, int(hours) if "uren" not in form.errors else 0)


def _policy(form: FormReader, versions: Sequence[Published], today: date) -> Policy:
    named = {str(one.version): one.policy for one in versions}
    if form.text("beleid") and form.text("beleid") not in named:
        form.errors["beleid"] = "choose"
    return named.get(form.text("beleid"), in_force(versions, today).policy)


def _cents(form: FormReader, name: str) -> int | None:
    """Euros as people write them, 75 or 75,50; None for an empty field."""
    text = form.text(name).removeprefix("€").strip()
    if not text:
        return None
    found = EUROS.fullmatch(text)
    if found is None or int(found[1]) > MOST_EUROS:
        form.errors[name] = "euros"
        return None
    return min(int(found[1]) * 100 + int(found[2] or 0), MOST_EUROS * 100)
