"""Surnames as often as the Dutch bear them: the top of the list by its known frequencies, then a long made-up tail.

Frequencies: 1 in 200 is called De Jong, the tenth name has half as many, and most families have a name that few share
[A, after the family-name bank of 2007]. Names are regional, so in one municipality the top is heavier.
"""

from bisect import bisect
from itertools import accumulate
from random import Random
from typing import Final

from simulation.names import FREQUENT, LEADING_WORDS, Surname, words_listed

AFTER_MIGRATION: Final = words_listed(
    "Yildiz;Şahin;Çelik;Ayd\u0131n;Arslan;Doğan;K\u0131l\u0131ç;Aslan;Özdemir;Polat;Koç;el Idrissi;"
    "Bouzid;el Khattabi;Amrani;Benali;Ait Hammou;el Haddad;Azzouzi;Ouali;Chaouki;Mohamed;Ahmed;Ali;Hassan;Abdi;Ibrahim;"
    "Singh;Kumar;Sewnarain;Ramlal;Gopal;Bhagwandin;Tjon A Fat;Pinas;Landveld;Martina;Maduro;Croes;Wever;Nowak;"
    "Wójcik;Wiśniewska;Kamiński;Popescu;Ionescu;Dimitrov;Georgieva;Silva;da Costa;Fernandes;Tavares;Chen;"
    "Wang;Tran;Phạm;Al-Masri;Haddad;Tesfay;Ghebre"
)
"""Frequent names from elsewhere, with the letters that lists of the Dutch often lose."""
ONSETS: Final = words_listed(
    "Aal;Aker;Alten;Bakel;Balk;Beuk;Berk;Boer;Bol;Bon;Brem;Brouw;Buur;Cor;Daal;Dier;Dijk;Doek;Door;Drie;Eek;Eij;Elf;"
    "Elz;Engel;Feen;Fok;Geer;Gel;Gijs;Goed;Graan;Groot;Haak;Ham;Hart;Heem;Hein;Hes;Heuv;Hoek;Hol;Hoog;Houd;Hui;IJs;Kal;"
    "Kamp;Kei;Ker;Klein;Kool;Kras;Kuip;Laar;Lam;Leen;Lies;Loo;Maat;Meer;Mes;Mol;Nij;Noor;Oud;Paar;Pel;Ploeg;Pool;Put;"
    "Raad;Rijn;Roos;Ruit;Schaap;Schip;Schut;Sloot;Smal;Snel;Spaan;Stam;Stok;Swaan;Tak;Thij;Tim;Tuin;Veer;Veld;Ver;Vis;"
    "Vlie;Voort;Waal;Wees;Wert;Wiel;Wit;Wou;Zaal;Zee;Zijl;Zon"
)
CODAS: Final = words_listed(
    "aard;ards;beek;berg;boer;bos;burg;daal;dam;drecht;eling;en;enaar;ens;er;ering;ers;es;feld;gaard;hoek;hof;horst;"
    "huis;huizen;inga;ink;ink;jans;kamp;kens;laan;land;linck;loo;ma;maker;man;mans;meijer;molen;nik;ooster;oord;ring;"
    "rode;scha;sen;sma;stee;steijn;stra;tveld;veen;veld;voort;wegen;wijk;zicht;zier"
)
TAIL_PREFIXES: Final = (
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "van",
    "van",
    "van de",
    "van der",
    "van den",
    "de",
    "ten",
    "ter",
    "van 't",
)
TOP: Final = 8.0
"""Weight of the name of rank r is 1 / (r + TOP): the tenth name then has half of the first."""
TOP_SHARE: Final = 0.26
"""Share of people with one of the names that are listed [A]."""
TAIL: Final = 30_000
"""Names that are composed; the same Zipf law, much flatter, as each is borne by few."""
FLAT: Final = 2_000

LISTED: Final = (*FREQUENT[:60], *(name for pair in zip(AFTER_MIGRATION, FREQUENT[60:], strict=False) for name in pair))
_TOP_WEIGHTS: Final = tuple(accumulate(1 / (rank + TOP) for rank in range(len(LISTED))))
_TAIL_WEIGHTS: Final = tuple(accumulate(1 / (rank + FLAT) for rank in range(TAIL)))


def common_surname(rng: Random) -> Surname:
    """A surname, as often as it occurs."""
    if rng.random() < TOP_SHARE:
        return _parted(LISTED[_drawn(rng, _TOP_WEIGHTS)])
    return _composed(_drawn(rng, _TAIL_WEIGHTS))


def _drawn(rng: Random, weights: tuple[float, ...]) -> int:
    return bisect(weights, rng.random() * weights[-1])


def _composed(rank: int) -> Surname:
    """The name of this rank of the tail: always the same."""
    place = rank * 7_919 + 13
    onset, place = ONSETS[place % len(ONSETS)], place // len(ONSETS)
    coda, place = CODAS[place % len(CODAS)], place // len(CODAS)
    prefix = TAIL_PREFIXES[place % len(TAIL_PREFIXES)]
    return Surname(prefix, onset + coda)


def _parted(full: str) -> Surname:
    words = full.split(" ")
    lead = next(place for place, word in enumerate(words) if word not in LEADING_WORDS)
    return Surname(" ".join(words[:lead]), " ".join(words[lead:]))
