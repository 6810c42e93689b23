"""Writes every document that follows from the code anew: `make generated`."""

from tests.generated.documents import GENERATED

for path, text in GENERATED.items():
    path.write_text(text(), encoding="utf-8")
