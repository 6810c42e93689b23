#!/bin/bash
# Guess, before running: schemathesis judges an answer by the schema in the OpenAPI 3.1 document. With `prefixItems` (JSON
# Schema 2020-12, which OpenAPI 3.1 is built on) an answer that fits passes and one that does not is reported as such; bodies
# that it makes for requests with the same schema do fit (seen: all of forty).
#
# Seen, schemathesis 4.32.5: no answer passes, right or wrong. Before it judges an answer it rewrites `prefixItems` to the
# array form of `items` of older drafts, and then holds the outcome against the rules of 2020-12, under which that is no
# schema. The report reads "Invalid Schema Object in response definition" and quotes an `items` that stands nowhere in the
# document; jsonschema 4.26.0 and openapi-spec-validator 0.8.5 find both document and answer in order. Whoever describes
# a pair or a coordinate as a tuple gets a failure for each answer and looks for it in the wrong place.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    schemathesis==4.32.5 openapi-spec-validator==0.8.5 jsonschema==4.26.0 hypothesis==6.170.17
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import schemathesis
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from schemathesis import GenerationMode

PAIR = {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "minItems": 2, "maxItems": 2}
LIST = {"type": "array", "items": {"type": "integer"}}
ANSWERS = {"/right": ["a", 1], "/wrong": [1, "a"], "/list": [1, 2]}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps(ANSWERS[self.path]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def content(schema):
    return {"content": {"application/json": {"schema": schema}}}


paths = {
    place: {"get": {"responses": {"200": {"description": "an answer", **content(LIST if place == "/list" else PAIR)}}}}
    for place in ANSWERS
}
paths["/send"] = {"post": {"requestBody": {"required": True, **content(PAIR)}, "responses": {"200": {"description": "ok"}}}}
document = {"openapi": "3.1.0", "info": {"title": "pairs", "version": "1"}, "paths": paths}
validate(document)
server = HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"
schema = schemathesis.openapi.from_dict(document)
made = []


@settings(max_examples=40, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(schema["/send"]["POST"].as_strategy(generation_mode=GenerationMode.POSITIVE))
def make(case):
    made.append(case.body)


make()
print(f"made for requests: {len(made)}, of which fit: {sum(map(Draft202012Validator(PAIR).is_valid, made))}")
seen = {}
for place in ANSWERS:
    case = schema[place]["GET"].Case()
    answer = case.call(base_url=base)
    try:
        schema[place]["GET"].validate_response(answer)
        seen[place] = "passes"
    except Exception as error:
        seen[place] = " ".join(str(error).split())
    fits = Draft202012Validator(LIST if place == "/list" else PAIR).is_valid(ANSWERS[place])
    print(f"{place} {ANSWERS[place]}: jsonschema {'fits' if fits else 'does not fit'}; schemathesis: {seen[place]}")
server.shutdown()
assert made and all(map(Draft202012Validator(PAIR).is_valid, made))
assert seen["/list"] == "passes"
for place in ("/right", "/wrong"):
    assert seen[place].startswith("Invalid Schema Object in response definition")
    assert "is not of types" in seen[place]
PYTHON
