"""What the statuses of legacy shops are called, by language.

To add a name of a status, add it to the row of its kind; names are separated by `|`, in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from events.vocabulary.kinds import Kind

_STATES: Mapping[Kind | None, str] = {
    Kind.PLACED: "order placed|placed|place order|order created|order received|received new order|"
    "order purchased|purchased|bestellung eingegangen|order guest|order account",
    Kind.AWAITING: "pending payment|payment pending|awaiting payment|unpaid|pending paypal|payment review|"
    "awaiting check payment|awaiting cheque payment|awaiting bank wire payment|awaiting bank transfer|"
    "awaiting paypal payment|awaiting cash on delivery validation|zahlung ausstehend|"
    "warten auf zahlungseingang|warten auf überweisung|en attente de paiement|en attente du paiement|"
    "en attente de paiement à la livraison|en attente du paiement par chèque|"
    "en attente du paiement par virement|en attente de virement bancaire|attente paiement|"
    "pendiente de pago|en espera de pago|pago pendiente|pagamento pendente|aguardando pagamento|"
    "aguarda pagamento|in attesa di pagamento|in attesa di pagamento con bonifico|"
    "oczekuje na płatność|oczekujące na płatność|oczekiwanie na płatność|oczekujące|"
    "wachtend op betaling|in afwachting van betaling|openstaande betaling|afventer betaling|"
    "väntar på betalning|paiement à effectuer",
    Kind.PAID: "paid|pay order|payment accepted|remote payment accepted|payment received|payment complete|"
    "payment completed|payment confirmed|paid and awaiting fulfilment|settled|bezahlt|zahlung eingegangen|"
    "zahlung erhalten|zahlung akzeptiert|zahlungseingang|payé|payée|paiement accepté|"
    "paiement à distance accepté|paiement reçu|pagado|pago aceptado|pago recibido|pago|pagamento aceito|"
    "pagamento aceite|pagamento confirmado|pagamento recebido|pagamento accettato|pagamento ricevuto|"
    "partially paid|part paid|paid (partially)|paid partially|partial payment|fully paid|completely paid|"
    "teilweise bezahlt|komplett bezahlt|partiellement payé|partiellement payée|parcialmente pagado|"
    "parcialmente pago|parzialmente pagato|częściowo opłacone|gedeeltelijk betaald|delvist betalt|"
    "pagato|zapłacone|opłacone|płatność zaakceptowana|płatność przyjęta|betaald|betaling aanvaard|"
    "betaling ontvangen|betalt|betaling modtaget|betald",
    Kind.AUTHORIZED: "authorized|authorised|payment authorized|payment authorised|pre-authorised",
    Kind.FAILED: "failed|payment failed|payment error|denied|declined|fehlgeschlagen|zahlungsfehler|"
    "zahlung fehlgeschlagen|échouée|échoué|erreur de paiement|paiement refusé|fallido|error en el pago|"
    "error de pago|malsucedido|falhado|erro no pagamento|erro de pagamento|fallito|"
    "errore di pagamento|nieudane|błąd płatności|mislukt|betalingsfout|mislykkedes|mislykket|"
    "misslyckad|misslyckades",
    Kind.DISPUTED: "chargeback|charged back|disputed|in dispute|dispute opened|payment disputed",
    Kind.DISPUTE_WON: "dispute won|chargeback won|chargeback reversed",
    Kind.DISPUTE_LOST: "dispute lost|chargeback lost",
    Kind.VOIDED: "voided",
    Kind.REFUNDED: "refunded|partially refunded|refunded (partially)|refunded partially|partial refund|"
    "fully refunded|"
    "erstattet|rückerstattet|teilweise erstattet|partiellement remboursé|partiellement remboursée|"
    "parcialmente reembolsado|parzialmente rimborsato|częściowo zwrócone|gedeeltelijk terugbetaald|remboursé|"
    "remboursée|remboursement|reembolsado|rimborsato|zwrócone|zwrócono|terugbetaald|refunderet|"
    "tilbagebetalt|återbetald",
    Kind.INVOICED: "invoiced|fakturiert|facturé|facturado|faturado|fatturato|zafakturowane|gefactureerd|"
    "faktureret",
    Kind.PREPARING: "processing|processing in progress|in process|preparing|preparation in progress|picking|"
    "packing|packed|pick item|create package|awaiting fulfillment|awaiting shipment|in bearbeitung|"
    "in vorbereitung|bestellung in bearbeitung|en cours|en cours de préparation|préparation en cours|"
    "en préparation|en cours de traitement|procesando|en proceso|preparación en curso|en preparación|"
    "processando|em processamento|em preparação|preparação em curso|em preparação|in lavorazione|"
    "preparazione in corso|in preparazione|w trakcie realizacji|w realizacji|przetwarzane|"
    "przygotowanie w toku|in behandeling|in verwerking|wordt verwerkt|bezig met voorbereiding|"
    "behandles|under behandling|behandlas",
    Kind.SHIPPED: "shipped|order shipped|dispatched|fulfilled|send package|partially shipped|partly shipped|"
    "shipped (partially)|shipped partially|partially fulfilled|partially dispatched|teilweise versandt|"
    "teilweise versendet|partiellement expédié|partiellement expédiée|parcialmente enviado|"
    "parzialmente spedito|częściowo wysłane|gedeeltelijk verzonden|versandt|versendet|verschickt|"
    "expédié|expédiée|commande expédiée|en cours de livraison|enviado|enviada|expedido|spedito|wysłane|"
    "wysłano|wysłana|verzonden|afsendt|sendt|skickad",
    Kind.DELIVERED: "delivered|package delivered|order delivered|partially delivered|completely delivered|"
    "teilweise ausgeliefert|teilweise geliefert|teilgeliefert|komplett ausgeliefert|zugestellt|geliefert|"
    "ausgeliefert|livré|"
    "livrée|entregado|entregue|consegnato|dostarczone|dostarczono|bezorgd|geleverd|afgeleverd|leveret|"
    "levererad",
    Kind.UNDELIVERED: "failed delivery|undeliverable",
    Kind.RETURNED: "returned|partially returned|returned (partially)|returned partially|retourniert|"
    "retourné|devuelto|devolvido|reso|zwrot|geretourneerd|returneret",
    Kind.COMPLETED: "complete|completed|abgeschlossen|fertiggestellt|terminé|terminée|completado|concluído|"
    "concluída|completato|zrealizowane|zakończone|afgerond|voltooid|fuldført|gennemført|färdigbehandlad|"
    "slutförd",
    Kind.CANCELLED: "canceled|cancelled|order canceled|order cancelled|expired|storniert|annulliert|"
    "abgebrochen|annulé|annulée|cancelado|cancelada|annullato|anulowane|anulowano|geannuleerd|annulleret|"
    "avbruten|annullerad",
    Kind.HELD: "on hold|holded|put on hold|held|suspected fraud|fraud|in wartestellung|zurückgestellt|"
    "en attente|en espera|aguardando|em espera|in sospeso|wstrzymane|wstrzymano|in de wacht|sat på hold|"
    "pausad",
    Kind.STOCK: "out of stock|item out of stock|reorder item|backordered|on backorder|on backorder (paid)|"
    "on backorder (not paid)|en attente de réapprovisionnement|en attente de réapprovisionnement (payé)|"
    "en attente de réapprovisionnement (non payé)|unavailable",
    None: "pending|closed|open|new|confirmed|confirm order|approved|reversed|canceled reversal|processed|"
    "unfulfilled|archived|offen|neu|geschlossen|nouveau|clôturée|nuevo|cerrado|novo|fechado|nuovo|chiuso|"
    "nowe|zamknięte|nieuw|gesloten|afventer|lukket|ny",
}  # fmt: skip
STATES: Mapping[str, Kind | None] = {
    label: state for state, labels in _STATES.items() for label in labels.split("|")
}
"""The kind that a status of this name means; None where shops disagree."""

LONGEST = max(map(len, STATES))
"""How many characters the longest name has."""

CODES: Mapping[str, Kind] = dict.fromkeys(
    ("note", "internal_note", "staff_note", "comment", "call", "phone", "visit", "complaint"), Kind.NOTE
) | {
    "customer_note": Kind.CUSTOMER_NOTE,
    "order_guest": Kind.PLACED,
    "order_account": Kind.PLACED,
    "register": Kind.ACCOUNT,
    "login": Kind.ACCOUNT,
}
"""The kind by a legacy record's own type, where its message matches no pattern."""

STATUS_WORD = re.compile(
    r"^(?:(?:new |order )?(?:status|state)|bestellstatus|statut|estado|stato|orderstatus|ordrestatus) ?: ?",
    re.IGNORECASE,
)
