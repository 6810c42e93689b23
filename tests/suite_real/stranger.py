"""Somebody else's program: reads a topic from its beginning with kafka-python alone, and prints what it finds.

    python stranger.py BOOTSTRAP TOPIC

One JSON object a line: key, headers and event. It shares no code with ours; a test holds it to that.
"""

import json
import sys

from kafka import KafkaConsumer

QUIET_MS = 5_000


def main(bootstrap: str, topic: str) -> None:
    """Read until nothing comes for five seconds."""
    consumer = KafkaConsumer(
        topic,
        bootstrap_servers=bootstrap,
        group_id=None,
        auto_offset_reset="earliest",
        consumer_timeout_ms=QUIET_MS,
    )
    for message in consumer:
        found = {
            "key": message.key.decode(),
            "headers": {name: value.decode() for name, value in message.headers},
            "event": json.loads(message.value),
        }
        sys.stdout.write(json.dumps(found) + "\n")
    consumer.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
