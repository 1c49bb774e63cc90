"""A file of assignments: legacy names of authors, or a list of the staff with their ids, and who they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.small_csv import delimiter_of, first_line, read_text, rows_of
from events.errors import UsageError
from importers.column_words import simple

MOST_BYTES = 5_000_000
_WORDS = {
    "key": "id user_id uid author_id staff_id employee_id agent_id admin_id operator_id login username "
    "user_name initials short code alias nick nickname legacy legacy_name author actor kuerzel kurzel "
    "benutzername personalnummer mitarbeiternummer identifiant initiales usuario iniciales utente iniziali "
    "gebruikersnaam initialen uzytkownik inicjaly",
    "name": "name full_name fullname display_name displayname real_name nom_complet nombre nome naam nazwa "
    "imie_i_nazwisko mitarbeiter",
    "first": "first_name firstname given_name vorname prenom voornaam imie",
    "last": "last_name lastname surname family_name nachname apellido apellidos cognome achternaam nazwisko",
    "email": "email e_mail mail email_address mail_address courriel correo",
    "who": "user person",
    "source": "source",
    "shop": "shop",
}
_COLUMNS = {word: field for field, words in _WORDS.items() for word in words.split()}
_NEEDED = (
    "{file} must have a column of names or ids (name, id, login, initials) and one of e-mails or names of "
    "people (email, name); its first line is {line!r}. Nothing was changed."
)


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """A row: what the author is called in legacy data, likeliest first, the person's e-mail or else full
    name, and the source and shop where given."""

    line: int
    names: tuple[str, ...]
    person: str
    source: str | None = None
    shop: str | None = None


@dataclass(frozen=True, kw_only=True)
class AssignmentFile:
    """The rows of a file. `is_staff_list` says that it lists people with their ids, not all of them
    authors."""

    rows: Sequence[Assignment]
    is_staff_list: bool


def is_file(text: str) -> bool:
    """Whether `text` names a file of assignments rather than an author."""
    return Path(text).suffix.lower() in (".csv", ".tsv", ".txt")


def read(file: str) -> AssignmentFile:
    """The rows of a CSV file of legacy names with the people they stand for: the columns name and email, or
    a list of staff with ids, logins or initials beside names and e-mails, and source and shop where wanted.

    A file of two columns needs no header. Raises `InputNotFoundError`, `UnreadableDataError`, `UsageError`.
    """
    text = read_text(file, most_bytes=MOST_BYTES)
    rows = [(line, cells) for line, cells in rows_of(text, delimiter_of(text), file) if any(cells)]
    fields = [_COLUMNS.get(simple(cell), "") for cell in rows[0][1]] if rows else []
    has_email = bool({"email", "who"} & {*fields})
    if ("key" in fields and (has_email or {"name", "last"} & {*fields})) or ("name" in fields and has_email):
        del rows[0]
    elif rows and len(fields) == 2 and "@" in rows[0][1][1]:
        fields = ["name", "email"]
    else:
        raise UsageError(_NEEDED.format(file=file, line=first_line(text)[:80]))
    is_staff_list = "key" in fields
    found = [_assignment(line, cells, fields, file, is_staff_list) for line, cells in rows]
    return AssignmentFile(rows=[one for one in found if one.names], is_staff_list=is_staff_list)


def _assignment(line: int, cells: list[str], fields: list[str], file: str, is_staff_list: bool) -> Assignment:
    filled = [
        (_of_person(field, cell), cell.strip())
        for field, cell in zip(fields, cells, strict=False)
        if field and cell.strip()
    ]
    values = dict(reversed(filled))
    keys = [cell for field, cell in filled if field == "key"]
    name = values.get("name") or " ".join(_parts(values))
    email = values.get("email", "")
    person = email or (name if is_staff_list else "")
    if not (is_staff_list or (name and email)):
        raise UsageError(f"{file}, line {line}: the name or the e-mail is blank. Nothing was changed.")
    names = dict.fromkeys(one for one in (*keys, name) if one and one != person)
    return Assignment(
        line=line,
        names=tuple(names) if person else (),
        person=person,
        source=values.get("source"),
        shop=values.get("shop"),
    )


def _of_person(field: str, cell: str) -> str:
    """The field; a column `user` holds e-mails or logins."""
    return field if field != "who" else "email" if "@" in cell else "key"


def _parts(values: dict[str, str]) -> Iterator[str]:
    return (values[part] for part in ("first", "last") if part in values)
