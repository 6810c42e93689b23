"""Reasons of the shape of a case, and of a contract that ends: entries of `schemas.reasons.ReasonCode`."""

from typing import Final

from schemas.reason_entry import HOW_MANY, IS_THERE_HASTE, Bilingual, ReasonEntry

SEVERAL: Final = ReasonEntry(
    "several",
    HOW_MANY,
    nl="Er zijn deze maand {signals} signalen op dit adres.",
    en="There are {signals} signals on this address this month.",
    details=("signals", "definition"),
    weight=70,
)
SEVERAL_KINDS: Final = ReasonEntry(
    "several-kinds",
    HOW_MANY,
    nl="De signalen van deze maand komen van {kinds} soorten bedrijven (telling {definition}).",
    en="The signals of this month come from {kinds} kinds of companies (counted by {definition}).",
    details=("kinds", "definition"),
)
SUCCESSIVE: Final = ReasonEntry(
    "successive",
    HOW_MANY,
    nl="Er was al eerder een signaal op dit adres, het laatst op {earlierOn}.",
    en="There was an earlier signal on this address, the last on {earlierOn}.",
    details=("earlierOn", "months", "definition"),
    weight=60,
)
SUCCESSIVE_BESIDE: Final = ReasonEntry(
    "successive-beside",
    HOW_MANY,
    nl="Ook wie maar {months} maand terugkijkt, ziet een eerder signaal: op {earlierOn} (telling {definition}).",
    en="Who looks back only {months} month sees an earlier signal too: on {earlierOn} (counted by {definition}).",
    details=("earlierOn", "months", "definition"),
)
SINGLE: Final = ReasonEntry(
    "single",
    HOW_MANY,
    nl="Er is één signaal op dit adres.",
    en="There is one signal on this address.",
    weight=20,
)
CONTRACT_ENDS: Final = ReasonEntry(
    "contract-ends",
    IS_THERE_HASTE,
    nl="Het contract voor energie stopt op {plannedDate}. De levering loopt nu nog.",
    en="The energy contract ends on {plannedDate}. The supply still runs now.",
    otherwise=Bilingual(
        "Het contract voor energie stopt binnenkort. De levering loopt nu nog.",
        "The energy contract ends soon. The supply still runs now.",
    ),
    details=("plannedDate",),
    weight=65,
)
