"""What energy companies, water companies, insurers and landlords call our attributes, their kinds and their stages."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SYNONYMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "gemeentecode": """
            gemeentecode, gemeente, cbs code, gemeentenummer, code gemeente, cbs code gemeente, gem code, gemeente id,
            municipality
        """,
        "kenmerk": """
            kenmerk, referentie, referentienummer, ref, ref nummer, dossier, dossiernummer, zaaknummer, vorderingnummer,
            vorderingsnummer, signaalnummer, signaal id, meldingsnummer, meldingnummer, incassonummer, uw kenmerk, ons
            kenmerk, kenmerk partner, dossier id, case id, reference, notitienummer, volgnummer
        """,
        "klantnummer": """
            klantnummer, klant, klant id, debiteur, debiteurnummer, debiteurennummer, relatienummer, relatie, relatie
            id, huurdernummer, huurdersnummer, huurder id, contractnummer, contractrekening, contract,
            verzekerdennummer, verzekerdenummer, polisnummer, relatienummer verzekerde, aansluitnummer, lidnummer,
            customer number, customer id, contractant nummer, zakenpartner
        """,
        "voorletters": "voorletters, voorletter, initialen, voorl, vltrs, initials, voorletters contractant",
        "voorvoegsel": """
            voorvoegsel, voorvoegsels, tussenvoegsel, tussenvoegsels, tussenv, voorv, tussenvgsl, tv, vv, prefix
        """,
        "achternaam": """
            achternaam, naam, geslachtsnaam, familienaam, klantnaam, naam klant, naam huurder, huurder naam, naam
            verzekerde, naam debiteur, debiteurnaam, contractant, naam contractant, surname, last name, hoofdhuurder
        """,
        "geboortedatum": """
            geboortedatum, datum geboorte, geboren, geboren op, geboorte, gebdat, gebdatum, geboortedatum verzekerde,
            date of birth, dob
        """,
        "burgerservicenummer": "burgerservicenummer, bsn, bsnummer, sofinummer, bsn verzekerde",
        "straat": """
            straat, straatnaam, adres, adres straat, straat pand, leveringsadres straat, verbruiksadres straat, street,
            straatnaam verblijfsadres
        """,
        "huisnummer": "huisnummer, nummer, hnummer, huis nummer, adres nummer, num, huisnummer pand, house number",
        "huisnummertoevoeging": """
            huisnummertoevoeging, toevoeging, toevoegsel, huisnummer toevoeging, nummer toevoeging, hnummer toevoeging,
            huisnummer ext, ext, extensie, suffix
        """,
        "huisletter": "huisletter, letter, huisnummer letter, letter huisnummer",
        "aanduidingBijHuisnummer": "aanduiding bij huisnummer, aanduiding, aanduiding huisnummer",
        "postcode": "postcode, pc, postcode pand, postcode leveringsadres, postcode verblijfsadres, zip, postal code",
        "woonplaats": """
            woonplaats, plaats, plaatsnaam, stad, plaats pand, woonplaatsnaam, leveringsadres plaats, city, town
        """,
        "telefoonnummer": """
            telefoonnummer, telefoon, tel, mobiel, mobielnummer, mobiel nummer, mobiele telefoon, gsm, telefoon mobiel,
            telefoon vast, telefoonnummer 1, telefoonnummer 2, telefoon 1, telefoon 2, vast nummer, telefoon prive,
            phone, mobile
        """,
        "email": "email, e mail, mail, mailadres, emailadres, e mailadres, e mail adres, email 1, emailaddress",
        "bedragInCenten": """
            bedrag in centen, bedrag, openstaand bedrag, saldo, openstaand saldo, openstaand, schuld, huurschuld,
            achterstand, huurachterstand, premieachterstand, betalingsachterstand, bedrag achterstand, achterstand
            bedrag, hoogte achterstand, hoogte schuld, totaal openstaand, totaalbedrag, vordering, hoofdsom, restsaldo,
            schuldbedrag, achterstallig bedrag, bedrag openstaand, premieschuld, amount, balance, totale achterstand
        """,
        "ontstaansdatum": """
            ontstaansdatum, achterstand sinds, achterstand vanaf, schuld vanaf, schuld sinds, sinds, oudste vervaldatum,
            vervaldatum, vervaldatum oudste factuur, datum oudste factuur, oudste factuurdatum, oudste factuur, datum
            ontstaan, begin achterstand, startdatum achterstand, begindatum achterstand, datum eerste achterstand,
            oudste openstaande post, datum ontstaan schuld, datum eerste gemiste termijn, due date
        """,
        "aantalPerioden": """
            aantal perioden, aantal termijnen, termijnen, maanden achter, aantal maanden, maanden achterstand,
            achterstand in maanden, achterstand maanden, aantal facturen, aantal maanden achterstand, aantal premies,
            aantal openstaande termijnen, aantal termijnen achterstand, aantal gemiste termijnen, aantal openstaande
            facturen, gemiste termijnen, months
        """,
        "signaaldatum": """
            signaaldatum, datum signaal, meldingsdatum, datum melding, melddatum, peildatum, datum, leverdatum, datum
            levering, aanleverdatum, datum aanlevering, datum aanmelding, aanmelddatum, exportdatum, rapportagedatum,
            dagtekening, date
        """,
        "soort": """
            soort, soort melding, soort signaal, type, type melding, type signaal, meldingstype, signaaltype, melding,
            meldingsoort, reden melding, categorie, kind
        """,
        "geplandeDatum": """
            geplande datum, datum gepland, datum afsluiting, afsluitdatum, afsluiting gepland, datum ontruiming,
            ontruimingsdatum, ontruiming op, datum beeindiging, datum maatregel, einddatum levering, einddatum, datum
            einde levering, datum royement, planned date
        """,
        "stadium": "stadium, stand, fase, status, status maatregel, stap, stage",
        "warmeOverdracht": """
            warme overdracht, warm overgedragen, warm overdragen, overdracht warm, warme overdracht gewenst
        """,
        "verklaring.persoonlijkContact": """
            persoonlijk contact, persoonlijk contact gezocht, contact gezocht, persoonlijk contact gehad, contactpoging,
            inspanning contact
        """,
        "verklaring.gewezenOpSchuldhulp": """
            gewezen op schuldhulp, gewezen op schuldhulpverlening, verwezen naar schuldhulp, schuldhulp genoemd, gewezen
            op hulp
        """,
        "verklaring.herinneringGestuurd": """
            herinnering gestuurd, schriftelijke herinnering, herinnering verstuurd, aanmaning gestuurd, herinnering,
            herinnering verzonden
        """,
        "verklaring.doorgevenAangeboden": """
            doorgeven aangeboden, aangeboden gegevens door te geven, aanbod doorgeven, aanbod gegevens delen,
            toestemming gevraagd, delen aangeboden
        """,
        "verklaring.bezwaar": "bezwaar, bezwaar huurder, bezwaar gemaakt, bezwaar klant, huurder heeft bezwaar",
    }
)
"""Small letters, with commas between; `nr` and the like are written in full."""

SHORT_WORDS: Final = MappingProxyType(
    {
        "nr": "nummer",
        "no": "nummer",
        "nrs": "nummer",
        "dat": "datum",
        "dd": "datum",
        "dtm": "datum",
        "toev": "toevoeging",
        "toevoegingen": "toevoeging",
        "geb": "geboorte",
        "gem": "gemeente",
        "tel": "telefoon",
        "mob": "mobiel",
        "bedr": "bedrag",
        "aant": "aantal",
        "mnd": "maanden",
        "mnden": "maanden",
        "adr": "adres",
        "deb": "debiteur",
        "kl": "klant",
        "str": "straat",
        "hnr": "huisnummer",
        "huisnr": "huisnummer",
        "wpl": "woonplaats",
        "plts": "plaats",
        "pcode": "postcode",
        "postc": "postcode",
        "refnr": "referentienummer",
        "eur": "",
        "euro": "",
        "het": "",
        "de": "",
        "van": "",
        "v": "",
        "d": "",
    }
)
"""Short for something, or for nothing that helps."""

KIND_SYNONYMS: Final = MappingProxyType(
    {
        "achterstand": """
            achterstand, betalingsachterstand, huurachterstand, premieachterstand, wanbetaling, betalingsachterst,
            reguliere melding, regulier, vroegsignaal, signaal
        """,
        "afsluiting": """
            afsluiting, afsluiten, afsluiting dreigt, dreigende afsluiting, afsluiting gepland, waterafsluiting
        """,
        "eindelevering": """
            eindelevering, einde levering, beeindiging levering, einde contract, opzegging contract, beeindiging
            contract
        """,
        "huisuitzetting": """
            huisuitzetting, ontruiming, uithuiszetting, ontruimingsvonnis, dreigende ontruiming, ontruiming gepland,
            woningontruiming
        """,
        "verzekering-beeindigd": """
            verzekering beeindigd, royement, einde verzekering, beeindiging verzekering, polis beeindigd
        """,
    }
)
STAGE_SYNONYMS: Final = MappingProxyType(
    {
        "aangekondigd": "aangekondigd, aankondiging, gepland, dreigend, dreiging, aangezegd, voorgenomen",
        "uitgevoerd": "uitgevoerd, gerealiseerd, voltooid, afgerond, plaatsgevonden, geeffectueerd",
    }
)
