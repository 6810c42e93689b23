"""The whole explanation of a case."""

import re
from datetime import timedelta

from domain.cases.acts import OverrideCase, Worker
from plumbing.running.chance import new_id
from schemas.ids import Id, event_id
from schemas.policy.form import Parking, Policy
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.supposing import OverrideReason, WhatIf
from services.triage.supposing.process import SupposingWorker
from services.worklist.words.what_if import WHAT_IF_SENTENCES
from tests.builders import PARTNERS, Town, a_signal
from tests.domain.cases.builders import in_town
from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.builders import NOW
from tests.services.worklist.serving import Served
from tests.services.worklist.visiting import Visitor, a_visitor, words

ANNA = Worker("9901", event_id(PARTNERS, "9901Anna"), "Anna")


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
    with a_visitor(served, ANNA) as visitor:
        visitor.get(f"/zaken/{case}/uitleg")
        SupposingWorker(town.record.engine("triage"), lambda: NOW).round()
        text = words(visitor.get(f"/zaken/{case}/uitleg")).replace("\xa0", " ")
    assert "Was het bedrag € 49,99 in plaats van € 73,50" in text
    assert "bakje Enkelvoudig, begin met brief" in text
    assert "Was de grens van de gemeente € 73,51 in plaats van € 50" in text
    assert "Was dit signaal er niet (water), dan was het zo: er was geen zaak." in text
    assert "Er is geen ander signaal dat bij dit huishouden hoort." in text


def test_what_makes_two_signals_one_household_is_told_field_by_field(town: Town, served: Served) -> None:
    born = {"surname": "Goedhart", "initials": "P.T.", "birth_date": "1971-03-09", "postcode": "1111AA"}
    town.bring(a_signal(**born, house_number="3"))
    town.bring(a_signal(**born, house_number="3"), kind=PartnerKind.ENERGY)
    case = town.rows("SELECT id FROM case_file")[0]["id"]
    with a_visitor(served, ANNA) as visitor:
        visitor.get(f"/zaken/{case}/uitleg")
        SupposingWorker(town.record.engine("triage"), lambda: NOW).round()
        text = words(visitor.get(f"/zaken/{case}/uitleg"))
    assert "De gegevens lijken genoeg op die van een ander signaal" in text
    assert "Geboortedatum: Gelijk" in text
    assert "1971" not in text[text.index("Waarom één huishouden?") :], "it says that it is equal, and not what"


def test_the_explanation_says_so_where_a_worker_put_the_case_otherwise_than_the_rules(
    town: Town, served: Served
) -> None:
    town.bring(a_signal())
    case = Id(str(town.rows("SELECT id FROM case_file")[0]["id"]))
    why, until = OverrideReason.VULNERABLE, NOW.date() + timedelta(days=14)
    in_town(
        town, OverrideCase(token=new_id(), case_id=case, tray=Tray.SEVERAL, urgency=None, reason=why, ends_on=until)
    )
    with a_visitor(served, ANNA) as visitor:
        text = words(visitor.get(f"/zaken/{case}/uitleg"))
    said = "Anders dan de regels. Bakje Meervoudig, de regels zeggen Enkelvoudig. Reden: Extra kwetsbaar."
    assert said in text
    assert text.index(said) < text.index("In het kort")


def test_only_what_was_decided_when_it_came_is_said_to_be_of_the_moment_of_receipt(town: Town, served: Served) -> None:
    town.publish(Policy(name="wachten", parking=Parking(below_threshold=True)))
    first = a_signal(amount_cents=3_000)
    town.bring(first)
    town.later(days=4)
    door = {"postcode": first.postcode, "house_number": first.house_number}
    town.bring(a_signal(amount_cents=3_000, **door))
    case = town.rows("SELECT DISTINCT id FROM case_file")[0]["id"]
    with a_visitor(served, ANNA) as visitor:
        text = words(visitor.get(f"/zaken/{case}/uitleg"))
    assert "Bekeken voor het moment van ontvangst: zaterdag 21 maart 2026" in text
    assert "Opnieuw bekeken voor: zaterdag 21 maart 2026" in text


def test_every_changed_input_has_its_sentence() -> None:
    assert set(WHAT_IF_SENTENCES) == set(WhatIf)
