"""Answers in the partner's own words: its column beside our field, and an example of what was expected."""

from typing import Any

from domain.intake.files.partner_words import PartnerWords


def worded(answer: dict[str, Any], words: PartnerWords) -> dict[str, Any]:
    """The answer with, beside every error and finding of its receipts, what these words say of the field."""
    for receipt in answer["ontvangstbewijzen"]:
        for told in (*receipt.get("fouten", ()), *receipt.get("bevindingen", ())):
            told.update(words.beside(told["veld"], told["code"]))
    return answer
