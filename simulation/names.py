"""Dutch-looking names of people who do not exist: a short list of frequent ones and a made-up tail (Zipf)."""

from random import Random
from typing import Final, NamedTuple


def words_listed(text: str) -> tuple[str, ...]:
    """The words of a list written as one text with semicolons."""
    return tuple(text.split(";"))


FREQUENT: Final = words_listed(
    "de Jong;Jansen;de Vries;van den Berg;van Dijk;Bakker;Janssen;Visser;Smit;Meijer;Daniëls;de Boer;Mulder;"
    "de Groot;Bos;Vos;Peters;Hendriks;Öztürk;van Leeuwen;Dekker;Müller;Brouwer;de Wit;Dijkstra;Smits;de Graaf;"
    "van der Meer;van der Linden;Kok;Jacobs;de Haan;Vermeulen;van den Heuvel;van der Veen;van den Broek;"
    "de Bruijn;de Bruin;van der Heijden;Schouten;van Beek;Willems;van Vliet;van de Ven;Hoekstra;Maas;Verhoeven;"
    "Koster;van Dam;van der Wal;Prins;Blom;Huisman;Peeters;de Jonge;Kuipers;van Veen;Postma;Kuiper;Veenstra;"
    "Kramer;van den Brink;Scholten;van Wijk;Martens;Vink;de Ruiter;Timmermans;Groen;Gerritsen;Jonker;van Loon;"
    "Boer;van der Velde;Willemsen;Smeets;de Lange;de Vos;van Dongen;Schipper;de Koning;van der Laan;Koning;"
    "van Doorn;Driessen;van den Bosch;Hermans;van der Heiden;Yilmaz;Kaya;Demir;el Amrani;Bouali;Ben Salah;Ramdin;"
    "Nguyen;Kowalska;Bär;Coskun;Geërts;Michiëls;Raaijmakers;Theunissen;Hofstee;Eijkelenboom;Kwaaitaal"
)
"""Most frequent first; only letters of windows-1252, as the landlord's file can hold no others."""

STEMS: Final = words_listed(
    "Water;Berk;Hout;Molen;Vogel;Zand;Klaver;Eiken;Brink;Dorn;Elzen;Graven;Haver;Kolk;Linde;Noord;Rozen;Steen;Tolle;"
    "Vlas;Wester;Ys;Zuider;Bongers;Doesse;Finke;Goor;Hage;Kamper;Ooster;Weijden;Quist;Luchte;Meers;Riet;Snoek;Terp;Uilen"
)
ENDINGS: Final = words_listed(
    "man;stra;sma;huis;veld;kamp;horst;dijk;beek;hof;zicht;mans;inga;voort;land;wijk;sen;sz;tra;berg;brugge;dam;laar"
)
MADE_UP_PREFIXES: Final = ("", "", "", "", "", "van", "van de", "van der", "de", "ten", "ter", "van 't")
INITIALS: Final = "JJJJJMMMMMAAAAHHHCCCPPPRRSSSLLLLEEETTTGGWWDDKKFFBBNNIVOYZ"
TAIL_SHARE: Final = 0.45
"""Share of people whose name is not among the frequent ones [A]."""

WEIGHTS: Final = tuple(1 / (rank + 4) for rank in range(len(FREQUENT)))
LEADING_WORDS: Final = frozenset({"de", "van", "den", "der", "el", "ten", "ter"})


class Surname(NamedTuple):
    """A surname with its prefix apart; the prefix may be empty."""

    prefix: str
    name: str


def _split(full: str) -> Surname:
    words = full.split(" ")
    lead = 0
    while words[lead] in LEADING_WORDS:
        lead += 1
    return Surname(" ".join(words[:lead]), " ".join(words[lead:]))


_SPLIT: Final = tuple(_split(full) for full in FREQUENT)


def surname(rng: Random) -> Surname:
    """A surname: frequent by Zipf, or composed."""
    if rng.random() >= TAIL_SHARE:
        return rng.choices(_SPLIT, WEIGHTS)[0]
    return Surname(rng.choice(MADE_UP_PREFIXES), rng.choice(STEMS) + rng.choice(ENDINGS))


def initials(rng: Random) -> str:
    """One to three initials with dots, such as `J.P.`."""
    count = 1 + (rng.random() < 0.5) + (rng.random() < 0.15)
    return "".join(rng.choice(INITIALS) + "." for _ in range(count))
