"""Taking deliveries in at the door: a JSON request at once, a file to be read later; each in one transaction."""

from sqlalchemy import Connection

from domain.intake.checks.judge import judge_request
from domain.intake.checks.permissions import Partner
from domain.law.calendar import local_date
from plumbing.transport.outbox import Batch
from schemas.vocabulary.signals import DeliveryState
from services.ingest.accept import Arriving, Judged, Taken
from services.ingest.files.store import SentFile, store_file
from services.ingest.store import Ports, accept, in_transaction, receive


def take_request(ports: Ports, partner: Partner, body: bytes) -> Taken:
    """Take `{"signalen": [...]}` in. Raises MalformedError when the request as a whole cannot be read. Blocks."""
    now = ports.clock()
    checked = judge_request(body, partner.on(local_date(now)))
    records = [Judged(line, *one) for line, one in enumerate(checked, 1)]

    def work(connection: Connection) -> tuple[Taken, Batch | None]:
        origin = receive(connection, partner, now, Arriving(DeliveryState.DONE, len(records)))
        receipts, batch = accept(connection, ports.secrecy, ports.outbox, origin, records, now)
        return Taken(origin.delivery_id, DeliveryState.DONE, now, len(records), receipts), batch

    return in_transaction(ports, partner.id, work)


def take_file(ports: Ports, partner: Partner, sent: SentFile) -> Taken:
    """Store a file, to be read by the file worker. Raises FileError when it cannot be read. Blocks."""
    now = ports.clock()
    arriving = Arriving(
        DeliveryState.PROCESSING,
        mapping=sent.mapping.name,
        mapping_version=sent.mapping_version,
        format=sent.written_as,
    )

    def work(connection: Connection) -> tuple[Taken, None]:
        origin = receive(connection, partner, now, arriving)
        state, lines = store_file(connection, ports.secrecy, origin, sent, ports.records_in_chunk)
        return Taken(origin.delivery_id, state, now, lines, ()), None

    return in_transaction(ports, partner.id, work)
