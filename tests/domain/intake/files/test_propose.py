"""A mapping is proposed for files as partners of every kind write them: what it gets right, doubts, and misses."""

import pytest

from domain.intake.files.lines import FileError
from domain.intake.files.proposing.guess import Sureness, guessed, in_words
from domain.intake.files.proposing.propose import propose
from domain.intake.files.proposing.sample import SAMPLE_BYTES, Sample, sample_of
from domain.intake.files.proposing.shapes import DATE_FORMS, date_form_of
from domain.intake.files.proposing.synonyms import KIND_SYNONYMS, STAGE_SYNONYMS, SYNONYMS
from domain.intake.files.rows import RowReader
from domain.intake.files.writing import FORMS
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind, Stage

BASE = {
    "gemeentecode": "9901",
    "kenmerk": "R-1",
    "klantnummer": "K-1",
    "achternaam": "Wilg",
    "huisnummer": "12",
    "postcode": "1000 AA",
    "bedragInCenten": 18250,
    "ontstaansdatum": "2026-01-05",
    "aantalPerioden": 2,
    "signaaldatum": "2026-03-16",
}
STYLES: dict[str, tuple[str, dict[str, object]]] = {
    "energy company, capitals and underscores": (
        "GEMEENTE_CODE;DOSSIER_NR;KLANT_NR;NAAM;HUISNR;TOEV;POSTCODE;OPENSTAAND_BEDRAG;"
        "OUDSTE_VERVALDATUM;AANTAL_TERMIJNEN;DATUM_SIGNAAL\n"
        "9901;R-1;K-1;Wilg;12;B;1000 AA;182,50;20260105;2;20260316\n",
        {"huisnummertoevoeging": "B"},
    ),
    "energy company, camel case and commas": (
        "c"
        "bsCode,referentieNummer,klantNummer,achterNaam,huisNummer,postCode,saldo,achterstandSinds,maandenAchter,meldingsDatum\n"
        "9901,R-1,K-1,Wilg,12,1000 AA,182.50,2026-01-05,2,2026-03-16\n",
        {},
    ),
    "housing association, short words": (
        "Gem.;Dossiernr.;Huurdernr.;Voorl.;Voorv.;Huurder naam;Adres;Toev.;PC;Plaats;Huurschuld;"
        "Schuld vanaf;Mnd achter;Peildatum\n"
        "9901;R-1;K-1;A.;van de;Wilg;Kade 12;;1000 AA;Wilgendam;€ 182,50;5-1-2026;2;16-3-2026\n",
        {"straat": "Kade", "voorletters": "A.", "voorvoegsel": "van de", "woonplaats": "Wilgendam"},
    ),
    "insurer": (
        "Gemeente;Uw kenmerk;Verzekerdennummer;BSN;Geboortedatum verzekerde;Geslachtsnaam;Huisnummer;"
        "Huisletter;Toevoeging;Postcode;"
        "Premieachterstand;Datum ontstaan;Aantal premies;Dagtekening\n"
        "9901;R-1;K-1;111222333;17-05-1985;Wilg;12;A;2;1000 AA;182,50;05-01-2026;2;16-03-2026\n",
        {
            "burgerservicenummer": "111222333",
            "geboortedatum": "1985-05-17",
            "huisletter": "A",
            "huisnummertoevoeging": "2",
        },
    ),
    "water company, tabs": (
        "Gemeentenummer\tSignaal ID\tContractrekening\tNaam contractant\tNr\tPostcode pand\t"
        "Totaal openstaand\tVervaldatum oudste factuur\t"
        "Aantal openstaande facturen\tExportdatum\n"
        "9901\tR-1\tK-1\tWilg\t12\t1000 AA\t182,50\t05/01/2026\t2\t16/03/2026\n",
        {},
    ),
    "amounts in cents": (
        "gemeente;referentie;debiteurnr;achternaam;huisnr;postcode;bedrag in centen;sinds;termijnen;leverdatum\n"
        "9901;R-1;K-1;Wilg;12;1000 AA;18250;05-01-2026;2;16-03-2026\n",
        {},
    ),
    "two phone columns and a mail address": (
        "Gemeente;Kenmerk;Relatienummer;Naam;Straatnaam;Huisnr;PC;Telefoon vast;Mobiel;E-mailadres;"
        "Saldo;Achterstand vanaf;Maanden achterstand;Datum\n"
        "9901;R-1;K-1;Wilg;Kade;12;1000 AA;;0612345678;w@example.nl;182,50;05-01-2026;2;16-03-2026\n",
        {"straat": "Kade", "telefoonnummer": "0612345678", "email": "w@example.nl"},
    ),
    "years of two digits and months in words": (
        "Gemeente;Ref;Klant;Naam;Nummer;Postcode;Bedrag;Begin achterstand;Aantal maanden;Melddatum\n"
        "9901;R-1;K-1;Wilg;12;1000 AA;182,50;05-01-26;2;16 maart 2026\n"
        "9901;R-2;K-2;Els;12;1000 AA;182,50;05-01-26;2;17 maart 2026\n",
        {},
    ),
    "headings that say nothing over cells that do": (
        "Gemeente;Ref;Klant;Naam;Huisnr;Veld7;Veld8;Veld9;Schuld;Sinds;Termijnen;Datum\n"
        "9901;R-1;K-1;Wilg;12;1000 AA;w@example.nl;020-1234567;182,50;05-01-2026;2;16-03-2026\n",
        {"email": "w@example.nl", "telefoonnummer": "020-1234567"},
    ),
    "English": (
        "Municipality;Reference;Customer number;Surname;House number;Postal code;City;Balance;Due date;Months;Date\n"
        "9901;R-1;K-1;Wilg;12;1000 AA;Wilgendam;182,50;2026-01-05;2;2026-03-16\n",
        {"woonplaats": "Wilgendam"},
    ),
    "kinds and stages in the partner's words": (
        "Gemeente;Kenmerk;Klantnr;Naam;Huisnr;Postcode;Bedrag;Achterstand sinds;Aantal termijnen;"
        "Datum signaal;Soort melding;Fase;Afsluitdatum\n"
        "9901;R-1;K-1;Wilg;12;1000 AA;182,50;05-01-2026;2;16-03-2026;Dreigende afsluiting;Gepland;01-04-2026\n",
        {"soort": "afsluiting", "stadium": "aangekondigd", "geplandeDatum": "2026-04-01"},
    ),
    "postcode and town in one column, columns that nobody needs": (
        "Filler;Gemeente;Kenmerk;Klantnr;Naam;Huisnr;Postcode plaats;Bedrag;Achterstand sinds;"
        "Aantal termijnen;Datum signaal;Kleur\n"
        "x;9901;R-1;K-1;Wilg;12;1000 AA Wilgendam;182,50;05-01-2026;2;16-03-2026;rood\n",
        {"woonplaats": "Wilgendam"},
    ),
    "landlord with the statement, ones and noughts": (
        "Gemeente;Dossier;Huurdernummer;Naam;Nummer;PC;Huurachterstand;Schuld vanaf;Maanden achter;Meldingsdatum;"
        "Persoonlijk contact gezocht;Gewezen op schuldhulp;Herinnering gestuurd;Doorgeven aangeboden;Bezwaar huurder\n"
        "9901;R-1;K-1;Wilg;12;1000 AA;182,50;05-01-2026;2;16-03-2026;1;1;1;1;0\n",
        {
            "verklaring": {
                "persoonlijkContact": True,
                "gewezenOpSchuldhulp": True,
                "herinneringGestuurd": True,
                "doorgevenAangeboden": True,
                "bezwaar": False,
            }
        },
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_a_proposal_reads_the_file_it_was_made_for(style: str) -> None:
    text, more = STYLES[style]
    sample = sample_of(text.encode())
    proposal = propose(sample, "voorstel")
    mapping = proposal.mapping()
    assert mapping is not None, proposal.text()
    read = RowReader(mapping, sample.headings).read(sample.rows[0])
    assert (read.record, read.faults) == (BASE | more, ())
    assert (proposal.missing, proposal.unknown) == ((), {})


def test_columns_that_are_nothing_of_ours_may_be_ignored() -> None:
    proposal = propose(sample_of(STYLES["postcode and town in one column, columns that nobody needs"][0].encode()), "x")
    assert proposal.settings["ignore"] == ["Filler", "Kleur"]


def test_what_no_column_holds_is_missed_and_a_landlord_misses_the_statement() -> None:
    sample = Sample(["Gemeente", "Naam", "Bedrag"], [["9901", "Wilg", "12"]])
    proposal = propose(sample, "x", PartnerKind.LANDLORD)
    assert {"kenmerk", "postcode", "verklaring.bezwaar"} <= set(proposal.missing)
    assert proposal.mapping() is None
    assert "# kenmerk: no column found" in proposal.text()
    assert "verklaring.bezwaar" not in propose(sample, "x", PartnerKind.WATER).missing


def test_a_doubtful_column_is_told_and_a_word_without_ours_too() -> None:
    text = STYLES["kinds and stages in the partner's words"][0].replace("Dreigende afsluiting", "Zeer kwijt")
    text = text.replace(";Bedrag;", ";Bedrag laatste stand;")
    proposal = propose(sample_of(text.encode()), "x")
    assert proposal.unknown == {"soort": ("Zeer kwijt",)}
    assert "# Bedrag laatste stand: bedragInCenten, not sure" in proposal.text()
    assert "# soort: no word of ours for Zeer kwijt" in proposal.text()


def test_of_two_columns_for_one_attribute_the_surer_one_counts() -> None:
    proposal = propose(Sample(["Klantnummer oud systeem", "Klantnummer"], [["1", "2"]]), "x")
    assert proposal.settings["columns"] == {"Klantnummer": "klantnummer"}
    assert proposal.settings["ignore"] == ["Klantnummer oud systeem"]


@pytest.mark.parametrize(
    ("encoding", "name"), [("cp1252", "windows-1252"), ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16")]
)
def test_the_encoding_follows_from_the_bytes(encoding: str, name: str) -> None:
    text = STYLES["insurer"][0].replace("Wilg", "Noël").encode(encoding)
    proposal = propose(sample_of(text), "x")
    mapping = proposal.mapping()
    assert proposal.settings["encoding"] == name
    assert mapping is not None
    assert mapping.encoding in {encoding, "utf-8-sig"}


def test_a_line_that_names_the_delimiter_counts_and_a_cut_off_line_does_not() -> None:
    text = STYLES["English"][0]
    assert sample_of(f"sep=;\n{text}".encode()).headings[0] == "Municipality"
    heading, row = text.splitlines()
    long = f"{heading}\n" + f"{row}\n" * (SAMPLE_BYTES // len(row) + 1)
    assert {len(cells) for cells in sample_of(long.encode()[:SAMPLE_BYTES]).rows} == {len(heading.split(";"))}


@pytest.mark.parametrize("content", [b"", b"alleen maar tekst\nzonder kolommen\n", b"\n\n"])
def test_a_file_without_columns_gets_no_proposal(content: bytes) -> None:
    with pytest.raises(FileError):
        sample_of(content)


@pytest.mark.parametrize("quote", [b'"', b'a"b;"c\nd'])
def test_a_stray_quote_breaks_no_proposal(quote: bytes) -> None:
    assert sample_of(b"Naam;Plaats\n" + quote + b";x\nWilg;Dam\n").headings == ["Naam", "Plaats"]


def test_every_attribute_has_synonyms_that_mean_it_alone() -> None:
    assert set(SYNONYMS) == set(FORMS)
    wrong = [
        (name, attribute)
        for attribute, names in SYNONYMS.items()
        for name in map(str.strip, names.split(","))
        if guessed(0, name).attribute != attribute
    ]
    assert wrong == []
    assert set(KIND_SYNONYMS) == {kind.dutch for kind in SignalKind}
    assert set(STAGE_SYNONYMS) == {stage.dutch for stage in Stage}


@pytest.mark.parametrize("heading", ["Klant-Nr.", "KLANTNR", "klant_nummer", "KlantNummer", " klant  nr ", "Klantnr"])
def test_a_heading_is_the_same_in_every_spelling(heading: str) -> None:
    assert "".join(in_words(heading)) == "klantnummer"
    assert guessed(0, heading).sureness is Sureness.CERTAIN


@pytest.mark.parametrize("form", DATE_FORMS)
def test_every_date_form_is_found_back_in_days_that_only_it_can_read(form: str) -> None:
    days = {"%d": "25", "%-d": "5", "%m": "09", "%-m": "9", "%Y": "2026", "%y": "26", "%B": "maart", "%b": "mrt"}
    written = form
    for part, text in sorted(days.items(), key=lambda each: -len(each[0])):
        written = written.replace(part, "25" if form.startswith(("%m", "%-m/%-d")) and part == "%-d" else text)
    assert date_form_of([written, written, "00-00-0000"]) == form
    assert date_form_of(["ooit"]) is None
