"""How every client of ours signs in to Kafka and whom it trusts: the one place for aiokafka, kafka-python and Faust."""

import ssl
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from plumbing.running.settings import Settings

IN_THE_OPEN: Final[Mapping[str, Any]] = MappingProxyType({})
"""No sign-in and no encryption: the embedded broker, and a broker that asks for neither."""
Security = Mapping[str, Any]
"""Arguments that aiokafka and kafka-python share. It holds a password: it is never logged."""


class NoSignIn(Exception):
    """The settings of the sign-in to Kafka cannot be used; the text says which, without what stands in it."""


def security_of(settings: Settings) -> Security:
    """What the clients of this process need to be let in. Raises NoSignIn."""
    protocol = settings.kafka_security
    if settings.embedded_broker or not settings.kafka or protocol == "PLAINTEXT":
        return IN_THE_OPEN
    found: dict[str, Any] = {"security_protocol": protocol}
    if protocol.endswith("SSL"):
        found["ssl_context"] = _trust(settings.kafka_ca_file)
    if protocol.startswith("SASL"):
        found |= {
            "sasl_mechanism": settings.kafka_mechanism,
            "sasl_plain_username": _user(settings),
            "sasl_plain_password": _password(settings),
        }
    return found


def _user(settings: Settings) -> str:
    if not settings.kafka_user:
        raise NoSignIn("VROEGSIGNAAL_KAFKA_USER is empty; a broker with SASL asks who we are")
    return settings.kafka_user


def _password(settings: Settings) -> str:
    """The password itself, or the first line of the file that holds it: a secret mounted into a container."""
    if settings.kafka_password:
        return settings.kafka_password
    try:
        lines = Path(settings.kafka_password_file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    if not lines or not lines[0]:
        raise NoSignIn("VROEGSIGNAAL_KAFKA_PASSWORD and the file of VROEGSIGNAAL_KAFKA_PASSWORD_FILE hold no password")
    return lines[0]


def _trust(ca_file: str) -> ssl.SSLContext:
    """Whom we trust: the authorities of `ca_file` alone, or without one those of this machine."""
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except OSError:
        raise NoSignIn("VROEGSIGNAAL_KAFKA_CA_FILE is no file with certificates (PEM)") from None
