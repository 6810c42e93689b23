"""A first delivery for whoever looks at the demo: a partner that does not exist, its key, and a curl line that works.

Its village sends a new case to the queue at once, so that the case stands in the worklist two seconds later.
"""

import shlex
from datetime import UTC, date, datetime
from typing import Final

import orjson
from rich.console import Console
from sqlalchemy import Connection

from command.home import address
from command.installation import Installation
from command.plant import FIRST_DAY, plant
from command.seed import Seed
from domain.law.calendar import local_date
from plumbing.record.published_policies import policies_of, publish
from schemas.ids import Id
from schemas.policy.form import Policy
from schemas.policy.published import UNPUBLISHED
from services.ingest.door.front_page.samples import sample_signals

VILLAGE: Final = "9909"
VILLAGE_NAME: Final = "Proefdorp"
TRYING: Final[Id] = "5c0f6f8e-6f57-4f0b-9d53-1a2f6f1c9d09"
AT_ONCE: Final = Policy.model_validate({"name": "proefdorp", "dispatch_window": {"kind": "none"}})
SEEDED: Final = Seed.model_validate(
    {
        "municipalities": [{"code": VILLAGE, "name": VILLAGE_NAME}],
        "partners": [{"id": TRYING, "name": "Proef Energie", "kind": "energy"}],
        "agreements": [{"partner": TRYING, "municipality": VILLAGE, "valid_from": date(2020, 1, 1)}],
        "workers": [{"municipality": VILLAGE, "name": "Kim Proef", "role": "coordinator"}],
    }
)


def offer_first_delivery(installation: Installation, console: Console) -> None:
    """Print a fresh key, and a line for a shell that delivers a signal of today."""
    with installation.engine("admin") as engine, engine.begin() as connection:
        key = fresh_key(connection)
    line = curl_line(f"http://{address(installation.settings.home, 'ingest')}", key, local_date(datetime.now(UTC)))
    console.print(f"Key of a partner that does not exist (Proef Energie): {key}", soft_wrap=True, markup=False)
    console.print(f"Deliver a signal; its case stands in the queue of {VILLAGE_NAME} (sign in as Kim Proef) at once:")
    console.print(line, soft_wrap=True, markup=False, highlight=False)


def fresh_key(connection: Connection) -> str:
    """A new key of the partner, which is planted with its village where it is not there yet (role admin)."""
    if policies_of(connection, [VILLAGE])[VILLAGE] == [UNPUBLISHED]:
        publish(connection, VILLAGE, AT_ONCE, FIRST_DAY)
    return plant(connection, SEEDED, renew_keys=True).keys[TRYING]


def curl_line(front_door: str, key: str, today: date) -> str:
    """What to paste into a shell."""
    (signal,) = sample_signals(today)["signalen"]
    place = {"gemeentecode": VILLAGE, "postcode": "9909 FI", "woonplaats": VILLAGE_NAME}
    body = orjson.dumps({"signalen": [signal | place]}).decode()
    named = {"X-API-Key": key, "Content-Type": "application/json", "Idempotency-Key": f'"{signal["kenmerk"]}"'}
    headers = " ".join(f"-H {shlex.quote(f'{name}: {value}')}" for name, value in named.items())
    return f"curl {headers} --data {shlex.quote(body)} {front_door}/v1/signalen"
