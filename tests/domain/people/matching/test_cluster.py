"""Persons and households kept record by record: ids that stay, judgements that hold, and everything reversible."""

import time
from collections.abc import Hashable, Iterable, Mapping, Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.people.matching.act import contactable, is_only_probable, to_review
from domain.people.matching.cluster import Matcher
from domain.people.matching.features import FeatureKey, Features, features_of
from domain.people.matching.judge import Answer, JudgedBy, Judgement
from domain.people.matching.read import weights_of
from domain.people.matching.rows import matcher_of
from domain.people.matching.shared import values_of
from domain.people.matching.weights import Thresholds
from schemas.ids import Id
from tests.domain.people.matching.people import ROOT, Told, features, fields, matcher, name, rows_of_matcher, town

OTHER = {"partner_id": "water", "partner_kind": "water", "customer_number": "7"}
THIRD = {"partner_id": "huur", "partner_kind": "landlord", "customer_number": "8"}
FATHER = features(phone=None, email=None)
SON = features(phone=None, email=None, birth_date="1999-07-02", **OTHER)
STRANGER = features(
    surname="Rietdijk", initials="M.", birth_date="1980-01-30", postcode="9955ZZ", phone=None, email=None, **THIRD
)


def with_all(records: Iterable[Features]) -> Matcher:
    known = matcher()
    for number, one in enumerate(records):
        known.add(name(number), one)
    return known


def judged(one: int, other: int, answer: Answer) -> Judgement:
    return Judgement(name(one), name(other), answer, ROOT, JudgedBy.SPOKEN)


def partition(of: Mapping[Id, Hashable]) -> set[frozenset[Id]]:
    groups: dict[Hashable, set[Id]] = {}
    for one, group in of.items():
        groups.setdefault(group, set()).add(one)
    return set(map(frozenset, groups.values()))


def test_signals_of_one_person_get_one_person_and_one_household() -> None:
    known = matcher()
    first = known.add(name(0), features())
    second = known.add(name(1), features(surname="VOGELSANG", initials="J", birth_date=None, **OTHER))
    assert (first.person, first.household) == (second.person, second.household)
    assert [(edge.one, edge.other) for edge in second.edges] == [(1, 2)]
    assert known.probability(name(0), name(1))[0] > 0.9


def test_father_and_son_live_together_and_are_two() -> None:
    known = with_all([FATHER, SON])
    assert len(set(known.persons().values())) == 2
    assert len(set(known.households().values())) == 1


def test_a_bill_that_fits_father_and_son_is_of_neither_for_sure() -> None:
    bill = features(phone=None, email=None, birth_date=None, **THIRD)
    assert len(partition(with_all([FATHER, bill]).persons())) == 1
    assert len(partition(with_all([FATHER, SON, bill]).persons())) == 3
    assert len(partition(with_all([bill, SON, FATHER]).persons())) == 3


def test_who_shares_the_first_initial_alone_is_somebody_else_whatever_a_third_signal_says() -> None:
    whole = features(initials="L.G.B.", phone=None, email=None)
    first = features(initials="L.", phone="0612345678", email=None, **OTHER)
    other = features(initials="L.K.", birth_date=None, phone="0612345678", email=None, **THIRD)
    for order in ([whole, first, other], [other, first, whole]):
        persons = with_all(order).persons()
        assert persons[name(order.index(whole))] != persons[name(order.index(other))]


def test_strangers_stay_strangers() -> None:
    known = with_all([FATHER, STRANGER])
    assert len(set(known.households().values())) == 2
    assert known.probability(name(0), name(1))[1] < 0.01


def test_the_next_month_of_a_contract_is_where_the_last_one_was() -> None:
    known = with_all([FATHER, STRANGER, FATHER])
    assert known.persons()[name(2)] == known.persons()[name(0)]
    assert known.number_of[name(2)] == known.number_of[name(0)]


def test_a_customer_number_of_one_partner_links_whoever_moves() -> None:
    moved = features(postcode="9955XX", house_number="81", phone=None, email=None, birth_date=None)
    known = with_all([FATHER, moved])
    assert len(set(known.persons().values())) == 1


def test_a_record_comes_once_and_only_under_one_key() -> None:
    known = with_all([FATHER])
    with pytest.raises(ValueError, match="known"):
        known.add(name(0), SON)
    with pytest.raises(ValueError, match="version"):
        known.add(name(1), features_of(fields(), FeatureKey("2", b"a later secret")))
    with pytest.raises(KeyError):
        known.remove(name(5))


def test_a_record_that_is_corrected_away_leaves_its_ids_to_the_rest_and_takes_others() -> None:
    """Else two households that have nothing in common would bear one id."""
    known = with_all([FATHER, FATHER._replace(kind="other")])
    first = known.linked(name(0))
    known.correct(name(0), STRANGER)
    assert known.linked(name(1))[:2] == first[:2]
    assert {known.linked(name(0)).household, known.linked(name(0)).person}.isdisjoint(first[:2])


def test_a_merged_id_stays_known_and_comes_back_with_a_split() -> None:
    known = matcher()
    old = known.add(name(0), features(phone=None, email=None, birth_date=None, surname="Kwakkel", initials="A."))
    lone = known.add(name(1), STRANGER)
    known.judge(judged(0, 1, Answer.SAME_PERSON))
    assert known.persons()[name(1)] == old.person
    assert known.person_ids.now(lone.person) == old.person
    assert known.household_ids.now(lone.household) == old.household
    known.take_back(name(0), name(1))
    assert known.linked(name(1))[:2] == lone[:2]
    assert known.person_ids.aliases == {}


def test_who_is_left_keeps_the_id_when_the_oldest_record_is_erased() -> None:
    known = with_all([FATHER, features(**OTHER), features(**THIRD)])
    before = known.persons()[name(2)]
    known.remove(name(0))
    assert set(known.persons().values()) == {before}
    known.add(name(3), FATHER)
    assert set(known.persons().values()) == {before}


def test_what_people_judged_outranks_every_score() -> None:
    known = with_all([FATHER, features(**OTHER), STRANGER])
    known.judge(judged(0, 1, Answer.OTHER_PERSON))
    assert len(partition(known.persons())) == 3
    assert len(partition(known.households())) == 2
    known.judge(judged(0, 1, Answer.OTHER_HOUSEHOLD))
    assert len(partition(known.households())) == 3
    known.judge(judged(0, 2, Answer.SAME_HOUSEHOLD))
    assert known.households()[name(0)] == known.households()[name(2)] != known.households()[name(1)]
    known.judge(judged(0, 1, Answer.CANNOT_TELL))
    assert known.persons()[name(0)] == known.persons()[name(1)]


def test_a_judgement_stays_in_force_when_its_record_is_corrected() -> None:
    known = with_all([features(), features(surname="Oosterhof", postcode="9911ZZ", partner_id="water", email=None)])
    known.judge(judged(0, 1, Answer.SAME_HOUSEHOLD))
    for birth_date in ("1971-03-19", "1971-03-20"):
        known.correct(name(0), features(birth_date=birth_date))
        assert len(set(known.households().values())) == 1
    assert known.judgements.all() == [judged(0, 1, Answer.SAME_HOUSEHOLD)]
    again = matcher_of(rows_of_matcher(known), weights_of(), Thresholds())
    assert rows_of_matcher(again) == rows_of_matcher(known)


def test_a_judgement_about_one_month_leaves_with_that_month() -> None:
    stranger = {"surname": "Oosterhof", "initials": "B.", "birth_date": None, "postcode": "9911ZZ"}
    other = features(partner_id="water", email=None, phone=None, **stranger)
    known = with_all([features(), features(), other])
    known.judge(judged(0, 2, Answer.SAME_HOUSEHOLD))
    elsewhere = {"customer_number": "K200", "postcode": "9933CC", "phone": None, "email": None, "birth_date": None}
    known.correct(name(0), features(surname="Kwakhuis", initials="Z.", **elsewhere))
    homes = known.households()
    assert homes[name(0)] == homes[name(2)] != homes[name(1)]


def test_a_judgement_about_a_record_that_is_gone_says_nothing() -> None:
    known = with_all([features(), features(partner_id="water")])
    rows = rows_of_matcher(known)._replace(judgements=[judged(0, 7, Answer.SAME_PERSON)])
    assert matcher_of(rows, weights_of(), Thresholds()).judgements.all() == []


def test_a_judgement_goes_with_the_record_it_is_about() -> None:
    known = with_all([FATHER, STRANGER])
    known.judge(judged(0, 1, Answer.SAME_PERSON))
    known.remove(name(1))
    assert known.judgements.all() == []
    known.add(name(2), STRANGER)
    assert len(partition(known.persons())) == 2


CLIENTS = [
    features(
        surname=surname,
        initials=letter,
        birth_date=None,
        postcode=f"99{number}0AB",
        phone="0698765432",
        email=None,
        customer_number=str(number),
    )
    for number, (surname, letter) in enumerate(
        [("Rietdijk", "A."), ("Kwakkel", "B."), ("Terpstra", "C."), ("Bloemendaal", "D."), ("Nijenhuis", "E.")], 1
    )
]


def test_a_phone_number_that_turns_out_to_be_an_administrators_splits_what_it_joined() -> None:
    known = with_all(CLIENTS[:2])
    joined = known.probability(name(0), name(1))[1]
    for number in (2, 3, 4):
        known.add(name(number), CLIENTS[number])
    assert known.probability(name(0), name(1))[1] < joined
    assert len(partition(known.households())) == len(CLIENTS)


def test_a_listed_administrator_is_known_at_once() -> None:
    phone = next(value for value in values_of(CLIENTS[0]) if value.startswith("p"))
    known = Matcher(weights_of(), Thresholds(), [phone])
    for number in (0, 1):
        known.add(name(number), CLIENTS[number])
    assert len(partition(known.households())) == 2
    assert known.graph.edge(1, 2).levels.phone == "widely"


def test_a_link_by_name_and_address_alone_is_only_probable() -> None:
    known = with_all([FATHER, features(birth_date=None, phone=None, email=None, **OTHER)])
    assert known.persons()[name(0)] == known.persons()[name(1)]
    assert is_only_probable(known, name(1))
    sure = with_all([features(), features(birth_date=None, **OTHER)])
    assert not is_only_probable(sure, name(1))
    assert not is_only_probable(with_all([FATHER]), name(0))


def test_another_member_is_contacted_only_where_the_household_is_sure() -> None:
    known = with_all([FATHER, SON])
    assert contactable(known, name(0)) == {name(0), name(1)}
    doubtful = Matcher(weights_of(), Thresholds(contact=1.1))
    for number, one in enumerate((FATHER, SON)):
        doubtful.add(name(number), one)
    assert contactable(doubtful, name(0)) == {name(0)}
    doubtful.judge(judged(0, 1, Answer.SAME_HOUSEHOLD))
    assert contactable(doubtful, name(0)) == {name(0), name(1)}


def test_who_is_in_doubt_is_asked_about_until_somebody_judges() -> None:
    bill = features(phone=None, email=None, birth_date=None, **THIRD)
    known = with_all([FATHER, SON, bill])
    asked = [(edge.one, edge.other) for edge in to_review(known)]
    assert (1, 3) in asked
    known.judge(judged(0, 2, Answer.CANNOT_TELL))
    assert (1, 3) not in [(edge.one, edge.other) for edge in to_review(known)]


TOWNS = st.builds(town, st.integers(0, 10_000), st.integers(2, 14))


def test_the_same_signals_in_any_order_make_the_same_households() -> None:
    moved, all_pairs = 0, 0
    for seed in range(12):
        told, shuffled = town(seed, 60), matcher()
        there, order = with_all(one.features for one in told), list(range(len(told)))
        Random(seed).shuffle(order)
        for number in order:
            shuffled.add(name(number), told[number].features)
        one, other = pairs_of(there.households()), pairs_of(shuffled.households())
        moved, all_pairs = moved + len(one ^ other), all_pairs + len(one | other)
    assert moved <= 0.02 * all_pairs


def pairs_of(groups: Mapping[Id, Hashable]) -> set[frozenset[Id]]:
    return {frozenset({a, b}) for group in partition(groups) for a in group for b in group if a != b}


@settings(max_examples=12, deadline=None)
@given(TOWNS, st.data())
def test_removing_what_was_added_gives_the_state_before(told: list[Told], data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(told) - 1)) if len(told) > 1 else 0
    known = with_all(one.features for one in told[:at])
    before = rows_of_matcher(known)
    for number in range(at, min(at + 3, len(told))):
        known.add(name(number), told[number].features)
    for number in reversed(range(at, min(at + 3, len(told)))):
        known.remove(name(number))
    after = rows_of_matcher(known)
    assert after._replace(aliases=()) == before._replace(aliases=())
    assert set(before.aliases) <= set(after.aliases), "an id that was given stays known"
    assert {known.household_ids.now(one.was) for one in after.aliases if one.kind == "household"} <= set(
        known.households().values()
    )


@settings(max_examples=12, deadline=None)
@given(TOWNS, st.data())
def test_must_link_and_cannot_link_hold_whatever_comes_after(told: list[Told], data: st.DataObject) -> None:
    half = max(2, len(told) // 2)
    known = with_all(one.features for one in told[:half])
    numbers = st.integers(0, min(half, len(told)) - 1)
    must, cannot = data.draw(st.tuples(numbers, numbers)), data.draw(st.tuples(numbers, numbers))
    if len({*must, *cannot}) < 4 or known.number_of[name(must[0])] == known.number_of[name(must[1])]:
        return
    known.judge(judged(*must, Answer.SAME_PERSON))
    if known.number_of[name(cannot[0])] != known.number_of[name(cannot[1])]:
        known.judge(judged(*cannot, Answer.OTHER_HOUSEHOLD))
    for number in range(half, len(told)):
        known.add(name(number), told[number].features)
    persons, homes = known.persons(), known.households()
    assert persons[name(must[0])] == persons[name(must[1])]
    if known.number_of[name(cannot[0])] != known.number_of[name(cannot[1])]:
        assert homes[name(cannot[0])] != homes[name(cannot[1])]


@settings(max_examples=15, deadline=None)
@given(TOWNS, st.data())
def test_a_matcher_made_from_its_rows_goes_on_as_it_would_have(told: list[Told], data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(told)))
    known = with_all(one.features for one in told[:at])
    if known.number_of[name(0)] != known.number_of[name(at - 1)]:
        known.judge(judged(0, at - 1, data.draw(st.sampled_from(list(Answer)))))
    again = matcher_of(rows_of_matcher(known), weights_of(), Thresholds())
    assert rows_of_matcher(again) == rows_of_matcher(known)
    for number in range(at, len(told)):
        assert again.add(name(number), told[number].features)[:2] == known.add(name(number), told[number].features)[:2]


def pairs_within(told: Sequence[Told], which: str) -> set[frozenset[Id]]:
    return pairs_of({name(number): getattr(one, which) for number, one in enumerate(told)})


def test_a_town_of_tests_is_matched_well() -> None:
    told = town(3, 150)
    known = with_all(one.features for one in told)
    for which, found in (("person", known.persons()), ("household", known.households())):
        true, made = pairs_within(told, which), pairs_of(found)
        assert len(true & made) / len(made) > 0.9, which
        assert len(true & made) / len(true) > 0.8, which


def test_a_link_is_undone_in_a_moment() -> None:
    told = town(3, 150)
    known = with_all(one.features for one in told)
    start = time.process_time()
    known.remove(name(10))
    assert time.process_time() - start < 0.05
