"""A detail that cannot be read never keeps a signal from a household, and its value is never repeated."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.intake.checks.details import DETAILS, GUARDED, LEFT_OUT, NO_DETAILS, REPAIRS
from domain.intake.checks.faults import Code, Fault
from domain.intake.checks.findings import FieldFinding, FindingCode
from domain.intake.checks.judge import Candidate, Checked, judge, judge_request
from domain.intake.checks.permissions import Sender
from domain.people.address import Address, address_key
from schemas.signals import SIGNAL_FIELDS, Signal
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind, Stage
from tests.services.ingest.builders import COMPLETE, a_record, a_sender

MAY_ALL = a_sender(PartnerKind.ENERGY, bsn_allowed=True)
LANDLORD = a_sender(PartnerKind.LANDLORD)
ARREARS: dict[str, Any] = {}
CRISIS: dict[str, Any] = {"soort": "afsluiting"}
LONG = "Esdoornlaan" * 11
Found = FindingCode


def checked(sender: Sender = MAY_ALL, /, **fields: Any) -> Checked:
    """What comes of one JSON record with these fields."""
    return judge_request(orjson.dumps({"signalen": [a_record(**fields)]}), sender)[0]


def kept(one: Checked, field: str) -> Any:
    """What the signal, which was accepted, keeps of a field."""
    assert isinstance(one.verdict, Signal), one.verdict
    return vars(one.verdict)[DETAILS[field]]


UNREADABLE: list[tuple[str, Any, Any, FindingCode | None]] = [
    ("voorletters", "", None, Found.EMPTY),
    ("voorletters", "Hendrika Geertruida Aleida", "H.G.A.", Found.FULL_NAMES),
    ("voorletters", "IJsbrand Anne-Marie Pietronella", "IJ.A.M.P.", Found.FULL_NAMES),
    ("voorletters", "Ijeoma Chidinma Adaeze", "I.C.A.", Found.FULL_NAMES),
    ("voorletters", "zie bijlage 3 van de brief", None, Found.TOO_LONG),
    ("voorletters", "-", None, Found.UNREADABLE),
    ("voorletters", ["H."], None, Found.UNREADABLE),
    ("voorvoegsel", "", None, Found.EMPTY),
    ("voorvoegsel", "   ", None, Found.EMPTY),
    ("voorvoegsel", "van der, geboren in een dorp", None, Found.TOO_LONG),
    ("geboortedatum", "12-05-1985", None, Found.UNREADABLE),
    ("geboortedatum", "1985-02-30", None, Found.UNREADABLE),
    ("geboortedatum", 19850512, None, Found.UNREADABLE),
    ("geboortedatum", "", None, Found.EMPTY),
    ("burgerservicenummer", "111222334", None, Found.INVALID_BSN),
    ("burgerservicenummer", "11122233", None, Found.INVALID_BSN),
    ("burgerservicenummer", 111222333, "111222333", Found.TIDIED),
    ("burgerservicenummer", "1112.22.333", "111222333", Found.TIDIED),
    ("burgerservicenummer", "", None, Found.EMPTY),
    ("straat", LONG, None, Found.TOO_LONG),
    ("straat", "Laan <b>", None, Found.UNREADABLE),
    ("straat", "?", None, Found.UNREADABLE),
    ("woonplaats", {"naam": "Dam"}, None, Found.UNREADABLE),
    ("woonplaats", False, None, Found.UNREADABLE),
    ("huisnummertoevoeging", "", None, Found.EMPTY),
    ("huisnummertoevoeging", "#3", "3", Found.TIDIED),
    ("huisnummertoevoeging", 3, "3", Found.TIDIED),
    ("huisnummertoevoeging", "b\u00eds", "bis", Found.TIDIED),
    ("huisnummertoevoeging", "2 hoog achter links", "onbekend", Found.DOOR_UNKNOWN),
    ("huisletter", "", None, Found.EMPTY),
    ("huisletter", "?", "onbekend", Found.DOOR_UNKNOWN),
    ("huisletter", ["b"], "onbekend", Found.DOOR_UNKNOWN),
    ("aanduidingBijHuisnummer", "", None, Found.EMPTY),
    ("aanduidingBijHuisnummer", "schuin achter", "unknown", Found.DOOR_UNKNOWN),
    ("huisnummertoevoeging", "?", "onbekend", Found.DOOR_UNKNOWN),
    ("huisnummertoevoeging", "\u05d0", "onbekend", Found.DOOR_UNKNOWN),
    ("huisnummertoevoeging", ["A"], "onbekend", Found.DOOR_UNKNOWN),
    ("telefoonnummer", "06-38475610\n(bij zus)", "+31638475610", Found.MORE_THAN_A_NUMBER),
    ("telefoonnummer", 638475610, "+31638475610", None),
    ("telefoonnummer", "0638475610 " + "alleen na het avondeten bellen " * 4, "+31638475610", Found.MORE_THAN_A_NUMBER),
    ("telefoonnummer", None, None, None),
    ("telefoonnummer", {}, None, Found.UNREADABLE),
    ("telefoonnummer", "", None, Found.EMPTY),
    ("email", "wilg@example.nl;els@example.org", "wilg@example.nl", Found.SEVERAL_ADDRESSES),
    ("email", "wilg@example.nl (werk)", "wilg@example.nl", Found.MORE_THAN_AN_ADDRESS),
    ("email", "Wilg <wilg@example.nl>", "wilg@example.nl", Found.MORE_THAN_AN_ADDRESS),
    ("email", "wilg@example.nl ", "wilg@example.nl", Found.TIDIED),
    ("email", "wilg.example.nl", None, Found.UNREADABLE),
    ("email", "a\u0000@b.nl", None, Found.UNREADABLE),
    ("email", 12, None, Found.UNREADABLE),
    ("geplandeDatum", "volgende week", None, Found.UNREADABLE),
    ("geplandeDatum", "2026-13-01", None, Found.UNREADABLE),
    ("geplandeDatum", "", None, Found.EMPTY),
    ("stadium", "binnenkort", None, Found.UNKNOWN_WORD),
    ("stadium", 3, None, Found.UNKNOWN_WORD),
    ("warmeOverdracht", "ja", False, Found.UNREADABLE),
    ("warmeOverdracht", 1, False, Found.UNREADABLE),
    ("warmeOverdracht", None, False, None),
    ("warmeOverdracht", "", False, Found.EMPTY),
]


@pytest.mark.parametrize("kind", [ARREARS, CRISIS], ids=["arrears", "crisis"])
@pytest.mark.parametrize(("field", "sent", "left", "code"), UNREADABLE)
def test_a_detail_that_cannot_be_read_is_left_out_or_kept_as_far_as_known_and_told(
    kind: dict[str, Any], field: str, sent: Any, left: Any, code: FindingCode | None
) -> None:
    found = checked(**kind, **{field: sent})
    assert kept(found, field) == left
    assert found.findings == ((FieldFinding(field, code),) if code else ())


def test_every_field_that_may_be_left_out_is_a_detail_and_every_repair_has_its_example() -> None:
    assert set(REPAIRS) | set(LEFT_OUT) <= {DETAILS[field] for field, *_ in UNREADABLE}
    optional = {name for name, one in SIGNAL_FIELDS.items() if not one.required}
    assert set(DETAILS.values()) == optional - NO_DETAILS


def test_a_record_of_nothing_but_unreadable_details_is_accepted_with_all_of_them_told() -> None:
    sent: dict[str, Any] = {field: [field] for field in DETAILS}
    found = checked(**sent, **CRISIS)
    assert isinstance(found.verdict, Signal)
    assert found.verdict.kind is SignalKind.DISCONNECTION
    assert {one.field for one in found.findings} == set(DETAILS)


def test_a_detail_that_is_left_out_leaves_its_neighbours_in_the_request_and_the_record_alone() -> None:
    body = orjson.dumps({"signalen": [a_record(), a_record(email="x", stadium="Aangekondigd", **CRISIS), a_record()]})
    first, odd, last = judge_request(body, MAY_ALL)
    assert (first.findings, last.findings) == ((), ())
    assert kept(odd, "stadium") is Stage.ANNOUNCED
    assert [one.code for one in odd.findings] == [Found.TIDIED, Found.UNREADABLE]


@pytest.mark.parametrize("sent", ["111222333", "111222334", "geen idee", 7, ["1"]])
def test_a_bsn_without_a_basis_is_refused_readable_or_not(sent: Any) -> None:
    found = checked(a_sender(), burgerservicenummer=sent)
    assert (found.verdict, found.findings) == ((Fault("burgerservicenummer", Code.NOT_ALLOWED),), ())


@pytest.mark.parametrize("sent", ["1985-05-12", "1985-00-00", "12 mei 1985", 1985])
def test_a_birth_date_without_a_basis_is_refused_readable_or_not(sent: Any) -> None:
    found = checked(LANDLORD, verklaring=COMPLETE, geboortedatum=sent)
    assert (found.verdict, found.findings) == ((Fault("geboortedatum", Code.NOT_ALLOWED),), ())


@pytest.mark.parametrize("field", sorted(GUARDED))
def test_an_empty_text_where_nothing_may_be_sent_is_nothing(field: str) -> None:
    found = checked(LANDLORD, verklaring=COMPLETE, **{field: " "})
    assert (kept(found, field), found.findings) == (None, (FieldFinding(field, Found.EMPTY),))


@pytest.mark.parametrize("sent", ["", None, "crisis", 4, ["afsluiting"]])
def test_a_kind_that_cannot_be_read_is_refused_as_a_guess_could_stop_the_clock(sent: Any) -> None:
    assert checked(soort=sent).verdict == (Fault("soort", Code.UNKNOWN_WORD),)


@pytest.mark.parametrize("sent", ["Afsluiting", "AFSLUITING", " afsluiting\u00a0"])
def test_a_crisis_in_capitals_or_with_spaces_is_a_crisis(sent: str) -> None:
    found = checked(soort=sent)
    assert isinstance(found.verdict, Signal)
    assert found.verdict.kind is SignalKind.DISCONNECTION
    assert found.findings == (FieldFinding("soort", Found.TIDIED),)


def test_an_addition_nobody_can_read_is_no_other_door_that_exists() -> None:
    keys = {
        address_key(Address("1000AA", "12", kept(checked(huisnummertoevoeging=sent), "huisnummertoevoeging")))
        for sent in (None, "A", "2 hoog achter")
    }
    assert len(keys) == 3


def test_errors_of_cells_with_a_detail_become_findings_and_of_others_stay_errors() -> None:
    cells = [Fault(field, Code.NOT_A_DATE) for field in ("geplandeDatum", "geboortedatum")]
    (found,) = judge([Candidate(a_record(**CRISIS), tuple(cells))], MAY_ALL)
    assert found.findings == tuple(FieldFinding(fault.field, Found.UNREADABLE) for fault in cells)
    wrong = Fault("signaaldatum", Code.NOT_A_DATE)
    (refused,) = judge([Candidate(a_record(), (*cells[:1], wrong))], MAY_ALL)
    assert (refused.verdict, refused.findings) == ((wrong,), ())


def test_what_a_row_already_told_stands_before_what_the_checks_find() -> None:
    read = FieldFinding("straat", Found.TIDIED)
    plain, odd = Candidate(a_record(), (), (read,)), Candidate(a_record(email="x"), (), (read,))
    first, second = judge([plain, odd], MAY_ALL)
    assert first.findings == (read,)
    assert second.findings == (read, FieldFinding("email", Found.UNREADABLE))
    assert judge([Candidate(a_record(postcode="x"), (), (read,))], MAY_ALL)[0].findings == ()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
REFUSED = {
    (field, code)
    for field, codes in {
        "burgerservicenummer": (Code.NOT_ALLOWED,),
        "geboortedatum": (Code.NOT_ALLOWED,),
        "geplandeDatum": (Code.NOT_WITH_KIND,),
        "stadium": (Code.NOT_WITH_KIND,),
    }.items()
    for code in codes
}
"""What of a detail is refused: it may not be sent, or it speaks of a measure that the kind does not have."""


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from(sorted(DETAILS)), JSON, min_size=1, max_size=4), st.sampled_from([ARREARS, CRISIS])
)
def test_no_value_of_a_detail_refuses_a_good_record_but_for_what_may_not_be_sent(
    details: dict[str, Any], kind: dict[str, Any]
) -> None:
    body = json.dumps({"signalen": [a_record(**kind, **details)]}).encode()
    for by in (MAY_ALL, a_sender(PartnerKind.WATER)):
        (found,) = judge_request(body, by)
        assert {one.field for one in found.findings} <= set(DETAILS)
        if not isinstance(found.verdict, Signal):
            assert {(one.field, one.code) for one in found.verdict} <= REFUSED
            assert by is not MAY_ALL or not kind
