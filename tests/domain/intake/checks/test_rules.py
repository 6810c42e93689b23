"""One look tells whether a group of rules may be broken; no broken rule escapes it."""

from datetime import date
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.intake.checks.judge import Candidate, judge
from domain.intake.checks.rules import GROUPS, RULES, broken_rules
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from tests.services.ingest.builders import BSN, COMPLETE, NEIGHBOUR, TOWN, a_record, a_sender

SENDERS = [a_sender(kind) for kind in PartnerKind] + [a_sender(PartnerKind.LANDLORD, birth_date_allowed=True)]
DAYS = st.dates(date(1899, 1, 1), date(2099, 12, 31)) | st.dates(date(2024, 1, 1), date(2026, 12, 31))
ISO = DAYS.map(date.isoformat)
STATEMENTS = st.fixed_dictionaries(dict.fromkeys(COMPLETE, st.booleans()))
FIELDS = st.fixed_dictionaries(
    {
        "gemeentecode": st.sampled_from([TOWN, NEIGHBOUR]),
        "signaaldatum": ISO,
        "ontstaansdatum": ISO,
        "soort": st.sampled_from(["achterstand", "eindelevering", "afsluiting", "huisuitzetting"]),
    },
    optional={
        "geplandeDatum": ISO,
        "stadium": st.sampled_from(["aangekondigd", "uitgevoerd"]),
        "verklaring": STATEMENTS,
        "geboortedatum": ISO,
        "burgerservicenummer": st.just(BSN),
    },
)


@settings(max_examples=300, deadline=None)
@given(FIELDS, st.sampled_from(SENDERS))
def test_no_broken_rule_escapes_the_look_at_its_group(fields: dict[str, Any], sender: Any) -> None:
    signal = Signal.model_validate_json(orjson.dumps(a_record(**fields)))
    broken = [(rule.field, rule.code) for rule in RULES if rule.broken(signal, sender)]
    assert [(fault.field, fault.code) for fault in broken_rules(signal, sender)] == broken


def test_a_plain_signal_needs_no_more_than_the_looks() -> None:
    (found,) = judge([Candidate(a_record())], a_sender())
    assert isinstance(found.verdict, Signal)
    assert [group for group in GROUPS if group.may_break(found.verdict, a_sender())] == []
