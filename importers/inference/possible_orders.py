"""Columns that may well hold the orders' numbers, the customers or who wrote, though nothing says so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from importers.column_words import simple
from importers.inference.candidates import ROLES, Candidate
from importers.inference.name_score import against, is_old_state, may_name_orders, score
from importers.inference.value_profile import ValueProfile
from importers.mapping.column_mapping import Value

_NAMES = frozenset(
    "name full_name fullname display_name first_name last_name firstname lastname surname contact_name "
    "person member guest patient student nachname nom nombre apellido nome cognome naam imie nazwisko "
    "imie_i_nazwisko jmeno prijmeni nev navn namn nume ad_soyad имя фио фамилия 名前 氏名 姓名".split()
)
"""Names of columns of people, who are customers where rows are about nothing else."""

_FEW_WORDS = 0.3
_GOODS = re.compile(
    r"(^|_)(country|city|town|state|channel|method|carrier|currency|brand|category|language|shop|store|type|land|"
    r"stadt|ort|pays|ville|pais|ciudad|citta|kraj|miasto|source|tag|tags|sku|size|colou?r|phone|tel)(_|$)"
)


def possible_customers(looks: Sequence[ValueProfile]) -> list[Candidate]:
    """Columns of names of people, whose history it may be."""
    able = [look for look in looks if simple(look.name) in _NAMES and look.is_free and look.filled]
    return [
        Candidate(
            column=look.name,
            confidence=0.35,
            why="it may hold the customers' names",
            values=look.values,
            filled=look.filled == 1.0,
        )
        for look in able
    ]


def possible_authors(looks: Sequence[ValueProfile], fields: Mapping[str, Value]) -> list[str]:
    """Columns that no field uses whose values come again and again and may be people."""
    used = {column for value in fields.values() for template in value for column in template.columns}
    return [
        look.name
        for look in looks
        if look.name not in used
        and look.is_free
        and look.filled >= 0.3
        and (look.emails > 0.5 or (look.text >= 0.9 and look.words <= _FEW_WORDS and look.codes < 0.5))
        and look.distinct < 1
        and not look.money
        and not _GOODS.search(simple(look.name))
        and (not is_old_state(look.name) or simple(look.name) == "from")
        and not any(score(role, look.name, look.label) for role in ROLES if role != "author")
    ]


def possible_numbers(looks: Sequence[ValueProfile], fields: Mapping[str, Value]) -> list[ValueProfile]:
    """Columns that may well be the orders' numbers, though nothing says so: history of customers alone has
    none."""
    used = {column for value in fields.values() for template in value for column in template.columns}
    return [
        look
        for look in looks
        if look.name not in used
        and look.is_free
        and max(look.codes, look.whole) >= 0.9
        and min(look.filled, look.distinct) >= 0.3
        and look.money <= 0.5
        and not against("order", look.label)
        and not any(score(role, look.name, look.label) for role in ROLES)
    ]


def may_be_order(one: Candidate, fields: Mapping[str, Value]) -> bool:
    """Whether a column that no field uses may well hold the order by its name."""
    used = {column for value in fields.values() for template in value for column in template.columns}
    return may_name_orders(one.column) and one.column not in used


def as_number(look: ValueProfile) -> Candidate:
    """Such a column as a candidate for the order."""
    why = f"its values could be numbers of orders, {look.distinct:.0%} distinct"
    return Candidate(
        column=look.name, confidence=0.35, why=why, values=look.values, filled=look.filled == 1.0
    )
