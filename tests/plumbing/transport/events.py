"""Small builders of events on their way and as they are read."""

from datetime import UTC, datetime

from plumbing.running.chance import new_id
from schemas.envelope import CloudEvent, Outgoing, Told, written
from schemas.events import SignalAccepted
from schemas.ids import Id
from schemas.vocabulary.partners import PartnerKind

SOURCE = "urn:nld:oin:00000000000000000000:systeem:vroegsignaal"
AT = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)


def told(municipality: str = "9901", signal: Id | None = None) -> Told:
    """A `SignalAccepted` before it has an envelope."""
    signal = signal or new_id()
    data = SignalAccepted(municipality=municipality, signal_id=signal, revision=1, partner_kind=PartnerKind.WATER)
    return Told(data, signal, signal, signal)


def outgoing(municipality: str = "9901", signal: Id | None = None) -> Outgoing:
    """A `SignalAccepted` on its way."""
    return written(told(municipality, signal), SOURCE, AT)


def read(municipality: str = "9901") -> CloudEvent:
    """A `SignalAccepted` as a consumer reads it."""
    return CloudEvent.model_validate_json(outgoing(municipality).payload)
