#!/bin/bash
# Guess, before running: `@app.crontab("0 6 * * *", timezone=ZoneInfo("Europe/Amsterdam"))` fires once a day at six in the
# morning, also on the two days on which the clock changes; that is what the time zone is asked for.
#
# Seen, faust-streaming 0.15.3 with the croniter that it takes (5.0.1): with a time zone of the standard library the job
# fires twice on the day summer time begins, at five and at six, and once at seven on the day it ends. With the older
# pytz zones the morning is right. Faust asks croniter for the next moment from a local time, and croniter then adds
# hours to a zoneinfo time as if the offset stayed what it was. Whoever starts a working day by crontab sends it twice in
# March and late in October; a job that looks at stored moments every few seconds has no such days.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    faust-streaming==0.15.3 croniter==5.0.1 pytz==2025.2 time-machine==2.19.0 tzdata==2025.2 setuptools==80.9.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytz
import time_machine
from faust.utils.cron import secs_for_next

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def fired(noon_before, zone):
    """Local moments at which a job of six in the morning fires, from noon until the next noon but one."""
    now = datetime.fromisoformat(noon_before).replace(tzinfo=AMSTERDAM).timestamp()
    until, moments = now + timedelta(hours=36).total_seconds(), []
    while True:
        with time_machine.travel(now, tick=False):
            now += secs_for_next("0 6 * * *", zone)
        if now > until:
            return moments
        moments.append(datetime.fromtimestamp(now, AMSTERDAM).strftime("%d %b %H:%M"))


seen = {
    (day, type(zone).__module__.split(".")[0]): fired(day, zone)
    for day in ("2026-03-28T12:00", "2026-10-24T12:00", "2026-11-24T12:00")
    for zone in (AMSTERDAM, pytz.timezone("Europe/Amsterdam"))
}
for (day, zone), moments in seen.items():
    print(f"from {day}, {zone}: {', '.join(moments)}")
assert seen["2026-03-28T12:00", "zoneinfo"] == ["29 Mar 05:00", "29 Mar 06:00"]
assert seen["2026-10-24T12:00", "zoneinfo"] == ["25 Oct 07:00"]
assert seen["2026-11-24T12:00", "zoneinfo"] == ["25 Nov 06:00"]
assert seen["2026-03-28T12:00", "pytz"] == ["29 Mar 06:00"]
assert seen["2026-10-24T12:00", "pytz"] == ["25 Oct 06:00"]
PYTHON
