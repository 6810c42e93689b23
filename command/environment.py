"""What a process of an installation may know: settings, and no secret that it does not need."""

import os
from typing import Final

from command.engines import PASSWORD_OF
from plumbing.running.settings import Settings

KEY_HOLDERS: Final = ("ingest",)
"""Processes that need the keys for BSN and keyed hashes."""
SECRETS: Final = ("VROEGSIGNAAL_BSN_KEY", "VROEGSIGNAAL_HASH_KEY", "VROEGSIGNAAL_ROLE_PASSWORD")
ONE_PROCESS_ONLY: Final = ("VROEGSIGNAAL_PROCESS", "VROEGSIGNAAL_METRICS_PORT")
"""Settings of a single process: under the supervisor each has its own name and port."""
FORGETFUL_BROKER: Final = {"VROEGSIGNAAL_RECONCILE_AFTER": "30", "VROEGSIGNAAL_RECONCILE_EVERY": "20"}
"""The embedded broker comes back empty, and hides what comes while its topics are made, so the relay looks sooner."""


def environment_of(settings: Settings, kafka: str) -> dict[str, str]:
    """What every process may know: no keys, no password of another role. A server that is not named is embedded."""
    embedded = not settings.postgres_url
    inherited = {name: value for name, value in os.environ.items() if not _kept_back(name)}
    return {
        **({} if settings.kafka else FORGETFUL_BROKER),
        **inherited,
        "VROEGSIGNAAL_HOME": str(settings.home),
        "VROEGSIGNAAL_HOST": settings.host,
        "VROEGSIGNAAL_KAFKA": kafka,
        "VROEGSIGNAAL_EMBEDDED": str(embedded).lower(),
        "VROEGSIGNAAL_EMBEDDED_BROKER": str(not settings.kafka).lower(),
        "VROEGSIGNAAL_DEVELOPMENT_USERS": str(embedded or settings.development_users).lower(),
        "PYTHONWARNINGS": "ignore",
    }


def _kept_back(name: str) -> bool:
    return name in SECRETS or name in ONE_PROCESS_ONLY or name.startswith(PASSWORD_OF)
