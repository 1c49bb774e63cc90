"""Dates with words in them (a month's name, Uhr, GMT+0100), and spreadsheets' numbers of days, rewritten."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

_MONTHS = {
    1: (
        "january januar janvier enero gennaio janeiro januari stycznia styczen leden ledna ocak jan "
        "janv ene sty"
    ),
    2: (
        "february februar fevrier febrero febbraio fevereiro februari lutego luty unor unora subat "
        "feb fev fevr lut"
    ),
    3: "march marz mars marzo marco maart marca marzec brezen brezna mart mar mrz mrt",
    4: "april avril abril aprile kwietnia kwiecien duben dubna nisan apr avr abr kwi",
    5: "may mai mayo maggio maio mei maja maj kveten kvetna mayis mag",
    6: "june juni juin junio giugno junho czerwca czerwiec cerven cervna haziran jun giu cze",
    7: "july juli juillet julio luglio julho lipca lipiec cervenec cervence temmuz jul juil lug lip",
    8: "august aout agosto augustus sierpnia sierpien srpen srpna agustos aug ago sie augusti",
    9: ("september septembre septiembre settembre setembro wrzesnia wrzesien zari eylul sep sept set wrz"),
    10: (
        "october oktober octobre octubre ottobre outubro pazdziernika pazdziernik rijen rijna ekim "
        "oct okt ott out paz"
    ),
    11: "november novembre noviembre novembro listopada listopad listopadu kasim nov lis",
    12: (
        "december dezember decembre diciembre dicembre dezembro grudnia grudzien prosinec prosince "
        "aralik dec dez dic gru"
    ),
}
_NUMBERS = {name: number for number, names in _MONTHS.items() for name in names.split()}
_NAME = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_NIGHT = {"am": 0, "pm": 12}
_DATE = re.compile(
    rf"(?:\b(?P<month>{_NAME})\.? ?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b|"
    rf"\b(?P<day2>\d{{1,2}})(?:\.|st|nd|rd|th|er)?[ -]?(?P<month2>{_NAME})\b\.?)"
    r"(?P<between>.*?)(?P<year>\b\d{4}\b|(?<=[- ])\d{2}\b(?!:))"
)
_TIME = re.compile(
    r"\b(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:\.(?P<part>\d{1,9}))?)?"
    r"\s*(?P<night>[ap]m)?\b"
)
_OFFSET = re.compile(r"(?:gmt|utc)?\s*(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})\b")
_LOST = re.compile(r"\([^)]*\)|\buhr\b|\bum\b|\bat\b|\bde\b|\bdel\b|\ba las\b|\balle\b|\bo godz\.?|\bom\b|,")
_BARE = {ord("ł"): "l", 305: "i"}
_EITHER_WAY = re.compile(r"\d\. ?listopada")
"""November in Polish, October in Croatian, which puts a dot there."""

_WORD = re.compile(r"[a-z]+")
_UTC = {"gmt", "utc", "z"}


def in_figures(text: str) -> str | None:
    """The moment in ISO's shape, with its offset if it has one; None where it cannot be understood, or is
    in a zone that its letters do not tell for sure."""
    if _SERIAL.fullmatch(text):
        return _of_days(float(text))
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(one for one in plain if not unicodedata.combining(one)).translate(_BARE)
    plain = re.sub(r"\b([ap])\. ?m\.?", r"\1m", plain)
    plain = " ".join(_LOST.sub(" ", plain).split())
    date = _DATE.search(plain)
    if date is None or _EITHER_WAY.search(plain):
        return None
    before, rest = plain[: date.start()], f"{date['between']} {plain[date.end() :]}"
    time = _TIME.search(rest) or _TIME.search(before)
    said = _clock(time) if time else "00:00:00"
    after = rest[time.end() :] if time and time.string is rest else rest
    offset = _OFFSET.search(after)
    after = _OFFSET.sub("", after)
    if said is None or set(_WORD.findall(after)) - _UTC or len(set(_WORD.findall(before))) > 1:
        return None
    utc = not offset and _UTC & set(_WORD.findall(after))
    zone = f"{offset['sign']}{offset['hours']}:{offset['minutes']}" if offset else "+00:00" if utc else ""
    year = int(date["year"])
    if len(date["year"]) == 2:
        year += 2000 if year < 70 else 1900
    return f"{year}-{_month(date):02}-{int(date['day'] or date['day2']):02} {said}{zone}"


def _of_days(days: float) -> str | None:
    """What a spreadsheet means by so many days since 1900. Only of this age: no number of days is shorter,
    and no other way to write a date is five digits that high."""
    if not 32_874 <= days < 73_051:
        return None
    moment = dt.datetime(1899, 12, 30) + dt.timedelta(seconds=round(days * 86_400))  # noqa: DTZ001 - its zone is asked for
    return str(moment)


def _month(found: re.Match[str]) -> int:
    return _NUMBERS[found["month"] or found["month2"]]


def _clock(time: re.Match[str]) -> str | None:
    hour = int(time["hour"])
    if time["night"]:
        hour = hour % 12 + _NIGHT[time["night"]]
    part = f".{time['part'][:6]}" if time["part"] else ""
    return f"{hour:02}:{time['minute']}:{time['second'] or '00'}{part}" if hour < 24 else None
