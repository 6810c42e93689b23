"""A Faust application as we want it: raw bytes in bundles, nothing acknowledged by itself, no tables, quiet."""

import asyncio
from pathlib import Path
from typing import Any, Final

import uvloop

from plumbing.running.security import security_of
from plumbing.running.settings import Settings
from plumbing.transport.membership import METADATA_EVERY

uvloop.install()  # Before faust is imported, else it has no effect: a fifth less CPU for each event.
import faust  # noqa: E402

from plumbing.transport.bundles import BundlingTransport  # noqa: E402

BUNDLES: Final = 10
"""Bundles that are taken together at most: a thousand messages when many wait, few when signals are few."""


class QuietMonitor(faust.Monitor):
    """Faust's own monitor without its measurements of every single event: ours are per batch."""

    def on_message_in(self, *_: Any) -> None:
        """Measure nothing."""

    def on_stream_event_in(self, *_: Any) -> None:
        """Measure nothing."""

    def on_stream_event_out(self, *_: Any) -> None:
        """Measure nothing."""


def made(
    group: str,
    settings: Settings,
    loop: asyncio.AbstractEventLoop | None = None,
    transport: type[BundlingTransport] = BundlingTransport,
    **more: Any,
) -> Any:
    """The application of a consumer group, without agents; nothing connects until it starts. `more`: other settings.

    Raises NoSignIn.
    """
    folder = Path(settings.home) / "faust" / group
    folder.mkdir(parents=True, exist_ok=True)
    app = faust.App(
        group,
        loop=loop,
        broker=[f"kafka://{server}" for server in settings.kafka.split(",")],
        broker_credentials=_credentials(settings),
        value_serializer="raw",
        key_serializer="raw",
        store="memory://",
        datadir=str(folder),
        Monitor=QuietMonitor,
        web_enabled=False,
        topic_disable_leader=True,
        topic_allow_declare=False,
        consumer_auto_offset_reset="earliest",
        broker_session_timeout=settings.session_timeout,
        broker_heartbeat_interval=max(1, settings.session_timeout // 3),
        broker_rebalance_timeout=settings.rebalance_timeout,
        broker_commit_interval=0.5,
        broker_max_poll_records=settings.batch_size * 4,
        consumer_metadata_max_age_ms=int(METADATA_EVERY * 1_000),
        stream_buffer_maxsize=BUNDLES * 4,
        **more,
    )
    app.transport = transport(app.conf.broker_consumer, app)
    return app


def given_away(app: Any, topic: str) -> bool:
    """Whether the last balance of the group gave the partitions of `topic` to its members; a topic it missed is not."""
    try:
        app.assignor.group_for_topic(topic)
    except KeyError:
        return False
    return True


def _credentials(settings: Settings) -> Any:
    """The sign-in as Faust writes it; None where the broker asks for nothing."""
    security = security_of(settings)
    trust = security.get("ssl_context")
    if "sasl_mechanism" in security:
        return faust.SASLCredentials(
            username=security["sasl_plain_username"],
            password=security["sasl_plain_password"],
            mechanism=security["sasl_mechanism"],
            ssl_context=trust,
        )
    return faust.SSLCredentials(trust) if trust else None
