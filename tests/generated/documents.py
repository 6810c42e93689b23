"""The one list of documents that are written from the code, each with what gives its text."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import orjson

from services.ingest.door.openapi import document
from tests.architecture.checkout import ROOT
from tests.deploy.dashboard import DASHBOARD
from tests.docs.texts import glossary
from tests.generated.commands import README, readme
from tests.generated.errors import MODEL_CARD, model_card
from tests.generated.figures import FIGURES, figures
from tests.generated.panels import dashboard_in_words


def openapi() -> str:
    """The description of the partner API that is served."""
    return orjson.dumps(document(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


GENERATED: Final[Mapping[Path, Callable[[], str]]] = {
    ROOT / "docs" / "glossary.md": glossary,
    ROOT / "docs" / "openapi" / "vroegsignalen.v1.json": openapi,
    FIGURES: figures,
    MODEL_CARD: model_card,
    README: readme,
    DASHBOARD: dashboard_in_words,
}
