"""Imports point one way: command to services, services to domain, domain to plumbing, all of them to schemas."""

from collections.abc import Iterable

import pytest

from tests.architecture.sources import Source, imports, package_of, parse, sources

FLOOR = {"schemas": 0, "simulation": 1, "plumbing": 1, "domain": 2, "services": 3, "command": 4}
"""Floors of the house, from the ground up: a floor imports what lies below it."""

BESIDE = {
    "plumbing.record": frozenset[str](),
    "plumbing.running": frozenset({"plumbing.record"}),
    "plumbing.transport": frozenset({"plumbing.record", "plumbing.running"}),
    "plumbing.web": frozenset({"plumbing.record", "plumbing.running"}),
    "domain.law": frozenset[str](),
    "domain.people": frozenset({"domain.law"}),
    "domain.figures": frozenset({"domain.law"}),
    "domain.change": frozenset({"domain.law", "domain.figures"}),
    "domain.store": frozenset({"domain.change", "domain.figures"}),
    "domain.intake": frozenset({"domain.law", "domain.people"}),
    "domain.registry": frozenset({"domain.law", "domain.intake"}),
    "domain.cases": frozenset({"domain.law", "domain.people", "domain.figures", "domain.change", "domain.store"}),
    "domain.planning": frozenset({"domain.law", "domain.people", "domain.cases"}),
}
"""Rooms of one floor that may know each other; a service knows no other service."""

BROKER = frozenset({"faust", "mode", "aiokafka", "kafka", "confluent_kafka"})
"""Client libraries of the broker."""
KNOWS_THE_BROKER = frozenset({"plumbing.transport", "services.relay"})

WEB = frozenset({"fastapi", "starlette", "jinja2"})
SERVES_HTTP = frozenset({"services.ingest", "services.worklist", "plumbing.web"})


def floor(room: str) -> str:
    return room.split(".", maxsplit=1)[0]


def may_import(room: str, other: str) -> bool:
    """Whether code in `room` may import `other`."""
    if room == other:
        return True
    if floor(room) == floor(other):
        return other in BESIDE.get(room, frozenset())
    return FLOOR[floor(other)] < FLOOR[floor(room)]


def targets(text_imports: list[tuple[str, str]]) -> set[str]:
    """Rooms of ours that imports reach; `from services import triage` reaches services.triage."""
    full = (f"{module}.{name}" if module in FLOOR and name else module for module, name in text_imports)
    return {package_of(one) for one in full if floor(one) in FLOOR}


def rooms() -> list[str]:
    return sorted({source.package for source in sources()})


@pytest.mark.parametrize("room", rooms())
def test_imports_follow_the_arrows(room: str) -> None:
    for source in sources():
        if source.package == room:
            wrong = {one for one in targets(list(imports(source))) if not may_import(room, one)}
            assert wrong == set(), source.place


def test_every_room_of_a_floor_that_is_no_process_says_whom_it_knows() -> None:
    found = {room for room in rooms() if floor(room) in {"domain", "plumbing"} and "." in room}
    assert found == set(BESIDE), "domain.change and domain.store are single files"


def test_no_arrow_leads_back() -> None:
    def reach(room: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
        for one in BESIDE[room] - seen:
            seen = reach(one, seen | {one})
        return seen

    assert [room for room in BESIDE if room in reach(room)] == []


def test_a_service_is_a_process_that_knows_no_other_service() -> None:
    assert not may_import("services.triage", "services.ingest")
    assert may_import("services.triage", "domain.cases")
    assert not may_import("domain.cases", "services.triage")
    assert not may_import("plumbing.transport", "domain.cases")


def who_knows(libraries: frozenset[str], among: Iterable[Source]) -> set[str]:
    """Rooms that import one of these libraries."""
    return {one.package for one in among if libraries & {module.split(".")[0] for module, _ in imports(one)}}


def test_nothing_outside_transport_knows_the_broker() -> None:
    assert who_knows(BROKER, sources()) == KNOWS_THE_BROKER


def test_only_ingest_and_worklist_know_a_web_framework() -> None:
    assert who_knows(WEB, sources()) == SERVES_HTTP


@pytest.mark.parametrize("planted", ["import kafka.admin", "def f():\n    from aiokafka import X", "import faust as f"])
def test_a_room_that_knows_the_broker_is_found(planted: str) -> None:
    assert who_knows(BROKER, [parse(planted, "domain.cases.store")]) == {"domain.cases"}


def test_the_wall_sees_every_form_of_import() -> None:
    planted = parse(
        "from services import triage\nimport services.worklist.app\ndef f():\n    from ..report import read\n"
        "    from .. import notify",
        "services.relay.process",
    )
    reached = {"services.triage", "services.worklist", "services.report", "services.notify"}
    assert targets(list(imports(planted))) == reached
    assert [one for one in reached if may_import("services.relay", one)] == []
