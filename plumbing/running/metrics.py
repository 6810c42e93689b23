"""Metrics of a running process: one typed list. Figures of the record come from `services.report` alone."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY: Final = CollectorRegistry()

MESSAGES: Final = Counter(
    "vroegsignaal_messages",
    "Messages from Kafka by what became of them: done, stuck (a bug on this one) or unreadable (no event).",
    ["process", "topic", "fate"],
    registry=REGISTRY,
)
BATCH_SECONDS: Final = Histogram(
    "vroegsignaal_batch_seconds",
    "Seconds from taking a batch of messages to its commit.",
    ["process"],
    registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
RELAYED: Final = Counter(
    "vroegsignaal_relayed_events", "Events published by the relay because their process did not.", registry=REGISTRY
)
RECONCILED: Final = Counter(
    "vroegsignaal_reconciled_events",
    "Events published again because what they woke stayed undone.",
    ["topic"],
    registry=REGISTRY,
)
TICKS: Final = Counter("vroegsignaal_ticks", "Dispatch windows that the clock job announced.", registry=REGISTRY)
CONSUMER_LAG: Final = Gauge(
    "vroegsignaal_consumer_lag",
    "Messages that a consumer group has not acknowledged yet.",
    ["group", "topic"],
    registry=REGISTRY,
)
READY: Final = Gauge(
    "vroegsignaal_ready", "1 while the process can do its work, as /readyz says, else 0.", registry=REGISTRY
)
TOPICS_MADE: Final = Counter(
    "vroegsignaal_topics_made", "Topics that the relay found missing on the broker and made.", registry=REGISTRY
)
REFUSED: Final = Counter(
    "vroegsignaal_refused_events", "Events that the broker refused for good and the relay set aside.", registry=REGISTRY
)
WEBHOOKS: Final = Counter(
    "vroegsignaal_webhooks",
    "Messages to partners' own addresses: sent, failed (tried again) or given up.",
    ["result"],
    registry=REGISTRY,
)
FEED_REFUSED: Final = Counter(
    "vroegsignaal_feed_refused",
    "Messages on partners' feeds that were refused as a whole, by code: the partner reads it at its deliveries.",
    ["code"],
    registry=REGISTRY,
)
HTTP_ANSWERS: Final = Counter(
    "vroegsignaal_http_answers",
    "Answers over HTTP by status; what the server itself refuses before there is a request is not among them.",
    ["process", "status"],
    registry=REGISTRY,
)
REFUSED_KEYS: Final = Counter(
    "vroegsignaal_refused_keys", "Requests of partners whose key or token was refused.", registry=REGISTRY
)
FATES: Final = ("done", "stuck", "unreadable")
