# ruff: noqa: E501
"""Events of rows that hold a whole order each: what the columns of dates and of details are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from importers.column_words import simple

_STEPS: Mapping[str, str] = {
    "refunded": "refund refunded remboursement rembourse remboursee erstattung erstattet ruckerstattung reembolso reembolsado "
    "rimborso rimborsato zwrotu_srodkow zwrotu_pieniedzy zwrotu_platnosci terugbetaling terugbetaald aterbetalning aterbetald "
    "tilbagebetaling refundering vraceni_penez visszaterites rambursare",
    "returned": "return returned retour retournee retoure rucksendung ruckgabe reso zwrotu retur returnerad returneret vraceni "
    "visszakuldes returnare",
    "cancelled": "cancelled canceled cancellation cancel annulation annule annulee storniert stornierung storno cancelado cancelada "
    "cancelacion cancelamento annullato annullamento anulowania anulowano geannuleerd annulering annullerad annulleret zruseni "
    "zruseno torles torolve anulare anulata iptal",
    "delivered": "delivered livre livree livre_le livree_le zugestellt geliefert ausgeliefert zustellung entregado entregada entregue "
    "consegnato dostarczenia dostarczono doreczenia doreczono geleverd bezorgd afgeleverd levererad leveret doruceni doruceno "
    "kezbesites kezbesitve livrata teslim",
    "shipped": "shipped ship ship_date shipping shipping_date shipment dispatch dispatched sent fulfilled fulfillment expedition expedie "
    "expediee envoi envoye envoyee d_expedition versand versanddatum versandt versendet verschickt envio enviado enviada expedicion "
    "spedizione spedito wysylki wyslano wyslania nadania verzending verzonden verzenddatum verzend verstuurd skickad skickat "
    "afsendelse afsendt forsendelse odeslani odeslano expedice szallitas feladas feladva expedierii expediere expediata kargo "
    "gonderim",
    "paid": "paid payment pay paiement paye payee reglement regle reglee bezahlt zahlung zahlungsdatum zahldatum zahlungseingang "
    "bezahldatum pago pagado pagada pagamento pagato paga platnosci oplacenia oplacono zaplaty zaplacono wplaty betaald betaling "
    "betaaldatum betalning betald betalt platby zaplaceni zaplaceno fizetes fizetve platii plata platita odeme",
    "completed": "completed complete finished abgeschlossen abschluss completado concluido completato zakonczenia zakonczono afgerond "
    "voltooid avslutad slutford afsluttet dokonceni dokonceno teljesites teljesitve finalizare tamamlanma",
    "invoiced": "invoice invoiced facture facturation rechnung rechnungsdatum factura fatura fattura faktury factuur factuurdatum faktura "
    "szamla",
    "confirmed": "confirmed confirmation bestatigt bestatigung confirme confirmee confirmado confirmada confermato potwierdzenia "
    "potwierdzono bevestigd bekraftad bekraeftet potvrzeni potvrzeno visszaigazolas",
    "placed": "placed sale sold vente vendu vendue verkauf verkauft verkaufsdatum venta vendido vendita venduto venda sprzedazy sprzedano "
    "verkoop verkocht ordered order orderdate purchase purchased purchasedate created create add added commande commandee creation creee "
    "bestellt bestellung bestelldatum bestellzeit auftrag auftragsdatum angelegt erstellt erstelldatum erstellungsdatum "
    "anlagedatum pedido compra creado creacion criado criacao ordine "
    "acquisto creato zamowienia zlozenia zlozono dodania utworzenia bestelling besteld besteldatum geplaatst aangemaakt orderdatum "
    "bestallning bestalld bestallningsdatum skapad ordredato ordre bestilling bestilt oprettet objednavky objednano vytvoreni "
    "rendeles letrehozva comenzii comanda siparis",
}
"""Words in the names of columns of dates, by the step of an order that happened then; the first step that has
one counts: the order is in many names."""

_LATEST = [
    "cancelled",
    "returned",
    "refunded",
    "completed",
    "delivered",
    "shipped",
    "paid",
    "invoiced",
    "confirmed",
    "placed",
    "",
]
"""The steps, from the last one of an order to the first; "" is none."""

_PLANNED = re.compile(
    r"(^|_)(estimat\w*|planned|expected|due|until|promise\w*|earliest|latest|prevu\w*|geplant|wunsch\w*|soll|faellig\w*|fallig\w*|"
    r"(ship|fulfill?|deliver|dispatch|send|pay|return)_by)(_|$)"
)

_CHANGED = re.compile(
    r"(^|_)(modified|modification|modifie\w*|updated?|changed?|last_change|maj|mise_a_jour|geandert|anderung\w*|letzte_anderung|aktualisiert|"
    r"aktualisierung|modificad[oa]|modificacion|modificacao|actualizad[oa]|actualizacion|atualizad[oa]|atualizacao|alterad[oa]|modificat[oa]?|"
    r"modifica|aggiornat[oa]|aggiornamento|zmodyfikowano|modyfikacji|zmiany|zmieniono|aktualizacji|gewijzigd|wijziging|bijgewerkt|andrad|"
    r"uppdaterad|aendret|opdateret|endret|oppdatert|zmeneno|zmeny|upraveno|modositva|modositas|actualizat|guncellenme|guncellendi|mtime)(_|$)"
)
"""Words in the names of columns that hold when a record was changed last, whatever happened then."""

_PLAIN = frozenset(
    "date datetime date_time date_heure timestamp datum datum_zeit fecha fecha_hora fecha_y_hora data data_hora data_ora dato tarih".split()
)
"""Names of dates that say nothing of what happened: of an order, that it was placed."""

_INTERNAL = re.compile(
    r"(^|_)(notes?|notiz\w*|comments?|kommentare?|remarks?|uwagi|notas?|commentaires?|opmerking(en)?)(_|$)"
)
"""Words in the names of further columns of notes."""

_DETAILS: Mapping[str, str] = {
    "tracking": "tracking tracking_number tracking_no tracking_code tracking_id numero_de_suivi numero_suivi n_de_suivi no_de_suivi suivi "
    "sendungsnummer trackingnummer paketnummer numer_przesylki nr_przesylki numer_listu_przewozowego list_przewozowy "
    "delivery_package_nr numero_de_seguimiento seguimiento codigo_de_rastreio codigo_de_rastreamento codigo_rastreio rastreamento "
    "numero_di_tracking codice_tracking track_trace sporingsnummer kollinummer sandningsnummer sledovaci_cislo cislo_zasilky "
    "csomagszam awb nr_awb kargo_takip_no waybill",
    "carrier": "carrier courier shipping_company shipping_carrier transporteur versanddienstleister paketdienst spediteur versender "
    "shipping_provider shipping_provider_name shipping_service carrier_service_selected przewoznik kurier firma_kurierska transportista transportadora corriere vettore vervoerder transportor fragtfirma fragtmand "
    "dopravce szallito futar curier kargo_firmasi",
    "method": "payment_method payment_type payment_gateway gateway mode_de_paiement moyen_de_paiement zahlungsart zahlungsweise zahlart "
    "zahlungsmethode forma_de_pago metodo_de_pago forma_de_pagamento metodo_de_pagamento metodo_di_pagamento "
    "modalita_di_pagamento forma_platnosci metoda_platnosci sposob_platnosci betaalmethode betaalwijze betalningssatt "
    "betalningsmetod betalingsmetode zpusob_platby fizetesi_mod metoda_de_plata odeme_yontemi",
    "refund": "refund_amount refunded_amount amount_refunded refund_total refunded_total total_refunded refund_value montant_rembourse "
    "montant_remboursement montant_du_remboursement erstattungsbetrag erstatteter_betrag betrag_erstattung ruckerstattungsbetrag "
    "importe_reembolsado importe_reembolso importe_del_reembolso valor_reembolsado valor_reembolso importo_rimborsato importo_rimborso "
    "kwota_zwrotu kwota_zwrocona terugbetaald_bedrag terugbetalingsbedrag aterbetalt_belopp aterbetalningsbelopp refunderet_belob "
    "tilbagebetalt_belob vracena_castka visszateritett_osszeg suma_rambursata iade_tutari",
    "reason": "cancel_reason cancellation_reason cancelled_reason canceled_reason reason_cancelled reason_canceled "
    "motif_annulation stornogrund motivo_cancelacion motivo_cancelamento motivo_annullamento powod_anulowania",
    "note": "note_from_customer notes_from_customer note_from_buyer notes_from_buyer buyer_message buyer_receipt_message "
    "message_from_buyer customer_message user_comments customer_note customer_notes customer_comment buyer_note order_note order_notes notes note comments comment "
    "remarque commentaire commentaire_client kundenkommentar kundennotiz bemerkung anmerkung uwagi uwagi_klienta komentarz notas nota "
    "observaciones observacoes opmerking opmerkingen kommentar poznamka megjegyzes observatii",
}


@dataclass(frozen=True, kw_only=True)
class StepEvent:
    """One of the events that a row of a whole order makes: `messages` are templates, the first whose columns
    are all filled counts; `details` the columns that they use."""

    part: str
    date: str
    messages: list[str]
    details: frozenset[str]
    other_dates: tuple[str, ...] = ()
    """The columns that count if `date` is empty."""
    where: str = ""
    """The condition on which a row has such an event; empty if all rows do."""


def step_of(column: str) -> str:
    """The step of an order of which a column's name says that it holds the date; empty for other names."""
    name = simple(column)
    if is_planned(column) or is_last_change(column):
        return ""
    words = name.split("_")
    pairs = {f"{one}_{other}" for one, other in pairwise(words)}
    known = {*words, *pairs}
    return next((step for step, names in _STEPS.items() if known & {*names.split()}), "")


def steps_of(dates: Sequence[str]) -> list[str]:
    """The step of each of an order's columns of dates; where none is called after its placing, the only one
    that is called a date and nothing more holds it."""
    steps = [step_of(column) for column in dates]
    plain = [at for at, column in enumerate(dates) if simple(column) in _PLAIN]
    if "placed" not in steps and len(plain) == 1 and any(steps):
        steps[plain[0]] = "placed"
    return steps


def is_planned(column: str) -> bool:
    """Whether a column's name says that it holds when something is to happen: `Ship By Date`."""
    return bool(_PLANNED.search(simple(column)))


def is_last_change(column: str) -> bool:
    """Whether a column's name says that it holds when the record was changed last."""
    return bool(_CHANGED.search(simple(column)))


def is_note(column: str) -> bool:
    """Whether a column is called as those are that hold an order's note or comment."""
    return any(name in _DETAILS["note"].split() for name in _called(column))


def step_events(
    dates: Sequence[str], columns: Sequence[str], *, amount: str, currency: str
) -> Iterator[StepEvent]:
    """The events of a row with these columns of `dates`, in their order, but the placing first, since days
    without a time may be equal; `amount` and `currency` are as a mapping file spells them, empty where there
    are none."""
    named = {role: _column(role, columns) for role in _DETAILS}
    money = " ".join(_inserted(one) for one in (amount, currency) if one)
    steps = steps_of(dates)
    for column, step in sorted(zip(dates, steps, strict=True), key=lambda one: one[1] != "placed"):
        of_step = step if steps.count(step) == 1 else ""
        messages, roles = _messages(of_step, column, named, money, _inserted(currency) if currency else "")
        used = {named[role] for role in roles} | (
            {amount, currency} if money and money in messages[0] else set()
        )
        yield StepEvent(
            part=of_step or simple(column), date=column, messages=messages, details=frozenset(used) - {""}
        )
    if named["refund"] and "refunded" not in steps:
        yield _undated_refund(named["refund"], dates, steps, _inserted(currency) if currency else "")


def _undated_refund(amount: str, dates: Sequence[str], steps: Sequence[str], currency: str) -> StepEvent:
    """A refund whose date a row does not say: it stands at the last date of its order."""
    latest = [
        date for _, date in sorted(zip(steps, dates, strict=True), key=lambda one: _LATEST.index(one[0]))
    ]
    return StepEvent(
        part="refunded",
        date=latest[0],
        messages=[f"Refunded: {{{amount}}} {currency}".rstrip() + ", on an unknown date"],
        details=frozenset({amount}),
        other_dates=tuple(latest[1:]),
        where=f"{amount} ~ [1-9]",
    )


def undated_details(events: Sequence[StepEvent], columns: Sequence[str]) -> list[str]:
    """The columns of details and of notes that no event shows, since their step has no date."""
    used = {one for event in events for one in (*event.details, event.date)}
    details = [name for role in _DETAILS if (name := _column(role, columns))]
    notes = [name for name in columns if _INTERNAL.search(simple(name)) and not step_of(name)]
    return [name for name in dict.fromkeys((*details, *notes)) if name not in used]


def _messages(
    step: str, column: str, named: Mapping[str, str], money: str, currency: str
) -> tuple[list[str], list[str]]:
    """The ways to say a step, the fullest first, and the details that they show."""
    carrier, tracking = f"{{{named['carrier']}}}", f"{{{named['tracking']}}}"
    method, note = f"{{{named['method']}}}", f"{{{named['note']}}}"
    has = [role for role in _DETAILS if named[role]]
    if step == "placed":
        plain = f"Order placed: {money}" if money else "'Order placed'"
        noted = f"{plain.strip(chr(39))}\nNote: {note}"
        return ([noted, plain], ["note"]) if "note" in has else ([plain], [])
    if step == "paid":
        plain = f"Paid: {money}" if money else "'Paid'"
        full = f"{plain}, {method}" if money else f"Paid: {method}"
        return ([full, plain], ["method"]) if "method" in has else ([plain], [])
    if step == "shipped":
        ways = []
        if "carrier" in has and "tracking" in has:
            ways.append(f"Shipped with {carrier}, tracking number {tracking}")
        if "carrier" in has:
            ways.append(f"Shipped with {carrier}")
        if "tracking" in has:
            ways.append(f"Tracking number: {tracking}")
        return [*ways, "'Shipped'"], [role for role in ("carrier", "tracking") if role in has]
    if step == "refunded" and "refund" in has:
        return [f"Refunded: {{{named['refund']}}} {currency}".rstrip(), "'Refunded'"], ["refund"]
    if step == "cancelled" and "reason" in has:
        return [f"Cancelled: {{{named['reason']}}}", "'Cancelled'"], ["reason"]
    words = {"invoiced": "Invoice created", "confirmed": "Confirmed"}.get(step, step.capitalize())
    return [f"'{words or column.strip()}'"], []


def _column(role: str, columns: Sequence[str]) -> str:
    names = _DETAILS[role].split()
    ways = {column: next((way for way in _called(column) if way in names), "") for column in columns}
    return min(filter(ways.get, columns), key=lambda column: names.index(ways[column]), default="")


def _called(column: str) -> tuple[str, ...]:
    """A column's name, and without what it is grouped under: `Shipment - Tracking Number`, `Order Refund`."""
    name = simple(column)
    return name, simple(column.rpartition(" - ")[2]), name.removeprefix("order_")


def _inserted(value: str) -> str:
    """A column or constant of a mapping, as it is put into a template."""
    return value[1:-1] if value.startswith("'") else f"{{{value}}}"
