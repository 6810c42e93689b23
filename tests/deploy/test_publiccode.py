"""The catalogue entry follows publiccode.yml 0.4, and it, the package and the licence text agree."""

import datetime
import tomllib
from typing import Any, Final

import yaml

from tests.deploy.dashboard import DEPLOY

ROOT: Final = DEPLOY.parent
ENTRY: Final[dict[str, Any]] = yaml.safe_load((ROOT / "publiccode.yml").read_text())
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
MANDATORY: Final = {
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "categories",
    "developmentStatus",
    "softwareType",
    "description",
    "legal",
    "maintenance",
    "localisation",
}


def test_the_entry_has_what_the_standard_asks() -> None:
    assert set(ENTRY) >= MANDATORY
    assert ENTRY["publiccodeYmlVersion"] == "0.4"
    assert datetime.date.fromisoformat(ENTRY["releaseDate"])
    for description in ENTRY["description"].values():
        assert len(description["shortDescription"]) <= 150
        assert 150 <= len(description["longDescription"]) <= 10_000
        assert all(len(feature) <= 100 for feature in description["features"])


def test_entry_package_and_licence_agree() -> None:
    licence = (ROOT / "LICENSE").read_text()
    assert ENTRY["legal"]["license"] == PROJECT["license"] == "EUPL-1.2"
    assert (ENTRY["name"], ENTRY["softwareVersion"]) == (PROJECT["name"], PROJECT["version"])
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in licence
    assert "## 15. Applicable Law" in licence
    assert "## Appendix" in licence
