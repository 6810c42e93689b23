"""What is written from the code is up to date, and writing it leaves alone what people wrote."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.figures.ledger import LEDGER_REASONS
from domain.figures.metrics import STAGES
from domain.figures.words import LABEL_WORDS
from schemas.vocabulary.decisions import Disposition
from tests.architecture.checkout import ROOT
from tests.deploy.dashboard import DASHBOARD
from tests.generated.commands import README, README_TABLES
from tests.generated.documents import GENERATED
from tests.generated.errors import CARD_TABLES, MODEL_CARD
from tests.generated.figures import FIGURES, TABLES, filled
from tests.generated.panels import FUNNEL_PANEL, in_words


def committed() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(DASHBOARD.read_text())
    return loaded


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.name)
def test_a_document_says_what_the_code_says(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == GENERATED[path](), f"{path.relative_to(ROOT)}: run `make generated`"


def test_every_disposition_has_a_word_of_its_own_on_panels() -> None:
    assert len(set(LABEL_WORDS["disposition"].values())) == len(Disposition)


def test_the_documents_hold_every_table_of_the_code() -> None:
    for path, tables in ((FIGURES, TABLES), (README, README_TABLES), (MODEL_CARD, CARD_TABLES)):
        text = path.read_text(encoding="utf-8")
        assert [name for name in tables if f"<!-- table: {name} -->" not in text] == [], path.name


def test_a_table_that_grew_old_is_written_anew_and_prose_stays() -> None:
    text = "Before.\n<!-- table: reasons of the ledger -->\n| old |\n<!-- end of table -->\nAfter.\n"
    written = filled(text, TABLES)
    assert "| old |" not in written
    assert [reason for reason in LEDGER_REASONS if f"| `{reason}` |" not in written] == []
    assert (written.startswith("Before.\n<!-- table"), written.endswith("<!-- end of table -->\nAfter.\n")) == (
        True,
        True,
    )
    assert filled(written, TABLES) == written


def by_title(dashboard: dict[str, Any]) -> dict[str, Any]:
    return {panel["title"]: panel for panel in in_words(dashboard)["panels"]}


def test_words_and_bars_that_are_not_those_of_the_code_are_written_anew() -> None:
    old = committed()
    for panel in old["panels"]:
        for target in panel.get("targets", ()):
            if target["expr"].count('stage="') == 1 and "{{" not in target["legendFormat"]:
                target["legendFormat"] = "Oud"
        for override in panel.get("fieldConfig", {}).get("overrides", ()):
            for item in override["properties"]:
                item["value"] = "Oud" if item["id"] in {"displayName", "mappings", "color"} else item["value"]
    next(panel for panel in old["panels"] if panel["title"] == FUNNEL_PANEL)["targets"][1:] = []
    assert json.dumps(old).count("Oud") > 50
    assert in_words(old) == committed()


def test_a_choice_that_a_person_made_in_a_panel_stays() -> None:
    changed = committed()
    for panel in changed["panels"]:
        panel["description"] = "Anders"
    assert {panel["description"] for panel in in_words(changed)["panels"]} == {"Anders"}


def test_bars_of_the_funnel_bear_letters_in_the_order_of_the_stages() -> None:
    bars = by_title(committed())[FUNNEL_PANEL]["targets"]
    assert "".join(bar["refId"] for bar in bars) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(STAGES)]
    assert [bar["legendFormat"] for bar in bars] == [stage.dutch for stage in STAGES.values()]
