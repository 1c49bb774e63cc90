"""Days and periods as people type them in other languages: `gestern 10:00`, `semaine dernière`, `wczoraj`."""

from __future__ import annotations

import re
import unicodedata

_WORDS = {
    "today": (
        "heute; aujourd'hui; hoy; oggi; vandaag; dzis, dzisiaj; hoje; idag, i dag; tanaan; dnes; azi; bugun"
    ),
    "yesterday": (
        "gestern; hier; ayer; ieri; gisteren; wczoraj; ontem; igar, i gar; eilen; tegnap; vcera; dun"
    ),
    "day before yesterday": (
        "vorgestern; avant-hier; anteayer; l'altro ieri; eergisteren; przedwczoraj; anteontem; i "
        "forgars, i forgar; toissapaivana; tegnapelott; predevcirem; alaltaieri; evvelsi gun"
    ),
    "tomorrow": (
        "morgen; demain; manana; domani; jutro; amanha; imorgon, i morgon, i morgen; huomenna; "
        "holnap; zitra; maine; yarin"
    ),
    "this week": (
        "diese woche; cette semaine; esta semana; questa settimana; deze week; w tym tygodniu, "
        "ten tydzien; denna vecka, den har veckan; denne uge; denne uken; talla viikolla; ezen a "
        "heten; tento tyden; saptamana aceasta; bu hafta"
    ),
    "last week": (
        "letzte woche, vergangene woche, vorige woche; la semaine derniere, semaine derniere; la "
        "semana pasada, semana pasada; la settimana scorsa, settimana scorsa; vorige week; w "
        "zeszlym tygodniu, zeszly tydzien; semana passada; forra veckan; sidste uge; forrige uke; "
        "viime viikolla; mult heten; minuly tyden; saptamana trecuta; gecen hafta"
    ),
    "this month": (
        "dieser monat, diesen monat; ce mois, ce mois-ci; este mes; questo mese; deze maand; w "
        "tym miesiacu, ten miesiac; denna manad, den har manaden; denne maned, denne maneden; "
        "tassa kuussa; ebben a honapban; tento mesic; luna aceasta; bu ay"
    ),
    "last month": (
        "letzter monat, letzten monat, voriger monat, vorigen monat; le mois dernier, mois "
        "dernier; el mes pasado, mes pasado; il mese scorso, mese scorso; vorige maand; w zeszlym "
        "miesiacu, zeszly miesiac; mes passado; forra manaden; sidste maned; forrige maned; viime "
        "kuussa; mult honapban; minuly mesic; luna trecuta; gecen ay"
    ),
    "this year": (
        "dieses jahr; cette annee; este ano; quest'anno; dit jaar; w tym roku, ten rok; i ar; "
        "tana vuonna; iden; letos; anul acesta; bu yil"
    ),
    "last year": (
        "letztes jahr, voriges jahr; l'annee derniere, annee derniere; el ano pasado, ano pasado; "
        "l'anno scorso, anno scorso; vorig jaar; w zeszlym roku, zeszly rok; ano passado; forra "
        "aret; sidste ar, i fjor; viime vuonna; tavaly; vloni; anul trecut; gecen yil"
    ),
}
"""In German, French, Spanish, Italian, Dutch, Polish, Portuguese, Scandinavian languages, Finnish, Hungarian,
Czech, Romanian and Turkish, without accents."""

_ENGLISH = {
    word.strip(): english for english, words in _WORDS.items() for word in words.replace(";", ",").split(",")
}
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "ı": "i", "’": "'"})  # noqa: RUF001 - what is typed
_NAMED = re.compile(rf"({'|'.join(sorted(map(re.escape, _ENGLISH), key=len, reverse=True))})(?= |$)")
_AT = re.compile(r"(?:um|a las|a|om|o|alle|kl\.?|as) (?=\d)")


def in_english(words: str) -> str:
    """`words`, which are small, with those in English that begin it in another language; else unchanged."""
    if words[:1].isdigit():
        return words
    plain = unicodedata.normalize("NFD", words.translate(_LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    found = _NAMED.match(plain)
    if not found:
        return words
    rest = _AT.sub("", plain[found.end() :].strip(), count=1)
    return f"{_ENGLISH[found[1]]} {rest}".strip()
