"""The whole explanation of a case."""

import re

from domain.cases.acts import Worker
from schemas.ids import event_id
from schemas.vocabulary.supposing import WhatIf
from services.triage.supposing.process import SupposingWorker
from services.worklist.words.what_if import WHAT_IF_SENTENCES
from tests.builders import PARTNERS, Town, a_signal
from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.builders import NOW
from tests.services.worklist.serving import Served
from tests.services.worklist.visiting import Visitor, a_visitor, words


def test_the_explanation_has_steps_version_number_and_digest(day: Waterdal, samira: Visitor) -> None:
    text = words(samira.get(f"/zaken/{day.crisis}/uitleg"))
    assert "Is er haast? Er dreigt iets ernstigs op donderdag 26 maart: huisuitzetting." in text
    assert "standaard 2026 versie 1" in text
    assert "Nummer van het besluit" in text
    assert re.search(r"Kenmerk van de gegevens [0-9a-f]{16}", text)


def test_the_explanation_says_that_it_is_working_out_what_would_have_changed_it(day: Waterdal, samira: Visitor) -> None:
    assert "neemt de besluiten opnieuw" in words(samira.get(f"/zaken/{day.free}/uitleg"))


def test_what_would_have_changed_a_case_is_told_in_plain_dutch(town: Town, served: Served) -> None:
    town.bring(a_signal(amount_cents=7_350, street="Kade", town="Waterdal"))
    case = town.rows("SELECT id FROM case_file")[0]["id"]
    anna = Worker("9901", event_id(PARTNERS, "9901Anna"), "Anna")
    with a_visitor(served, anna) as visitor:
        visitor.get(f"/zaken/{case}/uitleg")
        SupposingWorker(town.record.engine("triage"), lambda: NOW).round()
        text = words(visitor.get(f"/zaken/{case}/uitleg")).replace("\xa0", " ")
    assert "Was het bedrag € 49,99 in plaats van € 73,50" in text
    assert "bakje Enkelvoudig, begin met brief" in text
    assert "Was de grens van de gemeente € 73,51 in plaats van € 50" in text
    assert "Was dit signaal er niet (water), dan was het zo: er was geen zaak." in text
    assert "Het bedrijf noemde hetzelfde adres" in text


def test_every_changed_input_has_its_sentence() -> None:
    assert set(WHAT_IF_SENTENCES) == set(WhatIf)
