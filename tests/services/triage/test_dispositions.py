"""The workflow of dispositions: a line for each, and nothing may follow that does not stand in it."""

import ast
import inspect
from datetime import UTC, datetime
from itertools import product

import pytest

from schemas.policy.published import UNPUBLISHED
from schemas.vocabulary.decisions import NOT_PICKED_UP, Disposition, Occasion
from services.triage import settle as settling
from services.triage.dispositions import (
    PICKED_UP,
    WORKFLOW,
    Forbidden,
    check_transition,
    may_follow,
)
from services.triage.known import Decided, Question, Undecided
from services.triage.settle import Surroundings, settle_all
from tests.services.triage.builders import PARTNER, SIGNAL, view
from tests.services.triage.test_arrears import DOOR

EVERY = list(product([None, *Disposition], Occasion, Disposition))
STORED_BY_OTHERS = {Disposition.ERASED, Disposition.IMPORTED}
"""What no question on a signal comes to: erasure and import write them themselves."""


def test_every_disposition_stands_in_the_table() -> None:
    assert set(WORKFLOW) == set(Disposition)


def test_every_disposition_but_those_of_others_can_be_reached() -> None:
    reached = {after for before, occasion, after in EVERY if after in may_follow(before, occasion)}
    assert reached == set(Disposition) - STORED_BY_OTHERS


def test_only_what_is_erased_or_imported_is_final() -> None:
    assert {one for one, line in WORKFLOW.items() if not line.follows} == STORED_BY_OTHERS


def test_whoever_is_picked_up_by_hand_is_in_a_case_whatever_it_was_before() -> None:
    asked = [may_follow(one, Occasion.BY_HAND) for one in Disposition if Occasion.BY_HAND in WORKFLOW[one].follows]
    assert asked
    assert all(found == PICKED_UP for found in asked)


def test_a_worker_may_pick_up_whatever_we_did_not() -> None:
    by_hand = {one for one in Disposition if may_follow(one, Occasion.BY_HAND)}
    assert by_hand == NOT_PICKED_UP | {Disposition.PARKED, Disposition.IN_CASE}


def test_a_clock_wakes_only_what_is_parked_and_it_never_sleeps_on() -> None:
    woken = {before for before, occasion, after in EVERY if occasion is Occasion.WOKEN and becomes(before, after)}
    assert woken == {Disposition.PARKED}
    assert Disposition.PARKED not in may_follow(Disposition.PARKED, Occasion.WOKEN)


def becomes(before: Disposition | None, after: Disposition) -> bool:
    return before is not after and after in may_follow(before, Occasion.WOKEN)


@pytest.mark.parametrize("before", [None, *Disposition])
def test_any_other_transition_is_refused(before: Disposition | None) -> None:
    for occasion, after in product(Occasion, Disposition):
        if after in may_follow(before, occasion):
            check_transition(before, occasion, after)
        else:
            with pytest.raises(Forbidden):
                check_transition(before, occasion, after)


def test_what_the_table_does_not_know_is_decided_but_never_told_to_be_stored() -> None:
    around = Surroundings(policies=(UNPUBLISHED,))
    signal = view()
    around.knowledge.add(an_imported(signal.id))
    question = Question(PARTNER, Occasion.REVISED, datetime(2026, 3, 17, 9, tzinfo=UTC))
    undecided = Undecided("9901", signal, DOOR, "K-1", b"s", question)
    with pytest.raises(Forbidden):
        list(settle_all({"9901": [undecided]}, {"9901": around}, {"9901": 2}))


def an_imported(name: str) -> Decided:
    signal = view()
    shared = {one: getattr(signal, one) for one in Decided._fields if hasattr(signal, one)}
    own = {"signal_id": name, "sequence": 1, "household": SIGNAL, "disposition": Disposition.IMPORTED}
    return Decided(**(shared | own | {"case_id": None, "person": None}))


def test_every_decision_that_is_made_now_is_held_against_the_table() -> None:
    tree = ast.parse(inspect.getsource(settling))
    makers = [
        one.name
        for one in tree.body
        if isinstance(one, ast.FunctionDef)
        and any(isinstance(call, ast.Call) and ast.unparse(call.func) == "settle" for call in ast.walk(one))
    ]
    checked = [
        one.name for one in tree.body if isinstance(one, ast.FunctionDef) and "check_transition(" in ast.unparse(one)
    ]
    assert makers == checked == ["_settle_now"]
