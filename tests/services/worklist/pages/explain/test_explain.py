"""The whole explanation of a case."""

import re

from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.visiting import Visitor, words


def test_the_explanation_has_steps_version_number_and_digest(day: Waterdal, samira: Visitor) -> None:
    text = words(samira.get(f"/zaken/{day.crisis}/uitleg"))
    assert "Is er haast? Er dreigt iets ernstigs op donderdag 26 maart: huisuitzetting." in text
    assert "standaard 2026 versie 1" in text
    assert "Nummer van het besluit" in text
    assert re.search(r"Kenmerk van de gegevens [0-9a-f]{16}", text)
