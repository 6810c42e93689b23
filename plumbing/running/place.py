"""Whether the settings of a process name its servers; whether those answer is proved elsewhere (`record.proof`)."""

import re
from collections.abc import Iterator
from typing import Final

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from plumbing.record.proof import refuse
from plumbing.record.roles import GRANTS
from plumbing.running.security import NoSignIn, security_of
from plumbing.running.settings import Settings

BROKER: Final = re.compile(r"(\[[0-9a-fA-F:.]+\]|[\w.-]+):(\d{1,5})", re.ASCII)
"""A host (IPv6 in brackets) and its port."""
MOST_PORTS: Final = 65_535


KEY_HOLDERS: Final = ("ingest",)
"""Processes that need the keys for BSN and keyed hashes."""
FEED_READERS: Final = ("ingest",)
"""Processes that read what partners push."""
NO_FEEDS: Final = (
    "VROEGSIGNAAL_FEEDS needs a Kafka of its own (VROEGSIGNAAL_KAFKA): the embedded broker keeps messages in memory, "
    "so what a partner pushed would be gone when it stops"
)


def check_settings(name: str, settings: Settings) -> None:
    """Raise Misplaced unless the settings name the servers, and hold the keys, that this process works with.

    Who removes what was published from the outbox speaks with Kafka. Its topics are awaited by whoever reads them
    (`vroegsignaal topics` makes them).
    """
    found = [*postgres_faults(settings.postgres_url)]
    if "DELETE" in GRANTS[name].get("outbox", ""):
        found += [*kafka_faults(settings.kafka), *sign_in_faults(settings)]
    if name in KEY_HOLDERS and not (settings.bsn_key and settings.hash_key):
        found += ["VROEGSIGNAAL_BSN_KEY and VROEGSIGNAAL_HASH_KEY must both hold 32 bytes in hexadecimal"]
    if name in FEED_READERS and settings.feeds and settings.embedded_broker:
        found += [NO_FEEDS]
    refuse(*found)


def postgres_faults(url: str) -> Iterator[str]:
    """What is wrong with the URL of the record. It is never repeated: it may hold a password."""
    if not url:
        yield "VROEGSIGNAAL_POSTGRES_URL is empty; it names the record, for this process's own role"
        return
    try:
        found = make_url(url)
    except (ArgumentError, ValueError):
        yield "VROEGSIGNAAL_POSTGRES_URL is no URL as postgresql://ROLE@HOST:5432/vroegsignaal"
    else:
        if not found.drivername.startswith("postgres"):
            yield "VROEGSIGNAAL_POSTGRES_URL is no URL of PostgreSQL"


def kafka_faults(servers: str) -> Iterator[str]:
    """What is wrong with the bootstrap servers, a list with commas."""
    if not servers:
        yield "VROEGSIGNAAL_KAFKA is empty; it names the broker, as HOST:9092"
    elif not all(_is_address(one) for one in servers.split(",")):
        yield "VROEGSIGNAAL_KAFKA is no list as HOST:9092,HOST:9092"


def sign_in_faults(settings: Settings) -> Iterator[str]:
    """What is wrong with how this process signs in to the broker; the password is never repeated."""
    try:
        security_of(settings)
    except NoSignIn as error:
        yield str(error)


def _is_address(written: str) -> bool:
    found = BROKER.fullmatch(written)
    return found is not None and 0 < int(found[2]) <= MOST_PORTS
