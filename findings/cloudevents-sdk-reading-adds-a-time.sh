#!/bin/bash
# Guess, before running: a CloudEvent that is read back has the attributes that stood in it, no more. `time` is optional
# (CloudEvents 1.0, section 3.1), so an event without one is read as an event without one.
#
# Seen, cloudevents 2.2.0 (Python SDK): the JSON format builds what it reads through the same constructor that makes new
# events, and that fills in the current time. The same message read twice is two events with two times, neither of which
# the producer sent; read and written again, that time goes out as if the producer had said it. Code that compares a
# redelivered event with its first copy, or that counts periods by `time`, sees a change where there was none.
# The older interface that the package still ships under `v1` does the same.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check cloudevents==2.2.0 python-dateutil==2.9.0.post0
"$folder/venv/bin/python" - <<'PYTHON'
import json
import time

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from cloudevents.v1.http import from_json, to_json

SENT = json.dumps({"specversion": "1.0", "id": "1", "source": "urn:example", "type": "example.happened", "data": {"n": 1}})
core = JSONFormat()
first = core.read(CloudEvent, SENT)
time.sleep(0.01)
again = core.read(CloudEvent, SENT)
older = [json.loads(to_json(from_json(SENT))) for _ in range(2)]
print("core, read twice:", first.get_time(), again.get_time())
print("core, written again:", core.write(first).decode())
print("v1, written again:", [one.get("time") for one in older])
assert "time" not in json.loads(SENT)
assert first.get_time() is not None and first.get_time() != again.get_time()
assert "time" in json.loads(core.write(first))
assert older[0]["time"] != older[1]["time"]
PYTHON
