"""The checks at the broker: the sign-in works, the feed is there and nothing else to be seen. Nothing is written."""

from typing import Final

from command.broker import answers as listening
from command.conformance.verdicts import Found, InBoth, Promise, not_tested, verdict
from plumbing.running.security import security_of
from plumbing.running.settings import Settings
from plumbing.transport.topics import ANSWER_WITHIN, admin, answers
from schemas.topics import FEED

CLIENTS_DIFFER: Final = InBoth(
    "Kafka-clients verschillen: na een geweigerd bericht verliest kafka-python alle onderwerpen, weigert een "
    "idempotente producer van aiokafka alles voor die partitie, en gaat confluent-kafka door. Maak na elke fout een "
    "nieuwe producer, en lees de ontvangstbewijzen: alleen die zeggen dat een signaal is aangenomen.",
    "Kafka clients differ: after a refused message kafka-python loses every topic, an idempotent producer of aiokafka "
    "refuses everything for that partition, and confluent-kafka goes on. Make a new producer after any error, and read "
    "the receipts: they alone say that a signal was accepted.",
)


def feed_checks(settings: Settings, topic: str) -> tuple[Promise, ...]:
    """The checks of a feed. `topic`: the partner's own; empty: whatever it sees. `settings`: how it signs in."""
    return (
        Promise("kafka-sign-in", InBoth("Kafka laat u binnen.", "Kafka lets you in."), lambda _: _signs_in(settings)),
        Promise(
            "kafka-topic",
            InBoth("U ziet uw eigen onderwerp en geen ander.", "You see your own topic and no other."),
            lambda _: _sees(settings, topic),
        ),
        Promise("kafka-writing", CLIENTS_DIFFER, lambda _: not_tested(NOTHING_WRITTEN)),
    )


NOTHING_WRITTEN: Final = InBoth(
    "Er is niets geschreven: een bericht is een echte levering.", "Nothing was written: a message is a real delivery."
)


def _signs_in(settings: Settings) -> Found:
    return verdict(_answers(settings))


def _answers(settings: Settings) -> bool:
    """Whether it lets us in; an address at which nobody listens is asked no further."""
    listens = any(listening(place) for place in settings.kafka.split(","))
    return listens and answers(settings.kafka, security_of(settings))


def _sees(settings: Settings, topic: str) -> Found:
    if not _answers(settings):
        return not_tested(InBoth("Kafka antwoordt niet.", "Kafka does not answer."))
    with admin(settings.kafka, security_of(settings), seconds=ANSWER_WITHIN) as client:
        seen = sorted(one for one in client.list_topics() if not one.startswith("__"))
    own = [one for one in seen if one == topic or (not topic and one.startswith(FEED))]
    said = f"{len(own)}/{len(seen)}"
    return verdict(
        len(own) == 1 and seen == own,
        InBoth(f"Uw eigen van alles wat u ziet: {said}.", f"Your own among all that you see: {said}."),
    )
