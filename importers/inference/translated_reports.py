"""Reports of payment providers in other languages than English, by the names of their columns."""

from __future__ import annotations

from collections.abc import Iterable

from importers.catalogue.named_tables import lacking
from importers.catalogue.registry import find_platform
from importers.column_words import simple
from importers.errors import TranslatedReportError

_REPORTS = (
    ("PayPal", "German", "transaktionscode brutto typ status"),
    ("PayPal", "German or Swedish", "transaktions_id brutto typ status"),
    ("PayPal", "French", "numero_de_transaction avant_commission type etat"),
    ("PayPal", "French", "numero_de_transaction avant_commission type statut"),
    ("PayPal", "French", "numero_de_transaction brut type etat"),
    ("PayPal", "Spanish", "id_de_transaccion bruto tipo estado"),
    ("PayPal", "Italian", "codice_transazione lordo tipo stato"),
    ("PayPal", "Italian", "id_transazione lordo tipo stato"),
    ("PayPal", "Dutch", "transactiereferentie bruto type status"),
    ("PayPal", "Dutch", "transactie_id bruto type status"),
    ("PayPal", "Polish", "numer_transakcji brutto typ status"),
    ("PayPal", "Polish", "identyfikator_transakcji brutto typ status"),
    ("PayPal", "Portuguese", "id_da_transacao bruto tipo status"),
    ("PayPal", "Portuguese", "id_da_transacao bruto tipo estado"),
    ("PayPal", "Danish", "transaktions_id brutto type status"),
)
"""Provider, language, and columns that together only its report has."""

_READ = {("PayPal", language): "paypal" for language in ("German", "French", "Italian", "Spanish", "Dutch")}
"""The platforms that read a provider's report in a language, if it has all columns that they require."""


def refuse_translated(source: str, columns: Iterable[str], *, title: str = "") -> None:
    """Refuse a table with the columns of a report that is not read, or is not read as a plain table; nothing
    where it is none. `title` is the platform that it is wanted to be of, and isn't.

    Raises `TranslatedReportError`.
    """
    names = [*columns]
    report = translated_report(names)
    if report is None or not title.startswith(report[0] if title else ""):
        return
    provider, language = report
    reader = _READ.get(report, "")
    missing = lacking(find_platform(reader).records[0], names) if reader else []
    read = [known for of, known in _READ if of == provider]
    others = f"{', '.join(['English', *read[:-1]])} or {read[-1]}"
    raise TranslatedReportError(
        source, provider=provider, language=language, reader=reader, lacking=missing, others=others
    )


def translated_report(columns: Iterable[str]) -> tuple[str, str] | None:
    """The provider and the language of the report that has these columns; None for any other table."""
    names = {simple(column) for column in columns}
    return next((found[:2] for found in _REPORTS if names.issuperset(found[2].split())), None)
