"""Who is who: pairs in doubt are shown with why, judged by a worker, acted on by triage, and taken back."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from schemas.ids import Id
from schemas.vocabulary.partners import PartnerKind
from services.triage.read import replay
from services.worklist.pages.pairs.read import PAIRS_SHOWN
from tests.builders import Town, a_signal
from tests.services.worklist.builders import NOW
from tests.services.worklist.pages.in_town import answer_questions
from tests.services.worklist.serving import Served
from tests.services.worklist.visiting import Form, Visitor, words

PAGE = "/nakijken"
DOOR = {"postcode": "1234AB", "house_number": "7"}
TOGETHER = {"antwoord": "same-household", "grond": "spoken"}


def two_names_at_one_door(town: Town, **more: str) -> list[Id]:
    """Two signals of which the matcher is not sure enough that they are one household."""
    place = DOOR | more
    return town.bring(
        a_signal(surname="Proefpersoon", initials="A.", birth_date="1988-05-14", **place),
        a_signal(surname="Testman", initials="B.", **place),
    )


def homes(town: Town) -> int:
    """Of how many households the two signals are by now; each household has one open case, with its signals."""
    rows = town.rows("""
        SELECT d.household_id, d.case_id FROM disposition d
        JOIN case_file c ON c.id = d.case_id AND c.household_id = d.household_id AND c.closed_at IS NULL""")
    assert len(rows) == 2
    found, cases = ({row[name] for row in rows} for name in ("household_id", "case_id"))
    assert len(town.rows("SELECT 1 FROM case_file WHERE closed_at IS NULL")) == len(cases) == len(found)
    return len(found)


def occasions(town: Town) -> list[object]:
    """Why signals were decided on, each occasion once, in their order."""
    return list(dict.fromkeys(row["occasion"] for row in town.rows("SELECT occasion FROM decision ORDER BY sequence")))


def pair_forms(visitor: Visitor) -> list[Form]:
    return [form for form in visitor.forms(visitor.get(PAGE)) if form.action == PAGE]


def undo_form(visitor: Visitor) -> Form:
    (form,) = [form for form in visitor.forms(visitor.get(PAGE)) if form.action.startswith(f"{PAGE}/")]
    return form


def judged(town: Town, visitor: Visitor, answers: Mapping[str, str] = TOGETHER) -> None:
    (form,) = pair_forms(visitor)
    assert "Het wordt verwerkt" in words(visitor.send(form, answers))
    answer_questions(town)


def settled_without_difference(town: Town) -> bool:
    with town.record.engine("triage").connect() as connection:
        return replay(connection, "9901").equal


def test_a_pair_in_doubt_stands_there_side_by_side_with_what_speaks_for_and_against_it(
    here: Town, anna: Visitor
) -> None:
    two_names_at_one_door(here)
    found = words(anna.get(PAGE))
    assert "Waarschijnlijk één huishouden Deze meldingen staan nu bij twee huishoudens." in found
    assert (
        "Zeker is het niet. Van tien van zulke paren gaat het naar schatting bij minder dan 1 om één persoon" in found
    )
    assert "Geboren 14 mei 1988 Niet gemeld" in found or "Geboren Niet gemeld 14 mei 1988" in found
    assert "Achternaam Verschilt Spreekt er sterk tegen" in found or "Achternaam Verschilt Spreekt ertegen" in found
    assert "Adres Gelijk" in found
    assert "Wie is wie? 1 paar om na te kijken" in words(anna.get("/te-controleren"))


def test_who_is_surely_another_stands_nowhere(here: Town, anna: Visitor) -> None:
    here.bring(a_signal(surname="Proefpersoon"), a_signal(surname="Testman"))
    assert "Er zijn geen meldingen waarover wij twijfelen." in words(anna.get(PAGE))


def test_judged_one_household_two_cases_become_one_and_taken_back_two_again(here: Town, anna: Visitor) -> None:
    two_names_at_one_door(here)
    assert homes(here) == 2
    judged(here, anna)
    assert homes(here) == 1
    found = words(anna.get(PAGE))
    assert "Er zijn geen meldingen waarover wij twijfelen." in found
    assert "Zij wonen samen Ik heb de persoon gesproken Anna de Wit di 17 maart Draai terug" in found
    assert "Het antwoord is teruggedraaid" in words(anna.send(undo_form(anna)))
    answer_questions(here)
    assert homes(here) == 2
    assert occasions(here) == ["received", "merged", "split"]
    assert len(pair_forms(anna)) == 1, "it is in doubt again"
    assert settled_without_difference(here)


def test_until_triage_acted_the_page_says_so(here: Town, anna: Visitor) -> None:
    two_names_at_one_door(here)
    (form,) = pair_forms(anna)
    anna.send(form, TOGETHER)
    assert "di 17 maart Wordt verwerkt Draai terug" in words(anna.get(PAGE))
    answer_questions(here)
    assert "Wordt verwerkt" not in words(anna.get(PAGE))


@pytest.mark.parametrize("answer", ["other-person", "other-household"])
def test_judged_two_persons_or_not_one_household_they_stay_apart_and_are_asked_no_more(
    here: Town, anna: Visitor, answer: str
) -> None:
    two_names_at_one_door(here)
    judged(here, anna, {"antwoord": answer, "grond": "register"})
    assert here.rows("SELECT occasion FROM question") == [{"occasion": "split"}]
    assert pair_forms(anna) == []


def test_judged_one_person_they_are_one(here: Town, anna: Visitor) -> None:
    town = here
    lives = {"surname": "Jansen", "initials": "C.", "postcode": "4321AB"}
    town.bring(a_signal(birth_date="1980-05-14", house_number="9", **lives))
    town.bring(a_signal(house_number="99", **lives), kind=PartnerKind.ENERGY)
    assert "Waarschijnlijk dezelfde persoon" in words(anna.get(PAGE))
    judged(town, anna, {"antwoord": "same-person", "grond": "partner"})
    assert len(town.rows("SELECT DISTINCT person_id FROM match_record")) == 1
    assert pair_forms(anna) == []


def test_that_it_cannot_be_told_changes_nothing_is_asked_no_more_and_can_be_taken_back(
    here: Town, anna: Visitor
) -> None:
    two_names_at_one_door(here)
    judged(here, anna, {"antwoord": "cannot-tell", "grond": "compared"})
    assert pair_forms(anna) == []
    assert "Wordt verwerkt" not in words(anna.get(PAGE))
    anna.send(undo_form(anna))
    assert here.rows("SELECT 1 FROM question") == []
    assert len(pair_forms(anna)) == 1


def test_a_form_sent_twice_changes_nothing(here: Town, anna: Visitor) -> None:
    two_names_at_one_door(here)
    (form,) = pair_forms(anna)
    for _ in range(2):
        assert "Uw antwoord is opgeslagen" in words(anna.send(form, TOGETHER))
    assert here.rows("SELECT count(*) AS n FROM judgement") == [{"n": 1}]
    assert here.rows("SELECT count(*) AS n FROM question") == [{"n": 1}]
    form = undo_form(anna)
    for _ in range(2):
        assert "Het antwoord is teruggedraaid" in words(anna.send(form))
    assert here.rows("SELECT count(*) AS n FROM judgement") == [{"n": 2}]
    assert here.rows("SELECT count(*) AS n FROM question") == [{"n": 2}]


def test_without_an_answer_and_a_reason_nothing_is_kept_and_what_was_chosen_stays(here: Town, anna: Visitor) -> None:
    two_names_at_one_door(here)
    (form,) = pair_forms(anna)
    page = anna.send(form, {"antwoord": "same-household", "grond": ""})
    assert page.status_code == 400
    assert "Het antwoord is niet opgeslagen." in words(page)
    assert next(one for one in anna.forms(page) if one.action == PAGE).fields["antwoord"] == "same-household"
    assert here.rows("SELECT 1 FROM judgement") == []


def test_a_pair_of_another_municipality_is_neither_shown_nor_judged(here: Town, anna: Visitor) -> None:
    one, other = two_names_at_one_door(here, municipality="9902")
    assert "Er zijn geen meldingen waarover wij twijfelen." in words(anna.get(PAGE))
    assert "0 paren" in words(anna.get("/te-controleren"))
    two_names_at_one_door(here)
    (form,) = pair_forms(anna)
    assert anna.send(form, {**TOGETHER, "een": one, "ander": other}).status_code == 409
    assert here.rows("SELECT 1 FROM judgement") == []


def test_a_judgement_of_another_municipality_cannot_be_taken_back(here: Town, anna: Visitor, served: Served) -> None:
    two_names_at_one_door(here)
    judged(here, anna)
    form = undo_form(anna)
    with here.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE judgement SET municipality = '9902'")
    assert anna.send(form).status_code == 404


def test_who_judges_what_a_colleague_judged_is_told_so(here: Town, anna: Visitor) -> None:
    two_names_at_one_door(here)
    (late,) = pair_forms(anna)
    judged(here, anna)
    page = anna.send(late, {"antwoord": "other-household", "grond": "compared", "token": undo_form(anna).action[-36:]})
    assert page.status_code == 409
    assert "Een collega was u voor" in words(page)
    assert here.rows("SELECT answer FROM judgement") == [{"answer": "same-household"}]


def test_a_pair_of_which_a_signal_was_taken_back_or_erased_is_no_longer_judged(here: Town, anna: Visitor) -> None:
    one, _ = two_names_at_one_door(here)
    (form,) = pair_forms(anna)
    withdrawn(here, one)
    page = anna.send(form, TOGETHER)
    assert page.status_code == 409
    assert "een melding is ingetrokken of verwijderd" in words(page)
    assert pair_forms(anna) == []


def withdrawn(town: Town, signal: Id) -> None:
    """Its partner takes a signal back."""
    sql = """INSERT INTO withdrawal (municipality, cause, signal_id, reason, withdrawn_at)
     SELECT municipality, asked, id, 'paid', asked_at FROM signal WHERE id = %s"""
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql(sql, (signal,))


def test_a_judgement_about_a_signal_that_was_taken_back_is_undone_by_the_other(here: Town, anna: Visitor) -> None:
    one, other = sorted(two_names_at_one_door(here))
    judged(here, anna)
    withdrawn(here, one)
    anna.send(undo_form(anna))
    asked = here.rows("SELECT signal_id, occasion FROM question WHERE occasion = 'split'")
    assert asked == [{"signal_id": other, "occasion": "split"}]


def test_a_judgement_of_long_ago_is_in_force_and_no_longer_shown(here: Town, anna: Visitor) -> None:
    two_names_at_one_door(here)
    judged(here, anna)
    with here.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE judgement SET judged_at = %s", (NOW - timedelta(weeks=5),))
    assert "In de laatste vier weken is niets beoordeeld." in words(anna.get(PAGE))
    assert pair_forms(anna) == []


def test_only_the_surest_stand_there_with_how_many_there_are(here: Town, anna: Visitor) -> None:
    for number in range(PAIRS_SHOWN + 1):
        two_names_at_one_door(here, postcode=f"{2000 + number}AB")
    assert len(pair_forms(anna)) == PAIRS_SHOWN
    assert f"U ziet de eerste {PAIRS_SHOWN} van {PAIRS_SHOWN + 1}." in words(anna.get(PAGE))


def test_who_looked_is_logged_with_the_cases_that_stood_there(here: Town, anna: Visitor) -> None:
    two_names_at_one_door(here)
    anna.get(PAGE)
    cases = {row["id"] for row in here.rows("SELECT id FROM case_file")}
    (look,) = here.rows("SELECT purpose, shown FROM access")
    assert look["purpose"] == "who-is-who"
    assert set(look["shown"]) == cases  # type: ignore[call-overload]


def test_the_page_speaks_english_too(here: Town, anna: Visitor) -> None:
    two_names_at_one_door(here)
    anna.send(anna.form(anna.get(PAGE), "/taal"), {"taal": "en"})
    found = words(anna.get(PAGE))
    assert "Probably one household" in found
    assert "They live together" in found


def one_home(town: Town) -> str:
    """Two signals that the matcher put in one household, with one case."""
    place = {"postcode": "1234AB", "house_number": "7", "surname": "Proefpersoon"}
    town.bring(a_signal(initials="A.", **place))
    town.bring(a_signal(initials="B.", **place), kind=PartnerKind.LANDLORD)
    (case,) = town.rows("SELECT id FROM case_file WHERE closed_at IS NULL")
    return str(case["id"])


def test_the_household_of_a_case_can_be_looked_at_and_parted(here: Town, anna: Visitor) -> None:
    case = one_home(here)
    assert homes(here) == 1
    explained = anna.get(f"/zaken/{case}/uitleg")
    assert f'href="{PAGE}?zaak={case}"' in explained.text
    page = anna.get(f"{PAGE}?zaak={case}")
    assert "Deze meldingen staan nu bij één huishouden, als twee personen." in words(page)
    assert "Adres Gelijk Spreekt er sterk voor" in words(page)
    (form,) = [one for one in anna.forms(page) if one.action == PAGE]
    anna.send(form, {"antwoord": "other-household", "grond": "spoken"})
    answer_questions(here)
    assert homes(here) == 2
    anna.send(undo_form(anna))
    answer_questions(here)
    assert homes(here) == 1
    assert settled_without_difference(here)


def test_a_form_about_a_case_that_was_not_complete_comes_back_with_that_case(here: Town, anna: Visitor) -> None:
    page = anna.get(f"{PAGE}?zaak={one_home(here)}")
    (form,) = [one for one in anna.forms(page) if one.action == PAGE]
    again = anna.send(form, {"antwoord": "other-household"})
    assert again.status_code == 400
    (form,) = [one for one in anna.forms(again) if one.action == PAGE]
    assert form.fields["antwoord"] == "other-household"


def test_a_case_of_another_municipality_shows_nothing(here: Town, anna: Visitor) -> None:
    one_home(here)
    with here.record.engine("superuser").connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM match_edge").scalar_one() == 1
    here.bring(a_signal(municipality="9902"))
    (other,) = here.rows("SELECT id FROM case_file WHERE municipality = '9902'")
    assert "Er zijn geen twee meldingen om te vergelijken" in words(anna.get(f"{PAGE}?zaak={other['id']}"))


def test_what_was_judged_holds_when_a_partner_says_the_same_again(here: Town, anna: Visitor) -> None:
    first = a_signal(surname="Proefpersoon", initials="A.", **DOOR)
    here.bring(first, a_signal(surname="Testman", initials="B.", **DOOR))
    judged(here, anna, {"antwoord": "cannot-tell", "grond": "compared"})
    here.later(days=-1)
    here.bring(first.model_copy(update={"reference": "R-later", "signal_date": here.now.date()}))
    assert len(here.rows("SELECT DISTINCT number FROM match_record")) == 2
    assert pair_forms(anna) == []
    assert anna.send(undo_form(anna)).status_code == 200
    assert len(pair_forms(anna)) == 1


def test_what_was_judged_holds_when_a_signal_is_corrected(here: Town, anna: Visitor) -> None:
    first = a_signal(surname="Proefpersoon", initials="A.", **DOOR)
    here.bring(first, a_signal(surname="Testman", initials="B.", **DOOR))
    judged(here, anna)
    for initials in ("A.C.", "A.D."):
        here.later(minutes=5)
        here.bring(first.model_copy(update={"initials": initials, "amount_cents": 13_000}))
        assert homes(here) == 1
        assert len(here.rows("SELECT DISTINCT household_id FROM match_record")) == 1
    assert settled_without_difference(here)
