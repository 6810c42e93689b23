"""The dashboard with the code's own codes and words: what lists them is written anew, all else stays as it is."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from domain.figures.metrics import STAGES
from domain.figures.words import LABEL_WORDS
from tests.deploy.dashboard import DASHBOARD

Panel = dict[str, Any]

FUNNEL_PANEL: Final = "Hoe ver komen signalen?"
"""The panel with a bar for every stage."""

COLOURS: Final[Mapping[str, str]] = {
    "cases": "super-light-blue",
    "tasks": "super-light-blue",
    "attempts": "super-light-blue",
    "reached": "light-green",
    "offers": "green",
    "accepted": "green",
    "trajectories": "semi-dark-green",
}
"""Of the bars that are not blue."""

STAGE_ASKED: Final = re.compile(r'stage="(\w+)"')
STAGES_ASKED: Final = re.compile(r'stage=~"([\w|]+)"')


def dashboard_in_words() -> str:
    """The committed dashboard, with what follows from the code written anew."""
    return json.dumps(in_words(json.loads(DASHBOARD.read_text())), indent=2, ensure_ascii=False) + "\n"


def in_words(dashboard: dict[str, Any]) -> dict[str, Any]:
    """A dashboard with codes and words as they are in the code; its panels are told by what they ask for."""
    return {**dashboard, "panels": [panel_in_words(panel) for panel in dashboard["panels"]]}


def panel_in_words(panel: Panel) -> Panel:
    """One panel in words; a heading asks for nothing and stays as it is."""
    if panel["type"] == "row":
        return panel
    if panel["title"] == FUNNEL_PANEL:
        panel = with_every_stage(panel)
    return with_table_words(with_legend_words(with_stage_words(panel)))


def with_every_stage(panel: Panel) -> Panel:
    """One bar for each stage, in their order, made after the first."""
    first = panel["targets"][0]
    bars = [
        {**first, "refId": chr(ord("A") + place), "expr": STAGE_ASKED.sub(f'stage="{stage}"', first["expr"])}
        for place, stage in enumerate(STAGES)
    ]
    colours = (
        override(STAGES[stage].dutch, "color", {"mode": "fixed", "fixedColor": colour})
        for stage, colour in COLOURS.items()
    )
    return with_overrides({**panel, "targets": bars}, "color", colours)


def with_stage_words(panel: Panel) -> Panel:
    """A line or bar of one stage bears the name of that stage, where it does not bear that of a label."""
    return {**panel, "targets": [_named(target) for target in panel["targets"]]}


def _named(target: dict[str, Any]) -> dict[str, Any]:
    asked = STAGE_ASKED.findall(target["expr"])
    if len(asked) != 1 or "{{" in target["legendFormat"]:
        return target
    return {**target, "legendFormat": LABEL_WORDS["stage"][asked[0]]}


def with_legend_words(panel: Panel) -> Panel:
    """Where a legend is one label, every code of that label is shown as its word."""
    for label, words in LABEL_WORDS.items():
        if [target["legendFormat"] for target in panel["targets"]] == [f"{{{{{label}}}}}"]:
            names = (override(code, "displayName", word) for code, word in words.items())
            return with_overrides(panel, "displayName", names)
    return panel


def with_table_words(panel: Panel) -> Panel:
    """A table of partner kind by stage: columns are the stages that it asks for, rows the kinds, both in words."""
    asked = STAGES_ASKED.search(panel["targets"][0]["expr"])
    if asked is None:
        return panel
    matrix, organize = panel["transformations"]
    row = matrix["options"]["rowField"]
    corner = f"{row}\\{matrix['options']['columnField']}"
    head = organize["options"]["renameByName"][corner]
    stages = asked.group(1).split("|")
    columns = {
        "indexByName": {name: place for place, name in enumerate((corner, *stages))},
        "renameByName": {corner: head, **{stage: LABEL_WORDS["stage"][stage] for stage in stages}},
    }
    organized = {**organize, "options": {**organize["options"], **columns}}
    return with_row_words({**panel, "transformations": [matrix, organized]}, head, LABEL_WORDS[row])


def with_row_words(panel: Panel, head: str, words: Mapping[str, str]) -> Panel:
    """A table whose column `head` shows words in place of codes."""
    texts = {code: {"text": word, "index": place} for place, (code, word) in enumerate(words.items())}
    (column,) = (one for one in panel["fieldConfig"]["overrides"] if one["matcher"]["options"] == head)
    kept = [item for item in column["properties"] if item["id"] != "mappings"]
    mapped = {**column, "properties": [*kept, {"id": "mappings", "value": [{"type": "value", "options": texts}]}]}
    others = [one for one in panel["fieldConfig"]["overrides"] if one is not column]
    return {**panel, "fieldConfig": {**panel["fieldConfig"], "overrides": [mapped, *others]}}


def override(name: str, what: str, value: Any) -> dict[str, Any]:
    """What Grafana does otherwise for the series of this name."""
    return {"matcher": {"id": "byName", "options": name}, "properties": [{"id": what, "value": value}]}


def with_overrides(panel: Panel, what: str, fresh: Iterable[dict[str, Any]]) -> Panel:
    """A panel with these overrides instead of all that override the same."""
    kept = [one for one in panel["fieldConfig"]["overrides"] if [item["id"] for item in one["properties"]] != [what]]
    return {**panel, "fieldConfig": {**panel["fieldConfig"], "overrides": [*kept, *fresh]}}
