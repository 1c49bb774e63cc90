"""Reports of payment providers in other languages than English, by the names of their columns."""

from __future__ import annotations

from collections.abc import Iterable

from importers.column_words import simple

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


def translated_report(columns: Iterable[str]) -> tuple[str, str] | None:
    """The provider and the language of the report that has these columns; None for any other table."""
    names = {simple(column) for column in columns}
    return next((found[:2] for found in _REPORTS if names.issuperset(found[2].split())), None)
