"""Taking deliveries in at the door: a JSON request at once, a file to be read later; each in one transaction.

A try-out takes the same way, and then all of it is taken back.
"""

from collections.abc import Callable
from dataclasses import replace
from hashlib import file_digest, sha256
from types import MappingProxyType
from typing import Final, NamedTuple

from sqlalchemy import Connection

from domain.intake.checks.judge import judge, judge_request
from domain.intake.checks.permissions import Partner
from domain.intake.files.one_municipality import refuse_among_several
from domain.intake.files.sheets import read_chunks
from domain.intake.limits import PENDING_FILES
from domain.law.calendar import local_date
from plumbing.record.connect import rehearsal
from plumbing.transport.outbox import Batch, Outbox
from schemas.vocabulary.signals import DeliveryState
from services.ingest.accept import Arriving, Judged, Taken
from services.ingest.door.problems import ProblemError
from services.ingest.door.repeats import earlier, note_answer, once
from services.ingest.files.read import SentFile, opened, sealed
from services.ingest.files.store import has_most_pending, store_file
from services.ingest.store import Ports, accept, in_transaction, new_delivery_id, receive

_Work = Callable[[Connection], tuple[Taken, Batch | None]]
SIGNALS: Final = "/v1/signalen"
FILES: Final = "/v1/leveringen"
TOO_MANY_FILES: Final = (
    f"Er wachten al {PENDING_FILES} bestanden van u tot wij ze lezen. Dit bestand is niet bewaard. "
    "Wacht zo lang als de header Retry-After zegt en stuur het dan opnieuw."
)
LATER: Final = MappingProxyType({"Retry-After": "30"})


class AskedAs(NamedTuple):
    """How a delivery is asked for: its Idempotency-Key if it has one, and whether it is a try-out."""

    key: str | None = None
    is_tryout: bool = False


PLAINLY: Final = AskedAs()


def take_request(ports: Ports, partner: Partner, body: bytes, asked: AskedAs = PLAINLY) -> Taken:
    """Take `{"signalen": [...]}` in. Raises MalformedError when the request as a whole cannot be read. Blocks.

    Raises ProblemError 409 or 422 as its Idempotency-Key says.
    """
    ports, now = _kept_apart(ports, asked), ports.clock()
    checked = judge_request(body, partner.on(local_date(now)))
    records = [Judged(line, *one) for line, one in enumerate(checked, 1)]
    repeat = once(ports.secrecy.content_hash, asked.key, SIGNALS, sha256(body).digest())

    def work(connection: Connection) -> tuple[Taken, Batch | None]:
        if found := earlier(connection, partner.id, repeat, now):
            return found, None
        origin = receive(connection, partner, now, Arriving(DeliveryState.DONE, len(records)))
        receipts, batch = accept(connection, ports.secrecy, ports.outbox, origin, records, now)
        taken = Taken(origin.delivery_id, DeliveryState.DONE, now, len(records), receipts)
        note_answer(connection, partner.id, repeat, taken)
        return taken, batch

    return _tried(ports, partner, work) if asked.is_tryout else in_transaction(ports, partner.id, work)


def take_file(ports: Ports, partner: Partner, sent: SentFile, key: str | None = None) -> Taken:
    """Store a file, to be read by the file worker. Raises FileError when it cannot be read. Blocks.

    Raises ProblemError 409 or 422 as its Idempotency-Key says, and 429 while too many files of this partner wait.
    """
    now = ports.clock()
    name = new_delivery_id(now)
    sent.stream.seek(0)
    place = f"{FILES}?kolomindeling={sent.mapping.name}"
    digest = file_digest(sent.stream, "sha256").digest() if key else b""  # type: ignore[arg-type]
    repeat = once(ports.secrecy.content_hash, key, place, digest)

    def look(connection: Connection) -> tuple[Taken | None, None]:
        found = earlier(connection, partner.id, repeat, now)
        if not found and has_most_pending(connection, partner.id):
            raise ProblemError(429, TOO_MANY_FILES, headers=LATER)
        if not found:
            refuse_among_several(sent.mapping, partner.open_municipalities(local_date(now)))
        return found, None

    if found := in_transaction(ports, partner.id, look, opened=rehearsal):
        return found
    with sealed(ports.secrecy, name, sent, ports.records_in_chunk) as file:

        def work(connection: Connection) -> tuple[Taken, None]:
            if found := earlier(connection, partner.id, repeat, now):
                return found, None
            receive(connection, partner, now, _file(sent, file.state, file.delivered), name)
            store_file(connection, partner.id, name, file)
            taken = Taken(name, file.state, now, file.delivered, ())
            note_answer(connection, partner.id, repeat, taken)
            return taken, None

        return in_transaction(ports, partner.id, work)


def try_file(ports: Ports, partner: Partner, sent: SentFile) -> Taken:
    """What would become of a file: all of it is read, its first records get their receipts, nothing is kept.

    Raises FileError when it cannot be read. Blocks.
    """
    ports, now = _kept_apart(ports, AskedAs(is_tryout=True)), ports.clock()
    refuse_among_several(sent.mapping, partner.open_municipalities(local_date(now)))
    with opened(sent) as (rows, count, told):
        chunks = read_chunks(rows, sent.mapping, ports.records_in_chunk, told)
        first = next(chunks, [])
        for _ in chunks:
            pass
        delivered = count()
    checked = judge([candidate for _, candidate in first], partner.on(local_date(now)))
    records = [Judged(line, *each) for (line, _), each in zip(first, checked, strict=True)]

    def work(connection: Connection) -> tuple[Taken, Batch | None]:
        origin = receive(connection, partner, now, _file(sent, DeliveryState.PROCESSING, delivered))
        receipts, batch = accept(connection, ports.secrecy, ports.outbox, origin, records, now)
        return Taken(origin.delivery_id, DeliveryState.DONE, now, delivered, receipts), batch

    return _tried(ports, partner, work)


def _file(sent: SentFile, state: DeliveryState, lines: int) -> Arriving:
    return Arriving(
        state,
        lines,
        mapping=sent.mapping.name,
        mapping_version=sent.mapping_version,
        format=sent.written_as,
    )


def _kept_apart(ports: Ports, asked: AskedAs) -> Ports:
    """A try-out has an outbox of its own: what it takes back must not forget what was published."""
    return replace(ports, outbox=Outbox(ports.outbox.source)) if asked.is_tryout else ports


def _tried(ports: Ports, partner: Partner, work: _Work) -> Taken:
    """Do it, answer as if it was done, and take it back: nobody is told."""
    return in_transaction(ports, partner.id, lambda connection: (work(connection)[0], None), opened=rehearsal)
