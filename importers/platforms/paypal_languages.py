"""PayPal's activity report in other languages: the English names of its columns, types and states.

PayPal publishes no list of its translations. The columns and most types are those that public programs expect
in real reports: `angelus200/buchhaltung-upload-tool` (German), Akretion's bank statements for Odoo (French),
monjour's importers and those for Firefly III (Italian), converters for Nesto (Spanish) and Exact (Dutch).
Most states, German reversals and Dutch refunds are added by their plain sense. What is not here is not
guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "German": {
        "Date": ("Datum",),
        "Time": ("Uhrzeit",),
        "TimeZone": ("Zeitzone",),
        "Type": ("Typ",),
        "Currency": ("Währung",),
        "Gross": ("Brutto",),
        "From Email Address": ("Absender E-Mail-Adresse",),
        "To Email Address": ("Empfänger E-Mail-Adresse",),
        "Transaction ID": ("Transaktionscode",),
        "Invoice Number": ("Rechnungsnummer",),
        "Custom Number": ("Zollnummer",),
    },
    "French": {
        "Time": ("Heure",),
        "TimeZone": ("Fuseau horaire",),
        "Status": ("État", "Etat", "Statut"),
        "Currency": ("Devise",),
        "Gross": ("Avant commission",),
        "From Email Address": ("De l'adresse email", "De l\u2019adresse email"),
        "To Email Address": ("À l'adresse email", "À l\u2019adresse email"),
        "Transaction ID": ("Numéro de transaction",),
        "Invoice Number": ("Numéro de facture",),
        "Custom Number": ("Numéro de client",),
    },
    "Italian": {
        "Date": ("Data",),
        "Time": ("Orario", "Ora"),
        "TimeZone": ("Fuso orario",),
        "Type": ("Tipo",),
        "Status": ("Stato",),
        "Currency": ("Valuta",),
        "Gross": ("Lordo",),
        "From Email Address": ("Indirizzo email mittente",),
        "To Email Address": ("Indirizzo email destinatario",),
        "Transaction ID": ("Codice transazione",),
        "Invoice Number": ("N° ordine commerciante",),
        "Custom Number": ("Numero personalizzato",),
    },
    "Spanish": {
        "Date": ("Fecha",),
        "Time": ("Hora",),
        "TimeZone": ("Zona horaria",),
        "Type": ("Tipo",),
        "Status": ("Estado",),
        "Currency": ("Divisa",),
        "Gross": ("Bruto",),
        "From Email Address": ("Correo electrónico del remitente",),
        "To Email Address": ("Correo electrónico del destinatario",),
        "Transaction ID": ("Id. de transacción",),
        "Invoice Number": ("N.° de formato de pago", "Número de factura", "Id. de factura"),
        "Custom Number": ("Número personalizado",),
    },
    "Dutch": {
        "Date": ("Datum",),
        "Time": ("Tijd",),
        "TimeZone": ("Tijdzone",),
        "Currency": ("Valuta",),
        "Gross": ("Bruto",),
        "From Email Address": ("Van e-mailadres",),
        "To Email Address": ("Naar e-mailadres",),
        "Transaction ID": ("Transactiereferentie",),
        "Invoice Number": ("Factuurnummer", "Factuurreferentie"),
    },
}
"""By language, the English name of a column and its own; what both call alike is left out. `Zollnummer` is a
mistranslation: it holds the custom number that a shop gives to a payment."""

_TYPES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "German": {
        "Express Checkout Payment": ("PayPal Express-Zahlung", "Express-Kaufabwicklung"),
        "General Payment": ("Allgemeine Zahlung",),
        "Payment": ("Zahlung",),
        "Website Payment": ("Website-Zahlung", "Zahlung per Website"),
        "Mobile Payment": ("Handyzahlung",),
        "eBay Auction Payment": ("eBay-Auktionszahlung",),
        "Donation Payment": ("Spendenzahlung",),
        "PreApproved Payment Bill User Payment": ("Zahlung im Einzugsverfahren mit Zahlungsrechnung",),
        "Payment Refund": ("Rückzahlung", "Rückerstattung"),
        "Payment Reversal": ("Zahlungsrückbuchung",),
        "Chargeback": ("Rückbuchung",),
        "Chargeback Fee": ("Rückbuchungsgebühr",),
        "General Authorization": ("Allgemeine Autorisierung",),
        "Authorization": ("Autorisierung",),
        "Account Hold for Open Authorization": ("Einbehaltung für offene Autorisierung",),
        "Reversal of General Account Hold": ("Rückbuchung allgemeiner Einbehaltung",),
        "General Hold": ("Allgemeine Einbehaltung",),
        "General Hold Release": ("Freigabe allgemeiner Einbehaltung",),
        "Payment Hold": ("Einbehaltung", "Zahlungseinbehaltung"),
        "Payment Release": ("Freigabe", "Zahlungsfreigabe"),
        "Reserve Hold": ("Reservierung",),
        "General Currency Conversion": ("Allgemeine Währungsumrechnung",),
        "User Initiated Currency Conversion": ("Währungsumrechnung durch Nutzer",),
        "General Withdrawal": ("Allgemeine Abbuchung", "Bankabbuchung von PayPal-Konto"),
        "User Initiated Withdrawal": ("Von Nutzer eingeleitete Abbuchung", "Auszahlung auf das Bankkonto"),
        "General Card Withdrawal": ("Allgemeine Abbuchung von Kreditkarte",),
        "General Card Deposit": ("Allgemeine Gutschrift auf Kreditkarte",),
        "Bank Deposit to PP Account": (
            *("Bankgutschrift auf PayPal-Konto", "Bankgutschrift auf PayPal Konto", "Bankgutschrift"),
            "Überweisung als Zahlungsquelle",
        ),
        "ACH Transfer to Settle Account Balance": (
            "ACH-Überweisung als Zahlungsquelle für Ausgleich von Kontoguthaben",
        ),
        "Reversal of ACH Deposit": ("Rückbuchung von ACH-Gutschrift",),
        "Reversal of ACH Withdrawal Transaction": ("Rückbuchung von ACH-Abbuchung",),
        "Shopping Cart Item": ("Warenkorbartikel",),
        "Invoice Sent": ("Rechnung gesendet",),
        "Invoice Received": ("Rechnung erhalten",),
    },
    "French": {
        "Express Checkout Payment": ("Paiement Express Checkout",),
        "General Payment": ("Paiement standard",),
        "Payment": ("Paiement",),
        "Donation Payment": ("Paiement de don",),
        "Payment Refund": ("Remboursement de paiement", "Remboursement"),
        "Payment Hold": ("Suspension de paiement",),
        "Payment Release": ("Déblocage de paiement",),
        "Hold on Balance for Dispute Investigation": ("Solde suspendu pour enquête sur un litige",),
        "Cancellation of Hold for Dispute Resolution": (
            "Annulation de la suspension pour résolution du litige",
        ),
        "General Currency Conversion": ("Conversion de devise standard",),
        "User Initiated Withdrawal": (
            "Retrait initié par l'utilisateur",
            "Retrait initié par l\u2019utilisateur",
        ),
        "General Transfer": ("Virement standard",),
    },
    "Italian": {
        "Express Checkout Payment": ("Pagamento Express Checkout",),
        "General Payment": ("Pagamento generico",),
        "Website Payment": ("Pagamento su sito web",),
        "Mobile Payment": ("Pagamento da cellulare",),
        "Subscription Payment": ("Pagamento abbonamento",),
        "PreApproved Payment Bill User Payment": ("Pagamento preautorizzato utenza",),
        "Payment Refund": ("Rimborso di pagamento",),
        "Payment Reversal": ("Storno pagamento",),
        "Account Hold for Open Authorization": ("Blocco conto per autorizzazione aperta",),
        "Reversal of General Account Hold": ("Storno di blocco conto generico",),
        "Hold on Balance for Dispute Investigation": ("Blocco saldo per revisione contestazione",),
        "Cancellation of Hold for Dispute Resolution": ("Annullamento blocco per risoluzione contestazione",),
        "General Currency Conversion": ("Conversione di valuta generica",),
        "User Initiated Withdrawal": ("Trasferimento avviato dall'utente",),
        "General Card Deposit": ("Versamento generico con carta",),
        "Bank Deposit to PP Account": ("Bonifico bancario sul conto PayPal",),
        "Reversal of ACH Deposit": ("Storno di versamento con addebito diretto",),
    },
    "Spanish": {
        "Express Checkout Payment": ("Pago con Pago exprés", "Pago exprés"),
        "PreApproved Payment Bill User Payment": ("Pago con Pago de usuario de BillPay preaprobado",),
        "Payment": ("Pago",),
        "Payment Refund": ("Reembolso de pago", "Reembolso"),
        "General Currency Conversion": ("Conversión de divisas general",),
        "User Initiated Withdrawal": ("Retirada iniciada por el usuario",),
    },
    "Dutch": {
        "Express Checkout Payment": ("Express Checkout-betaling", "Express Checkout betaling"),
        "PreApproved Payment Bill User Payment": (
            "Vooraf goedgekeurde betaling \u2013 rekening betaald door gebruiker",
        ),
        "Payment": ("Betaling",),
        "Payment Refund": ("Terugbetaling van betaling", "Terugbetaling"),
        "General Currency Conversion": ("Algemene valutaomrekening", "Algemeen valutaomrekening"),
        "General Card Deposit": ("Algemene kaartstorting",),
        "Bank Deposit to PP Account": ("Bankstorting naar PP-rekening", "Bankstorting"),
    },
}
"""By language, an English type and the words for it."""

_STATES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "German": {
        "Completed": ("Abgeschlossen",),
        "Pending": ("Ausstehend",),
        "Denied": ("Abgelehnt",),
        "Refunded": ("Zurückgezahlt", "Rückzahlung", "Zurückerstattet"),
        "Partially Refunded": ("Teilweise zurückgezahlt", "Teilweise zurückerstattet"),
        "Canceled": ("Storniert",),
        "Reversed": ("Zurückgebucht", "Rückgebucht", "Rückbuchung"),
        "Failed": ("Fehlgeschlagen",),
        "Removed": ("Entfernt",),
        "Expired": ("Abgelaufen",),
        "Paid": ("Bezahlt", "Gezahlt"),
        "Processing": ("In Bearbeitung",),
    },
    "French": {
        "Completed": ("Terminé", "Effectué"),
        "Pending": ("En attente",),
        "Denied": ("Refusé",),
        "Refunded": ("Remboursé",),
        "Partially Refunded": ("Partiellement remboursé", "Remboursé partiellement"),
        "Canceled": ("Annulé",),
        "Failed": ("Échec",),
        "Expired": ("Expiré",),
    },
    "Italian": {
        "Completed": ("Completata", "Completato"),
        "Pending": ("In sospeso",),
        "Denied": ("Rifiutata", "Rifiutato"),
        "Refunded": ("Rimborsata", "Rimborsato"),
        "Partially Refunded": ("Parzialmente rimborsata", "Rimborsata parzialmente"),
        "Canceled": ("Annullata", "Annullato"),
        "Reversed": ("Stornata", "Stornato"),
        "Failed": ("Non riuscita",),
        "Expired": ("Scaduta",),
    },
    "Spanish": {
        "Completed": ("Completado", "Completada"),
        "Pending": ("Pendiente",),
        "Denied": ("Denegado", "Rechazado"),
        "Refunded": ("Reembolsado",),
        "Partially Refunded": ("Reembolsado parcialmente", "Parcialmente reembolsado"),
        "Canceled": ("Cancelado",),
        "Reversed": ("Revertido",),
        "Failed": ("Fallido",),
        "Expired": ("Caducado",),
    },
    "Dutch": {
        "Completed": ("Voltooid",),
        "Pending": ("In behandeling",),
        "Denied": ("Geweigerd",),
        "Refunded": ("Terugbetaald",),
        "Partially Refunded": ("Gedeeltelijk terugbetaald",),
        "Canceled": ("Geannuleerd",),
        "Reversed": ("Teruggeboekt",),
        "Failed": ("Mislukt",),
        "Expired": ("Verlopen",),
    },
}
"""By language, an English state and the words for it."""


def _in_all(languages: Mapping[str, Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """The English words, each with the words for it in every language."""
    found: dict[str, tuple[str, ...]] = {}
    for words in languages.values():
        for english, own in words.items():
            found[english] = (*dict.fromkeys((*found.get(english, ()), *own)),)
    return found


COLUMNS = MappingProxyType(_in_all(_COLUMNS))
CELLS = MappingProxyType(
    {"Type": MappingProxyType(_in_all(_TYPES)), "Status": MappingProxyType(_in_all(_STATES))}
)
