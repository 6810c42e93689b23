#!/bin/bash
# Guess, before running: the `pattern` of a Table Schema field must fit the whole value; the specification takes the
# expressions of XML Schema, which are anchored at both ends. frictionless keeps to that: a postcode pattern refuses a
# postcode with words after it.
#
# Seen, frictionless 5.21.0: that holds only for a pattern without a choice at its top. The library sets ^ before the text and
# $ after it without brackets, so A|B becomes "A at the start, whatever follows" or "B, and nothing after it". A schema of
# `[0-9]{4} ?[A-Z]{2}|buitenland` passes "1234 AB en verder alles" as a valid postcode, while "buitenlands" is refused;
# the same two halves the other way round pass and refuse the opposite. With brackets of one's own, (?:A|B), all is well.
# Who swaps the two halves of a pattern, which should not matter, changes which rows of a delivery pass.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check frictionless==5.21.0
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from frictionless import Resource, Schema

POSTCODE, ABROAD = "[0-9]{4} ?[A-Z]{2}", "buitenland"
VALUES = ["1234 AB", "buitenland", "1234 AB en verder alles", "buitenlands", "x1234 AB"]


def passed(pattern):
    field = {"name": "postcode", "type": "string", "constraints": {"pattern": pattern}}
    found = Resource(data=[["postcode"], *[[value] for value in VALUES]], schema=Schema.from_descriptor({"fields": [field]}))
    refused = {row for (row,) in found.validate().flatten(["rowNumber"])}
    return [value for number, value in enumerate(VALUES, 2) if number not in refused]


for pattern in (POSTCODE, f"{POSTCODE}|{ABROAD}", f"{ABROAD}|{POSTCODE}", f"(?:{POSTCODE}|{ABROAD})"):
    print(f"{pattern}: {passed(pattern)}")
assert passed(POSTCODE) == ["1234 AB"]
assert passed(f"(?:{POSTCODE}|{ABROAD})") == ["1234 AB", "buitenland"]
assert passed(f"{POSTCODE}|{ABROAD}") == ["1234 AB", "buitenland", "1234 AB en verder alles"]
assert passed(f"{ABROAD}|{POSTCODE}") == ["1234 AB", "buitenland", "buitenlands"]
PYTHON
