"""The form follows the contract: every field of the signal stands on it once, in a group, or is never typed."""

import pytest

from domain.law.partner_kinds import PARTNER_TYPES
from schemas.signals import ATTESTATION_FIELDS, SIGNAL_FIELDS
from schemas.vocabulary.partners import PartnerKind
from services.worklist.pages.enter.entry_fields import GROUP_OF, GROUPS, NEVER_TYPED, all_fields, entry_groups
from services.worklist.words.store import texts
from tests.services.ingest.builders import TOWN, a_sender

BOTH = (PartnerKind.LANDLORD, PartnerKind.ENERGY)


def keys(kind: PartnerKind) -> list[str]:
    sender = a_sender(kind, birth_date_allowed=True)
    return [one.key for one in all_fields(entry_groups(sender, TOWN))]


def test_every_field_of_the_contract_is_typed_by_somebody_or_never() -> None:
    typed = {key for kind in BOTH for key in keys(kind)}
    wanted = (set(SIGNAL_FIELDS) | set(ATTESTATION_FIELDS)) - NEVER_TYPED - {"attestation"}
    assert typed == wanted
    assert all(len(keys(kind)) == len(set(keys(kind))) for kind in BOTH)


def test_groups_name_fields_and_groups_that_exist() -> None:
    assert set(GROUP_OF) <= set(SIGNAL_FIELDS)
    assert set(GROUP_OF.values()) == set(GROUPS)


@pytest.mark.parametrize("kind", PARTNER_TYPES)
def test_every_field_that_is_there_now_has_a_label_of_its_own(kind: PartnerKind) -> None:
    known = set(texts("nl"))
    assert [key for key in keys(kind) if f"enter.field.{key}" not in known] == []


@pytest.mark.parametrize("kind", PARTNER_TYPES)
def test_a_field_that_must_be_sent_is_on_the_form_of_every_partner(kind: PartnerKind) -> None:
    required = {name for name, one in SIGNAL_FIELDS.items() if one.required} - NEVER_TYPED
    assert required <= set(keys(kind))
