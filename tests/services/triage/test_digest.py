"""The digest of what a decision looked at: it tells inputs apart, and it can grow."""

from datetime import date
from typing import Any

import pytest

from domain.cases.work import WorkDone
from schemas.policy.form import DEFAULT, Policy
from schemas.policy.published import Published, digest_of
from services.triage.digest import input_digest
from services.triage.known import Known, SignalView, Versions
from services.triage.settle import NOW
from tests.services.triage.builders import PARTNER, an_open_case, known, own, picked_up, view

FIRST = Versions("2026.1", "address-2", "divosa-2023.1")
"""The first versions there ever were."""


def published(version: int = 1, digest: str = "d") -> Published:
    return Published(version, date(2026, 1, 1), digest, DEFAULT)


def digest(
    signal: SignalView | None = None,
    around: Known | None = None,
    salt: bytes = b"s",
    policy: Published | None = None,
    versions: Versions = NOW,
) -> bytes:
    return input_digest(salt, signal or view(), around or known(), policy or published(), versions)


def test_a_digest_tells_every_input_apart() -> None:
    assert digest() == digest()
    others = [
        digest(view(amount_cents=12_001)),
        digest(view(known_on=date(2026, 3, 18))),
        digest(view(warm_handover=True)),
        digest(around=known(picked_up=(date(2026, 3, 1),))),
        digest(around=known(previous_case=PARTNER)),
        digest(salt=b"t"),
        digest(policy=published(version=2)),
        digest(policy=published(digest="e")),
        *(digest(versions=NOW._replace(**{name: "later"})) for name in Versions._fields),
    ]
    assert len({digest(), *others}) == len(others) + 1


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        (known(), "683133a0c7bd4b2e8137d0eecbb2c9a2050ba70a8b1c5fc57c376193b60e51f8"),
        (
            known(pickup=picked_up(), case=an_open_case(), own=own()),
            "474534349806780cb52ec80bed751dd4a7bd07ae155fe0b035d86bf6bdbdcb07",
        ),
    ],
    ids=["nothing known", "everything known"],
)
def test_a_digest_of_an_earlier_version_of_this_software_is_still_the_same(around: Known, expected: str) -> None:
    assert digest(around=around, salt=b"x" * 16, versions=FIRST).hex() == expected


class _LaterView(SignalView):
    """A signal as a later version of this software may see it: with one more input, which is absent here."""

    def _asdict(self) -> dict[str, object]:
        return {"a_new_input": None, **super()._asdict(), "another": ()}


def test_an_input_that_is_added_later_and_absent_changes_no_digest() -> None:
    assert digest(_LaterView(*view())) == digest()


@pytest.mark.parametrize("changes", [{"version": 7}, {"work": WorkDone(attempts=1)}], ids=["version", "work"])
def test_how_often_a_header_was_written_and_the_work_on_a_case_are_not_looked_at(changes: dict[str, Any]) -> None:
    assert digest(around=known(case=an_open_case(**changes))) == digest(around=known(case=an_open_case()))


def test_a_choice_that_is_absent_changes_no_digest_of_a_policy() -> None:
    class LaterPolicy(Policy):
        """A policy with one more choice, which is off where it is absent."""

        new_rule_cents: int | None = None

    assert digest_of(LaterPolicy(name=DEFAULT.name)) == digest_of(DEFAULT)
    assert digest_of(LaterPolicy(name=DEFAULT.name, new_rule_cents=1)) != digest_of(DEFAULT)
