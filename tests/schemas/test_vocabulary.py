"""Every code has its entry in every table that must know it, and the Dutch words are those of DDAS."""

import json
import re
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson
import pytest

from domain.cases.header import TRAY_RANK
from domain.law.partner_kinds import PARTNER_TYPES
from schemas.glossary import ATTRIBUTES, EXCHANGED
from schemas.policy.form import DEFAULT
from schemas.reasons import ReasonCode
from schemas.signals import Signal
from schemas.vocabulary import cases, contacts, decisions, figures, offers, partners, quarantine, registers, signals
from schemas.vocabulary.cases import CaseEventKind, CaseShape, EndResult, MilestoneKind, TaskState, Tray
from schemas.vocabulary.coded import Coded, in_english
from schemas.vocabulary.contacts import APPROACHES, Channel, PartOfDay
from schemas.vocabulary.decisions import PARTNER_IS_TOLD, Disposition, Occasion, ParkedFor
from schemas.vocabulary.figures import CaseClass, FactKind
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.registers import Register, RegisterSource
from schemas.vocabulary.signals import SignalKind
from simulation.approach import BEGINNING

PARTS = (partners, signals, quarantine, decisions, registers, cases, contacts, offers, figures)
CODES: list[type[StrEnum]] = [one for part in PARTS for one in vars(part).values() if isinstance(one, type)]
ENUMS = [one for one in CODES if issubclass(one, StrEnum) and one not in {StrEnum, Coded}]
NEVER_EXCHANGED = {
    CaseClass,
    CaseEventKind,
    CaseShape,
    FactKind,
    MilestoneKind,
    Occasion,
    ParkedFor,
    Register,
    RegisterSource,
    TaskState,
}
"""Codes without an outward word of their own: internal, or told in sentences by the pages."""

TABLES: list[tuple[type[StrEnum], Any]] = [
    (PartnerKind, PARTNER_TYPES),
    (Tray, TRAY_RANK),
]
DDAS = (
    Path(__file__).resolve().parents[3] / "shared/standards/ddas-vroegsignalering-1.2/json_schema_Uitwisselmodel.json"
)
DDAS_WORDS: dict[str, type[Coded]] = {
    "EnumSignaalpartner": PartnerKind,
    "EnumContactsoort": Channel,
    "EnumDagdeel": PartOfDay,
    "EnumEindresultaat": EndResult,
}


@pytest.mark.parametrize(("codes", "table"), TABLES, ids=lambda one: getattr(one, "__name__", ""))
def test_every_code_has_its_entry(codes: type[StrEnum], table: Any) -> None:
    assert set(table) == set(codes)


def test_every_vocabulary_is_either_exchanged_in_dutch_or_never() -> None:
    assert {one for one in ENUMS if not issubclass(one, Coded)} == NEVER_EXCHANGED
    assert {one for one in ENUMS if issubclass(one, Coded)} == set(EXCHANGED)


@pytest.mark.parametrize("codes", EXCHANGED, ids=lambda one: one.__name__)
def test_every_code_brings_its_words(codes: type[Coded]) -> None:
    assert all(code.dutch and code.said("nl") and code.said("en") for code in codes)


@pytest.mark.parametrize("codes", [PartnerKind, SignalKind, EndResult], ids=lambda one: one.__name__)
def test_pages_speak_of_it_in_their_own_words_in_both_languages(codes: type[Coded]) -> None:
    assert [code for code in codes if (code.said("nl"), code.said("en")) == (code.dutch, in_english(code))] == []


@pytest.mark.parametrize("codes", [one for one in EXCHANGED if one is not Disposition], ids=lambda one: one.__name__)
def test_a_dutch_word_leads_back_to_its_code(codes: type[Coded]) -> None:
    assert len({code.dutch for code in codes}) == len(codes)


def test_a_code_is_its_text_wherever_it_goes() -> None:
    assert hash(Channel.VISIT) == hash("visit")
    assert orjson.dumps([Channel.VISIT]) == b'["visit"]'
    assert Channel("visit") is Channel.VISIT


def test_codes_are_lower_case_english_with_hyphens() -> None:
    every: list[type[StrEnum]] = [*ENUMS, ReasonCode]
    assert [code for codes in every for code in codes if not re.fullmatch(r"[a-z]+(-[a-z]+)*", code)] == []


def test_the_glossary_translates_one_to_one() -> None:
    assert len(set(ATTRIBUTES.values())) == len(ATTRIBUTES)
    assert [name for name in ATTRIBUTES if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name)] == []
    assert [name for name in ATTRIBUTES.values() if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name)] == []


def test_a_reason_names_details_of_codes_amounts_counts_and_dates_only() -> None:
    every = [name for code in ReasonCode for name in code.entry.details]
    names = {re.sub(r"[A-Z]", lambda found: f"_{found[0].lower()}", name) for name in every}
    assert names & set(Signal.model_fields) == {"kind", "stage", "planned_date", "amount_cents"}


def ddas() -> dict[str, Any]:
    if not DDAS.exists():
        pytest.skip("the shared folder with the DDAS schema is not beside this checkout")
    found: dict[str, Any] = json.loads(DDAS.read_text(encoding="utf-8"))["$defs"]
    return found


@pytest.mark.parametrize("name", list(DDAS_WORDS))
def test_dutch_words_are_those_of_ddas(name: str) -> None:
    assert {code.dutch for code in DDAS_WORDS[name]} == set(ddas()[name]["enum"])


def test_dispositions_project_onto_every_ddas_status() -> None:
    assert {one.dutch for one in Disposition} == set(ddas()["EnumSignaalstatus"]["enum"])


def test_a_partner_hears_of_what_was_not_picked_up_and_never_of_a_case() -> None:
    assert not PARTNER_IS_TOLD & {Disposition.IN_CASE, Disposition.PARKED, Disposition.KNOWN_AT_DEBT_HELP}
    assert {one for one in Disposition if one.dutch.startswith("Niet opgepakt")} - PARTNER_IS_TOLD == {
        Disposition.WITHDRAWN,
        Disposition.ERASED,
        Disposition.IMPORTED,
    }


def test_a_tray_begins_with_what_may_be_a_first_approach() -> None:
    assert set(DEFAULT.approach.values()) <= set(APPROACHES)
    assert set(BEGINNING) == set(APPROACHES)
    assert sorted(APPROACHES.values()) == list(range(len(APPROACHES)))


def test_only_a_landlord_attests_and_needs_a_basis_for_a_birth_date() -> None:
    assert [kind for kind, rules in PARTNER_TYPES.items() if rules.attestation] == [PartnerKind.LANDLORD]
    assert [kind for kind, rules in PARTNER_TYPES.items() if rules.birth_date_needs_basis] == [PartnerKind.LANDLORD]


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        (PartnerKind.LANDLORD, (30, None)),
        (PartnerKind.ENERGY, (30, None)),
        (PartnerKind.WATER, (30, None)),
        (PartnerKind.HEALTH_INSURER, (30, 100)),
        (PartnerKind.CAK_HEALTH_INSURANCE, (183, None)),
        (PartnerKind.TAX_OFFICE, (None, None)),
    ],
)
def test_the_age_window_of_a_kind_is_that_of_the_standard(
    kind: PartnerKind, days: tuple[int | None, int | None]
) -> None:
    assert (PARTNER_TYPES[kind].least_days, PARTNER_TYPES[kind].most_days) == days


def test_every_signal_kind_can_be_sent_by_someone() -> None:
    assert frozenset().union(*(rules.signal_kinds for rules in PARTNER_TYPES.values())) == set(SignalKind)
