"""Made-up signals on their way in: through the checks of the front door, re-deliveries told apart as ingest does."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import groupby
from typing import Any, Final, NamedTuple

import orjson

from domain.intake.checks.judge import judge_request
from domain.intake.checks.permissions import Agreement, Sender
from domain.intake.limits import RECORDS_IN_REQUEST
from schemas.ids import Id, event_id
from schemas.signals import SIGNAL_FIELDS, Signal
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import Outcome
from services.ingest.signals.placing import Sent, There, sort_out
from services.ingest.signals.rows import kept_fields, natural_key, recognisable
from simulation.contracts import Labelled, contracts, is_withdrawn
from simulation.records import ALL_CONDITIONS_MET

_NAMES: Final[Id] = "7e6a0a5c-55a3-5d0e-8f5e-0d9a2f0f6a10"
FROM_PARTNER: Final = ("partner_id", "partner_kind")
SOME_MOMENT: Final = datetime(2024, 1, 1, tzinfo=UTC)


class Arrival(NamedTuple):
    """A signal as it is kept, with the truth about it. A name that came before is a correction."""

    name: Id
    fields: Mapping[str, Any]
    truth: Labelled


class Arrivals(NamedTuple):
    """What came in, in the order of signal dates.

    `withdrawn`: names that partners took back. `redelivered`: how many records came once more; `dropped`: how many of
    those ingest told; `false_drops`: what it dropped beside them.
    """

    kept: list[Arrival]
    withdrawn: frozenset[Id]
    redelivered: int
    dropped: int
    false_drops: int


class _Read(NamedTuple):
    signal: Signal
    truth: Labelled


def arrivals(seed: int, households: int, error_scale: float = 1.0) -> Arrivals:
    """All signals of a town. Raises ValueError when the front door refuses one."""
    records = sorted(contracts(seed, households, error_scale), key=_order)
    seen: dict[tuple[Id, tuple[str, str, str]], There] = {}
    kept: list[Arrival] = []
    dropped = false_drops = 0
    for one in _read_all(records):
        partner = one.truth.fields["partner_id"]
        key = natural_key(one.signal)
        sent = Sent(sha256(recognisable(kept_fields(one.signal), partner)).digest(), one.signal.kind)
        there = seen.get((partner, key))
        if there and sort_out({key: sent}, {key: there}, (), there.arrival + 1)[key].outcome is Outcome.DUPLICATE:
            dropped += one.truth.redelivery
            false_drops += not one.truth.redelivery
            continue
        name = there.id if there else event_id(_NAMES, f"{seed} {partner} {' '.join(key)}")
        seen[partner, key] = There(name, sent.content_hash, 1, sent.kind, len(kept), SOME_MOMENT)
        fields = vars(one.signal) | {which: one.truth.fields[which] for which in FROM_PARTNER}
        kept.append(Arrival(name, fields, one.truth))
    kept.sort(key=lambda one: one.fields["signal_date"])
    withdrawn = frozenset(one.name for one in kept if is_withdrawn(seed, one.truth))
    return Arrivals(kept, withdrawn, sum(one.redelivery for one in records), dropped, false_drops)


def _order(one: Labelled) -> tuple[int, bool, str]:
    return one.month, one.redelivery, one.fields["partner_id"]


def _read_all(records: Iterable[Labelled]) -> Iterator[_Read]:
    """Month by month and partner by partner, as requests."""
    for (_, _, partner), group in groupby(records, key=_order):
        sent = list(group)
        for start in range(0, len(sent), RECORDS_IN_REQUEST):
            yield from _read(sent[start : start + RECORDS_IN_REQUEST], partner)


def _read(records: list[Labelled], partner: Id) -> Iterator[_Read]:
    """One request, but for what contradicts a record before it: that comes in the next."""
    later: list[Labelled] = []
    now: dict[tuple[str, date], Labelled] = {}
    for one in records:
        key = one.fields["reference"], one.fields["signal_date"]
        if key in now:
            later.append(one)
        else:
            now[key] = one
    body = orjson.dumps({"signalen": [_outward(one.fields) for one in now.values()]})
    for one, checked in zip(now.values(), judge_request(body, _sender(records[0])), strict=True):
        if not isinstance(checked.verdict, Signal):
            raise ValueError(f"the front door refuses a made-up signal: {checked.verdict}")
        yield _Read(checked.verdict, one)
    if later:
        yield from _read(later, partner)


def _sender(one: Labelled) -> Sender:
    """Its partner on the last day of the month, allowed to say what it says."""
    day, town = one.fields["signal_date"], one.fields["municipality"]
    agreement = Agreement(town, date(2000, 1, 1), birth_date_allowed=True)
    return Sender(PartnerKind(one.fields["partner_kind"]), {town: agreement}, day.replace(day=28))


def _outward(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The record as a partner sends it."""
    sent = {
        SIGNAL_FIELDS[name].dutch: getattr(value, "dutch", value)
        for name, value in fields.items()
        if name in SIGNAL_FIELDS and value is not None
    }
    if fields["partner_kind"] == PartnerKind.LANDLORD:
        sent["verklaring"] = dict(ALL_CONDITIONS_MET)
    return sent
