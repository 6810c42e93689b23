"""Why two signals are linked: sums of fields, in words that somebody understands."""

import pytest

from domain.people.matching.compare import FIELD_LEVELS, Levels
from domain.people.matching.explain import FIELDS, FINDINGS, explained
from domain.people.matching.read import weights_of
from domain.people.matching.score import Edge, Scorer
from domain.people.matching.weights import Bits, Weights, probabilities
from tests.domain.people.matching.people import features, town

SAID_NOTHING = Levels(*[""] * len(Levels._fields))


def scored(**changed: str | None) -> Edge:
    """The edge of J.P. Vogelzang with a signal that differs."""
    return Scorer(weights_of()).edge(1, 2, features(), features(customer_number="other", **changed))


def test_an_empty_value_gives_no_bits() -> None:
    weights = weights_of()
    for field in FIELD_LEVELS:
        parts = weights.parts(SAID_NOTHING)
        assert field not in {part.field for part in parts}


@pytest.mark.parametrize("empty", ["phone", "email", "birth_date", "initials"])
def test_a_field_that_one_leaves_empty_is_no_row_of_the_table(empty: str) -> None:
    field = FIELDS["birth" if empty == "birth_date" else empty]
    assert field in {row.field for row in explained(scored(), weights_of()).findings}
    assert field not in {row.field for row in explained(scored(**{empty: None}), weights_of()).findings}


def test_the_bits_of_the_table_add_up_to_the_score() -> None:
    weights, told = weights_of(), town(5, 12)
    scorer = Scorer(weights)
    for one in told:
        scorer.put(one.features)
    pairs = [(one, other) for one in told for other in told if one is not other]
    for one, other in pairs[::17]:
        edge = scorer.edge(1, 2, one.features, other.features)
        found = explained(edge, weights)
        assert sum(row.bits.person for row in found.findings) == pytest.approx(edge.bits.person)
        assert sum(row.bits.household for row in found.findings) == pytest.approx(edge.bits.household)
        assert probabilities(found.bits) == pytest.approx((edge.person, edge.together - edge.person))


def test_every_level_of_every_field_has_its_words() -> None:
    for field, levels in FIELD_LEVELS.items():
        for level in levels:
            assert all(FINDINGS[field, level]), (field, level)
    assert {field for field, _ in FINDINGS} <= FIELDS.keys()


def test_the_words_repeat_no_value() -> None:
    written = repr(explained(scored(), weights_of()).findings).lower()
    assert not any(value in written for value in ("vogelzang", "1971", "9900", "12345678"))


def test_of_two_shared_values_only_the_strongest_counts() -> None:
    weights = weights_of()
    levels = SAID_NOTHING._replace(phone="shared", address="widely")
    counted = [part for part in weights.parts(levels) if part.level in {"shared", "widely"} and part.counted]
    assert len(counted) == 1
    assert weights.total(levels).person <= max(
        weights.total(levels._replace(phone="")).person, weights.total(levels._replace(address="")).person
    ) + abs(weights.total(SAID_NOTHING).person)
    told = explained(Edge(1, 2, levels, 0.0, weights.total(levels), 0.0, 0.0), weights)
    assert sum("telt niet mee" in row.found[0] for row in told.findings) == 1


def test_a_business_name_is_no_person_unless_phone_or_email_agree() -> None:
    apart = scored(surname="Vogelzang B.V.", phone=None, email=None, birth_date=None, initials=None)
    agreed = scored(surname="Vogelzang B.V.", email=None, birth_date=None, initials=None)
    assert apart.person < 0.001
    assert agreed.person > 100 * apart.person
    assert apart.together > 0.8


def test_probabilities_are_shares_of_one() -> None:
    assert probabilities(Bits(0.0, 0.0)) == pytest.approx((1 / 3, 1 / 3))
    assert probabilities(Bits(900.0, -900.0)) == pytest.approx((1.0, 0.0))
    assert probabilities(Bits(-900.0, -900.0)) == pytest.approx((0.0, 0.0))


def test_weights_with_a_part_missing_are_refused() -> None:
    with pytest.raises(KeyError):
        Weights({"version": "x", "levels": {}, "prior": (1, 1, 1)})
