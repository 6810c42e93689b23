"""The signal as a partner sends it: Dutch names outside, English inside, nothing free-form. One entry is one field.

The rest follows from the entry: the glossary, the stand-ins, how a file is read, the OpenAPI document, the columns of
the table `signal` and which of them triage reads. Only a migration still has to add the column.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict

from schemas.field_types import (
    Addition,
    BirthDay,
    Bsn,
    CalendarDay,
    Cents,
    Count,
    Email,
    HouseNumber,
    Municipality,
    Name,
    Phone,
    Postcode,
    Reference,
    ShortName,
    YesOrNo,
    by_word,
    by_writing,
    words_of,
)
from schemas.fields import FOR_TRIAGE, Form, Shape, fields_of, named
from schemas.vocabulary.signals import Indication, SignalKind, Stage

OUTWARD_CONFIG: Final = ConfigDict(
    frozen=True, extra="forbid", strict=True, hide_input_in_errors=True, cache_strings="keys"
)
"""Else pydantic keeps the last 16,384 short texts of any request in memory, names and phone numbers among them."""


class Attestation(BaseModel):
    """The landlord's statement that it met the four conditions of Bgs art. 2 and that nobody objected."""

    model_config = OUTWARD_CONFIG

    personal_contact: Annotated[YesOrNo, named("persoonlijkContact", "U heeft persoonlijk contact gezocht.")]
    pointed_to_debt_help: Annotated[YesOrNo, named("gewezenOpSchuldhulp", "U heeft gewezen op schuldhulp.")]
    reminder_sent: Annotated[
        YesOrNo, named("herinneringGestuurd", "U heeft minstens één schriftelijke herinnering gestuurd.")
    ]
    sharing_offered: Annotated[
        YesOrNo,
        named("doorgevenAangeboden", "U heeft daarin aangeboden om de gegevens door te geven aan de gemeente."),
    ]
    objection: Annotated[YesOrNo, named("bezwaar", "De huurder heeft bezwaar gemaakt tegen het doorgeven.")]


ATTESTATION_FIELDS: Final = fields_of(Attestation)
STATEMENT: Final = Shape(Form.PARTS, {one.dutch: one.stand_in for one in ATTESTATION_FIELDS.values()})
Kind = Annotated[SignalKind, by_word(SignalKind), words_of(SignalKind), Shape(Form.TEXT, SignalKind.ARREARS.dutch)]
INDICATION_WRITINGS: Final[Mapping[str, Indication]] = MappingProxyType(
    dict.fromkeys(("tegenover", "t/o", "t.o.", "to"), Indication.OPPOSITE)
    | dict.fromkeys(("bij", "by"), Indication.BY)
    | {Indication.UNKNOWN.dutch: Indication.UNKNOWN}
)
"""The usual writings; `to` and `by` are the codes of the BRP."""
Indicated = Annotated[
    Indication, by_writing(INDICATION_WRITINGS), words_of(Indication), Shape(Form.TEXT, Indication.OPPOSITE.dutch)
]
HowFar = Annotated[Stage, by_word(Stage), words_of(Stage), Shape(Form.TEXT, Stage.ANNOUNCED.dutch)]


class Signal(BaseModel):
    """One *vroegsignaal* (DDAS section 2; contact data by Bgs art. 2). Amounts in euro cents, dates local.

    Raises ValidationError naming every wrong field; the error holds no value that was sent.
    """

    model_config = OUTWARD_CONFIG

    municipality: Annotated[
        Municipality, named("gemeentecode", "De CBS-code van de gemeente, vier cijfers."), FOR_TRIAGE
    ]
    reference: Annotated[Reference, named("kenmerk", "Uw eigen kenmerk van dit signaal."), FOR_TRIAGE]
    customer_number: Annotated[Reference, named("klantnummer", "Het nummer van de klant bij u."), FOR_TRIAGE]
    initials: Annotated[ShortName | None, named("voorletters", "De voorletters.")] = None
    prefix: Annotated[
        ShortName | None,
        named("voorvoegsel", "Het voorvoegsel van de achternaam, zoals van of de."),
    ] = None
    surname: Annotated[Name, named("achternaam", "De achternaam, zonder voorvoegsel.")]
    birth_date: Annotated[
        BirthDay | None,
        named(
            "geboortedatum",
            "De geboortedatum, met 00 voor een dag of maand die u niet weet. "
            "Een verhuurder stuurt deze alleen met een grond van de gemeente.",
        ),
    ] = None
    bsn: Annotated[
        Bsn | None,
        named("burgerservicenummer", "Het burgerservicenummer. Alleen als de gemeente daar een grond voor heeft."),
    ] = None
    street: Annotated[Name | None, named("straat", "De straat.")] = None
    house_number: Annotated[HouseNumber, named("huisnummer", "Het huisnummer."), FOR_TRIAGE]
    house_letter: Annotated[
        Addition | None, named("huisletter", "De letter achter het huisnummer, als u die apart heeft."), FOR_TRIAGE
    ] = None
    house_number_addition: Annotated[
        Addition | None, named("huisnummertoevoeging", "De toevoeging bij het huisnummer."), FOR_TRIAGE
    ] = None
    house_number_indication: Annotated[
        Indicated | None,
        named("aanduidingBijHuisnummer", "Als de woning tegenover of bij dit huisnummer ligt, zoals een woonboot."),
        FOR_TRIAGE,
    ] = None
    postcode: Annotated[Postcode, named("postcode", "De postcode: vier cijfers en twee letters."), FOR_TRIAGE]
    town: Annotated[Name | None, named("woonplaats", "De woonplaats.")] = None
    phone: Annotated[Phone | None, named("telefoonnummer", "Het telefoonnummer. Andere tekst bewaren wij niet.")] = None
    email: Annotated[Email | None, named("email", "Het e-mailadres.")] = None
    amount_cents: Annotated[Cents, named("bedragInCenten", "De achterstand in eurocenten."), FOR_TRIAGE]
    arrears_since: Annotated[CalendarDay, named("ontstaansdatum", "De dag waarop de achterstand begon."), FOR_TRIAGE]
    periods_missed: Annotated[Count, named("aantalPerioden", "Hoeveel termijnen niet zijn betaald."), FOR_TRIAGE]
    signal_date: Annotated[CalendarDay, named("signaaldatum", "De dag waarop u het signaal maakte."), FOR_TRIAGE]
    kind: Annotated[Kind, named("soort", "Wat er aan de hand is."), FOR_TRIAGE] = SignalKind.ARREARS
    planned_date: Annotated[
        CalendarDay | None,
        named("geplandeDatum", "De dag waarop u gaat afsluiten, uitzetten of stoppen. Alleen bij die soorten."),
        FOR_TRIAGE,
    ] = None
    stage: Annotated[
        HowFar | None, named("stadium", "Of de maatregel is aangekondigd of al uitgevoerd."), FOR_TRIAGE
    ] = None
    attestation: Annotated[Attestation | None, named("verklaring", "Wat een verhuurder verklaart."), STATEMENT] = None
    warm_handover: Annotated[
        YesOrNo, named("warmeOverdracht", "U wilt de klant samen met de gemeente overdragen."), FOR_TRIAGE
    ] = False


SIGNAL_FIELDS: Final = fields_of(Signal)
NATURAL_KEY: Final = ("municipality", "reference", "signal_date")
"""With the partner it identifies a signal: what is the same in these is the same signal, a reference in any case."""


def reference_key(reference: str) -> str:
    """A reference as it is compared: without case (in the record the column `reference_key`)."""
    return reference.lower()
