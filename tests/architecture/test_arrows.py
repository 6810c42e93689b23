"""Imports point one way: process folders to record, transport and running, all of them to schemas."""

import pytest

from tests.architecture.sources import imports, parse, sources

SHARED = frozenset({"services.record", "services.transport", "services.running", "schemas"})
ARROWS = {
    "schemas": frozenset[str](),
    "simulation": frozenset({"schemas"}),
    "services": frozenset[str](),
    "services.running": frozenset({"schemas"}),
    "services.record": frozenset({"schemas"}),
    "services.transport": frozenset({"services.record", "services.running", "schemas"}),
    "services.ingest": SHARED,
    "services.triage": SHARED,
    "services.notify": SHARED,
    "services.worklist": SHARED,
    "services.report": SHARED,
    "services.command": SHARED
    | {"services.ingest", "services.triage", "services.notify", "services.worklist", "services.report", "simulation"},
}
"""Package to what it may import beside itself (STYLE, Layout)."""

BROKER = frozenset({"faust", "mode", "aiokafka", "kafka", "confluent_kafka"})
"""Client libraries of the broker."""

WEB = frozenset({"fastapi", "starlette", "uvicorn", "jinja2"})
SERVES_HTTP = frozenset({"services.ingest", "services.worklist"})


def package_of(module: str) -> str:
    return ".".join(module.split(".")[: 2 if module.startswith("services.") else 1])


def targets(text_imports: list[tuple[str, str]]) -> set[str]:
    """Packages of ours that imports reach; `from services import record` reaches services.record."""
    full = (f"{module}.{name}" if module == "services" else module for module, name in text_imports)
    return {package_of(one) for one in full if one.split(".")[0] in {"schemas", "services", "simulation"}}


def test_the_table_of_arrows_names_every_package() -> None:
    assert {source.package for source in sources()} == set(ARROWS)


@pytest.mark.parametrize("package", sorted(ARROWS))
def test_imports_follow_the_arrows(package: str) -> None:
    for source in sources():
        if source.package == package:
            assert targets(list(imports(source))) - {package} <= ARROWS[package], source.place


def test_no_arrow_leads_back() -> None:
    def reach(package: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
        for one in ARROWS[package] - seen:
            seen = reach(one, seen | {one})
        return seen

    assert [package for package in ARROWS if package in reach(package)] == []


def test_command_is_imported_by_nothing() -> None:
    for source in sources():
        if source.package != "services.command":
            assert "services.command" not in targets(list(imports(source))), source.place


def test_nothing_outside_transport_knows_the_broker() -> None:
    for source in sources():
        if source.package != "services.transport":
            assert {module.split(".")[0] for module, _ in imports(source)} & BROKER == set(), source.place


THE_SERVER = "services/running/serving.py"


def test_only_ingest_and_worklist_know_a_web_framework() -> None:
    for source in sources():
        if source.package not in SERVES_HTTP and source.place != THE_SERVER:
            assert {module.split(".")[0] for module, _ in imports(source)} & WEB == set(), source.place


def test_the_wall_sees_every_form_of_import() -> None:
    planted = parse("from services import triage\nimport services.worklist.app\ndef f():\n    from kafka import X")
    assert targets(list(imports(planted))) == {"services.triage", "services.worklist"}
    assert ("kafka", "X") in list(imports(planted))
