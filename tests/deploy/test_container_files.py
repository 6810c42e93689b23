"""The container files hold together; they were linted and taken apart here, not run (see deploy/README.md)."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import yaml
from sqlalchemy import make_url

from command.engines import PASSWORD_OF, WITHOUT_PASSWORD
from command.processes import PROCESSES
from plumbing.record.roles import ROLES
from plumbing.running.settings import Settings
from plumbing.transport.rights import rights_of_processes
from tests.deploy.dashboard import DEPLOY

DOCKERFILE: Final = (DEPLOY / "Dockerfile").read_text()
COMPOSE: Final[dict[str, Any]] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: Final[dict[str, Any]] = COMPOSE["services"]
RUNNING: Final = {name: service for name, service in SERVICES.items() if service.get("command", [""])[0] == "run"}


def is_pinned(image: str) -> bool:
    return re.search(r":v?\d[\w.-]+$", image) is not None


def remarks_of_hadolint(dockerfile: Path) -> str:
    hadolint = Path(sys.executable).with_name("hadolint")
    linted = subprocess.run([hadolint, dockerfile], capture_output=True, text=True, check=False)
    return linted.stdout if linted.returncode else ""


def wanted_values(text: str) -> set[str]:
    return set(re.findall(r"\$\{(\w+):\?\}", text))


def test_every_process_runs_and_triage_runs_twice() -> None:
    assert {service["command"][1] for service in RUNNING.values()} == set(PROCESSES)
    assert len([name for name, service in RUNNING.items() if service["command"][1] == "triage"]) == 2


def test_every_image_is_pinned_and_none_is_latest() -> None:
    images = [service["image"] for service in SERVICES.values()] + re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert [image for image in images if not is_pinned(image)] == []


def test_an_image_that_is_not_pinned_is_found() -> None:
    assert [image for image in ("postgres", "postgres:latest", "a.example/x", "x:v", "x:") if is_pinned(image)] == []
    assert is_pinned("a.example:5000/x:v1.2-slim")


def test_services_wait_for_services_that_exist_and_use_declared_volumes_and_networks() -> None:
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        named = {volume.split(":")[0] for volume in service.get("volumes", []) if not volume.startswith(".")}
        assert named <= set(COMPOSE["volumes"])


def test_every_mounted_file_exists() -> None:
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", []) if mount.startswith(".")]
    assert mounts
    assert [mount for mount in mounts if not (DEPLOY / mount.split(":")[0]).exists()] == []
    assert [mount for mount in mounts if not mount.endswith(":ro")] == []


def test_each_process_signs_in_with_its_own_role_and_password() -> None:
    for service in RUNNING.values():
        role, environment = service["command"][1], service["environment"]
        assert make_url(environment["VROEGSIGNAAL_POSTGRES_URL"]).username == f"vroegsignaal_{role}"
        assert environment["PGPASSWORD"] == f"${{{PASSWORD_OF}{role.upper()}:?}}"


def test_what_is_said_of_who_signs_in_to_kafka_is_so() -> None:
    said = (DEPLOY / "kafka" / "README.md").read_text()
    example = re.findall(r"^ +VROEGSIGNAAL_(KAFKA_[A-Z_]+): (\S+)$", said, re.MULTILINE)
    users = {right.user for right in rights_of_processes()}
    assert {name.lower() for name, _ in example} <= {*Settings.model_fields}
    assert dict(example)["KAFKA_USER"] in users <= {service["command"][1] for service in RUNNING.values()}
    assert ("asks nobody to sign in" in said, "KAFKA_USER" in str(SERVICES)) == (True, False)
    assert all(user in said.partition("| User | May |")[2] for user in users)


def test_one_service_is_the_superuser_for_a_moment_and_gives_every_role_its_password() -> None:
    with_superuser = {name for name, one in SERVICES.items() if "${POSTGRES_PASSWORD:?}" in str(one)}
    assert with_superuser == {"postgres", "migrate"}
    environment = SERVICES["migrate"]["environment"]
    assert make_url(environment["VROEGSIGNAAL_POSTGRES_URL"]).username == "postgres"
    given = {name.removeprefix(PASSWORD_OF).lower() for name in environment if name.startswith(PASSWORD_OF)}
    assert given == set(ROLES) - set(WITHOUT_PASSWORD)


def test_processes_start_after_the_record_and_the_topics_are_ready() -> None:
    assert (SERVICES["migrate"]["command"], SERVICES["topics"]["command"]) == (["migrate", "--bootstrap"], ["topics"])
    for service in RUNNING.values():
        assert set(service["depends_on"]) == {"migrate", "topics"}
        assert {each["condition"] for each in service["depends_on"].values()} == {"service_completed_successfully"}


def test_only_who_needs_the_keys_gets_them() -> None:
    with_keys = {
        service["command"][1] for service in RUNNING.values() if "VROEGSIGNAAL_BSN_KEY" in service["environment"]
    }
    assert with_keys == {"ingest"}


def test_every_setting_exists() -> None:
    known = {f"VROEGSIGNAAL_{name.upper()}" for name in Settings.model_fields}
    used = {key for service in RUNNING.values() for key in service["environment"]} - {"PGPASSWORD"}
    used |= set(re.findall(r"(VROEGSIGNAAL_\w+)=", DOCKERFILE))
    assert used <= known


def test_no_secret_has_a_value_and_each_one_is_in_the_example() -> None:
    example = (DEPLOY / "compose" / "env.example").read_text()
    empty = set(re.findall(r"^(\w+)=$", example, re.MULTILINE))
    assert empty == set(re.findall(r"^(\w+)=", example, re.MULTILINE))
    assert wanted_values((DEPLOY / "compose.yaml").read_text()) == empty


def test_only_the_front_doors_are_published_and_on_loopback() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(published) == {"ingest", "worklist", "grafana"}
    assert [port for ports in published.values() for port in ports if not port.startswith("127.0.0.1:")] == []


def test_prometheus_scrapes_every_process() -> None:
    targets = json.loads((DEPLOY / "compose" / "prometheus-targets.json").read_text())
    assert {target["labels"]["process"] for target in targets} == set(RUNNING)
    assert {address.split(":")[0] for target in targets for address in target["targets"]} == set(RUNNING)


def test_the_image_does_not_run_as_root_and_installs_only_what_the_lock_file_names() -> None:
    last_stage = DOCKERFILE.split("\nFROM ")[-1]
    assert re.search(r"^USER 10001$", last_stage, re.MULTILINE)
    assert "--require-hashes" in DOCKERFILE
    assert all("--no-index" in line for line in DOCKERFILE.splitlines() if "pip install" in line)


def test_every_copied_path_exists_and_is_let_through() -> None:
    let_through = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    for sources in re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE):
        for source in sources.split():
            assert (DEPLOY.parent / source).exists(), source
            assert any(f"!{source}".startswith(line) for line in let_through if line.startswith("!")), source


def test_hadolint_has_no_remarks() -> None:
    assert remarks_of_hadolint(DEPLOY / "Dockerfile") == ""


def test_hadolint_remarks_on_an_image_without_a_version(tmp_path: Path) -> None:
    planted = tmp_path / "Dockerfile"
    planted.write_text("FROM debian:latest\nRUN cd /srv\n")
    assert {"DL3007", "DL3003"} <= set(re.findall(r"DL\d+", remarks_of_hadolint(planted)))
