# ruff: noqa: E501 RUF001
"""What legacy shops write: the shapes of their messages and the names of their statuses, by language.

A shape says which kind its message has, the words one of which must occur (so that few patterns are
tried), and a pattern, in which a space is any space and `{money}`, `{tracking}`, `{carrier}`,
`{transaction}`, `{before}` and `{after}` catch what is worth knowing. The first shape that fits wins,
from the top of the table; nearly all begin where the message begins, because a sentence in the middle
of a note can mean anything. Wordings are those of Magento, WooCommerce, PrestaShop, OpenCart, Shopify and
Saleor, in the languages their translations come in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from events.vocabulary.kinds import Kind

_SIGN = r"(?:US\$|R\$|A\$|C\$|[£€$¥₹₽]|zł|kr\b\.?|Kč|Ft\b|lei\b|(?-i:\b[A-Z]{3}\b))"
_NUMBER = r"\d+(?:[.,'\u2019\u00a0\u202f ]\d{3})*(?:[.,]\d{1,4})?(?![\d])"
_FIELDS = {
    "{money}": rf"(?P<money>{_SIGN}\s?{_NUMBER}|{_NUMBER}\s?{_SIGN}|{_NUMBER})",
    "{tracking}": r"(?P<tracking>(?=[A-Z-]*\d)[A-Z0-9-]{6,40})",
    "{carrier}": r"(?P<carrier>[^.,;:\n]{2,40}?)",
    "{transaction}": r"[\"“'(]?(?P<transaction>[A-Z0-9][\w-]{3,63})",
    "{before}": r"(?P<before>[^\n]{1,60}?)",
    "{after}": r"(?P<after>[^.\n]{1,60})",
    "{gateway}": r"[\w .&-]{2,30}?",
    "{number}": r"(?:#|n[or]\.?\s?|number\s)?[\w/-]*\d[\w/-]*",
}


@dataclass(frozen=True, slots=True)
class MessagePattern:
    kind: Kind
    words: str
    pattern: str


_S = MessagePattern
PATTERNS = (
    # A change of status names both ends, and may follow the reason for it.
    _S(Kind.STATUS, "status state", r"\b(?:status|state) (?:was |has been )?(?:changed|updated|set)(?: by [^:.\n]{1,40}:?)?(?: from {before})? to {after}"),
    _S(Kind.STATUS, "changed", r"^changed (?:the )?(?:order )?status(?: from {before})? to {after}"),
    _S(Kind.STATUS, "bestellstatus status", r"(?:bestellstatus|status der bestellung) (?:wurde |hat sich )?von {before} (?:auf|zu|in|nach) {after}? (?:geändert|gewechselt)"),
    _S(Kind.STATUS, "statut état etat", r"(?:statut|état|etat) de (?:la |votre )?commande (?:a été |est )?(?:modifié|passé|changé)e? de {before} (?:à|en|vers) {after}"),
    _S(Kind.STATUS, "estado", r"estado del pedido (?:ha )?(?:cambió|cambiado|cambiada|modificado) de {before} a {after}"),
    _S(Kind.STATUS, "status estado", r"(?:status|estado) d[oa] (?:pedido|encomenda) (?:foi )?(?:alterado|mudou|modificado) de {before} para {after}"),
    _S(Kind.STATUS, "status", r"status zamówienia (?:zmienił się|został zmieniony|zmieniony|zmieniono) z {before} na {after}"),
    _S(Kind.STATUS, "stato", r"stato dell['’]ordine (?:è |è stato )?(?:cambiato|modificato|passato) da {before} a {after}"),
    _S(Kind.STATUS, "bestelstatus bestellingsstatus status", r"(?:bestel(?:lings)?status|status van (?:de )?bestelling) (?:is )?(?:gewijzigd|veranderd|aangepast) van {before} naar {after}"),
    _S(Kind.STATUS, "ordrestatus orderstatus", r"(?:ordrestatus|orderstatus) (?:er |har )?(?:ændret|endret|ändrad|ändrats) (?:fra|från) {before} (?:til|till) {after}"),
    _S(Kind.STATUS, "hold", r"^(?:the )?hold (?:was |has been )?released\b"),
    # Notes that call themselves notes.
    _S(Kind.CUSTOMER_NOTE, "customer client buyer", r"^(?:note (?:from|by) (?:the )?(?:customer|client|buyer)|(?:customer|client|buyer) (?:note|comment|message|wrote|writes)) ?:"),
    _S(Kind.CUSTOMER_NOTE, "kundennotiz kundenkommentar kunden kunde", r"^(?:kundennotiz|kundenkommentar|(?:nachricht|notiz) des kunden|kunde schreibt) ?:"),
    _S(Kind.CUSTOMER_NOTE, "client cliente", r"^(?:(?:note|message|commentaire) (?:du client|de la cliente)|(?:nota|mensaje|comentario|messaggio) del cliente|(?:nota|mensagem|observação) d[oa] cliente) ?:"),
    _S(Kind.CUSTOMER_NOTE, "klienta klant kundenote kunden kundens", r"^(?:(?:uwag[ai]|wiadomość|notatka) (?:od )?klienta|(?:opmerking|bericht) (?:van )?(?:de )?klant|kundenote|besked fra kunden|kundens bemærkning) ?:"),
    _S(Kind.NOTE, "note comment remark memo", r"^(?:staff |internal |private |admin |order )?(?:note|comment|remark|memo)(?: added)?(?: by [^:\n]{1,40})? ?:"),
    _S(Kind.NOTE, "notiz anmerkung kommentar remarque commentaire interne", r"^(?:(?:interne )?(?:notiz|anmerkung)|kommentar|remarque|commentaire|note interne) ?:"),
    _S(Kind.NOTE, "nota comentario comentário commento notatka uwaga komentarz notitie opmerking bemærkning", r"^(?:nota(?: interna)?|comentario|comentário|commento|notatka|uwaga|komentarz|notitie|opmerking|bemærkning) ?:"),
    _S(Kind.NOTE, "customer client", r"^(?:the )?(?:customer|client) (?:rang|called|phoned|telephoned)\b"),
    # Money.
    _S(Kind.AUTHORIZED, "authorized authorised", r"^authori[sz]ed (?:an )?amount of {money}(?:[^\n]*?transaction id: {transaction})?"),
    _S(Kind.AUTHORIZED, "authorized authorised", r"^(?:the )?payment (?:(?:via|with|by) [^.,;\n]{2,40}? )?(?:was |has been )?authori[sz]ed\b(?:, reservation {transaction})?"),
    _S(Kind.AUTHORIZED, "autorisiert autorisé autorizado autorizzato autoryzowana geautoriseerd", r"^(?:zahlung (?:wurde )?autorisiert|paiement (?:a été )?autorisé|pago autorizado|pagamento (?:autorizado|autorizzato)|płatność autoryzowana|betaling geautoriseerd)\b"),
    _S(Kind.FAILED, "payment charge card", r"^(?:the )?(?:{gateway} )?(?:payment|charge|card)(?: error\b| (?:has |was |has been |is )?(?:failed|declined|denied|refused|rejected)\b)"),
    _S(Kind.FAILED, "zahlung paiement erreur échec", r"^(?:zahlung (?:ist |wurde )?(?:fehlgeschlagen|abgelehnt)|paiement (?:a )?(?:échoué|été refusé|refusé)|erreur de paiement|échec du paiement)\b"),
    _S(Kind.FAILED, "pago pagamento erro error płatność betaling betalingen", r"^(?:pago (?:fallido|rechazado)|error (?:en el|de) pago|pagamento (?:falhou|recusado|fallito|rifiutato|non riuscito)|erro no pagamento|płatność (?:nieudana|odrzucona)|betaling(?:en)? (?:is |er )?(?:mislukt|geweigerd|mislykket|mislykkedes|afvist))\b"),
    _S(Kind.VOIDED, "voided", r"^voided (?:the )?(?:authori[sz]ation|payment|amount)\b(?: of {money})?"),
    _S(Kind.VOIDED, "payment authorization authorisation", r"^(?:the )?(?:payment|authori[sz]ation) (?:was |has been )?(?:voided|reversed)\b"),
    _S(Kind.REFUNDED, "refunded", r"^(?:{gateway}: |we )?refunded (?:an )?(?:amount of )?{money}(?:[^\n]*?(?:transaction|refund) id: {transaction})?"),
    _S(Kind.REFUNDED, "refunded", r"^{money} (?:was |were |has been )?refunded\b"),
    _S(Kind.REFUNDED, "refund", r"^(?:(?:partial|full) refund(?::| of)?|refund(?: (?:issued|processed|completed)(?::| of)?|:| of)) {money}"),
    _S(Kind.REFUNDED, "remboursement remboursé", r"^(?:remboursement|remboursé)(?: partiel| total)?(?: ?:| de)? {money}"),
    _S(Kind.REFUNDED, "erstattet rückerstattung erstattung", r"^(?:(?:rück)?erstattung|erstattet)(?::| von| über| in höhe von)? {money}|^{moneyb} (?:wurden? )?(?:zurück)?erstattet\b"),
    _S(Kind.REFUNDED, "reembolso reembolsado rimborso rimborsato zwrot zwrócono terugbetaling terugbetaald refunderet tilbagebetalt återbetalning återbetalt", r"^(?:reembols(?:o|ado)|rimbors(?:o|ato)|zwrot|zwrócono|terugbeta(?:ling|ald)|refunderet|tilbagebetalt|återbetal(?:ning|t))(?::| parziale| parcial| częściowy)?(?: de| di| van| på| av)? {money}"),
    _S(Kind.PAID, "captured", r"^(?:{gateway}: |(?:registered |recorded )?(?:a )?notification about )?captured (?:an )?(?:amount of )?{money}(?:[^\n]*?transaction id: {transaction})?"),
    _S(Kind.PAID, "charge payment", r"^(?:the )?(?:{gateway} )?(?:charge|payment) (?:was |has been |is )?(?:complete|completed|received|successful|captured)\b(?:,? {money})?(?:[^\n]*?(?:transaction|charge id:|transaction id:) {transaction})?"),
    _S(Kind.PAID, "payment", r"^payment of {money} (?:was |has been )?(?:received|captured|processed|completed)\b"),
    _S(Kind.PAID, "paid", r"^paid(?:: | (?:in|by|via|with|at) [^.;\n]{0,40}?){money}"),
    _S(Kind.PAID, "transfer", r"^(?:bank |wire )transfer (?:of {money} )?(?:was |has been )?received\b(?:[,:] {moneyb})?"),
    _S(Kind.PAID, "zahlung zahlungseingang überweisung geldeingang", r"^(?:zahlung|überweisung)(?: (?:über|von|in höhe von) {money})? (?:ist |wurde )?(?:erhalten|eingegangen|erfasst|abgeschlossen)\b|^(?:zahlungs|geld)eingang(?::| über| von)? {moneyb}"),
    _S(Kind.PAID, "virement paiement", r"^(?:virement(?: bancaire)?|paiement)(?: de {money})? (?:bien )?(?:reçu|capturé|encaissé|effectué)\b"),
    _S(Kind.PAID, "pago transferencia pagamento bonifico", r"^(?:pago|transferencia(?: bancaria)?|pagamento|bonifico)(?: d[ei] {money})? (?:recibid[oa]|completado|capturado|recebido|confirmado|aprovado|ricevuto|completato|incassato)\b"),
    _S(Kind.PAID, "otrzymano płatność", r"^(?:otrzymano (?:płatność|przelew|wpłatę)|płatność (?:zakończona|otrzymana|zaksięgowana))\b(?:[^.\n]{0,20}? {money})?"),
    _S(Kind.PAID, "betaling betalingen betalning betalningen", r"^(?:betaling|betalning)(?:en)?(?: (?:van|på|av) {money})? (?:is |er |har )?(?:ontvangen|voltooid|modtaget|gennemført|hævet|mottagen|mottagits|genomförd)\b"),
    _S(Kind.AWAITING, "awaiting waiting", r"^(?:awaiting|waiting for) (?:(?:the )?(?:bank(?: wire)?|check|cheque|wire|paypal|customer'?s?) )?(?:payment|transfer|cash on delivery)\b"),
    _S(Kind.AWAITING, "awaited payment", r"^(?:(?:bank transfer|payment) (?:is )?awaited\b(?::? {money})?|payment to be made (?:up)?on delivery\b)"),
    _S(Kind.AWAITING, "attente", r"^en attente (?:du|de) (?:paiement|virement|règlement)\b"),
    _S(Kind.AWAITING, "warten warte esperando espera aguardando attesa oczekiwanie oczekuje afwachting wacht afventer väntar inväntar", r"^(?:warten? auf (?:die )?(?:zahlung|überweisung)|esperando (?:el )?pago|a la espera del? pago|aguardando (?:o )?pagamento|in attesa (?:di|del) (?:pagamento|bonifico)|oczek(?:iwanie|uje) na (?:płatność|przelew)|(?:in afwachting van|wacht op) (?:de )?betaling|afventer betaling|(?:väntar på|inväntar) betalning)\b"),
    # Goods.
    _S(Kind.SHIPPED, "shipped dispatched sent", r"^(?:(?:your |the )?(?:order|parcel|package|items?)(?: {number})? )?(?:was |were |has been |have been )?(?:shipped|dispatched|sent)(?: on [^.,;\n]{4,20}?)? (?:with|via|by|using) {carrier},?(?: with| and)? tracking (?:number|no\.?|code|id)?:? ?{tracking}"),
    _S(Kind.SHIPPED, "shipped dispatched", r"^(?:(?:your |the )?(?:order|parcel|package|items?)(?: {number})? )?(?:was |were |has been |have been )?(?:shipped|dispatched)(?: on [^.,;\n]{4,20}?)? (?:with|via|by|using) {carrier}(?=[.,;\n]|$)"),
    _S(Kind.SHIPPED, "shipped dispatched", r"^(?:your |the )?(?:order|parcel|package|items?)(?: {number})? (?:was |were |has been |have been )?(?:shipped|dispatched)(?=[.,;:!\n]|$)"),
    _S(Kind.SHIPPED, "tracking", r"^(?:{carrier},? )?tracking (?:number|no\.?|code|id)?(?: added)?:? ?{tracking}"),
    _S(Kind.SHIPPED, "fulfilled", r"^(?:fulfilled: |(?:(?:\d+ )?items?|(?:the )?order(?: {number})?) (?:was |were |has been |have been )?fulfilled\b)"),
    _S(Kind.SHIPPED, "versendet versandt verschickt", r"^(?:(?:die |das )?(?:bestellung|sendung|paket|ware) )?(?:wurde )?(?:versendet|versandt|verschickt) (?:mit|per|via|durch) {carrier}(?:[,;]? (?:sendungs-?|tracking-?|paket)nummer[:.]? ?{tracking}|(?=[.,;\n]|$))"),
    _S(Kind.SHIPPED, "sendungsnummer trackingnummer paketnummer sendungs tracking", r"^(?:sendungs-?|tracking-?|paket)nummer:? {tracking}"),
    _S(Kind.SHIPPED, "expédié expédiée suivi", r"^(?:(?:commande|colis) )?expédiée? (?:via|par|avec) {carrier}(?:[,;]? (?:numéro|n°) de suivi ?:? {tracking}|(?=[.,;\n]|$))|^(?:numéro|n°) de suivi ?:? {trackingb}"),
    _S(Kind.SHIPPED, "enviado enviada expedido seguimiento rastreio rastreamento", r"^(?:(?:pedido|encomenda) )?(?:enviad[oa]|expedido) (?:con|por|mediante|via|pel[oa]|com) {carrier}(?:[,;]? (?:número de seguimiento|código de rastre(?:io|amento)) ?:? {tracking}|(?=[.,;\n]|$))|^(?:número de seguimiento|código de rastre(?:io|amento)) ?:? {trackingb}"),
    _S(Kind.SHIPPED, "spedito tracking", r"^(?:ordine )?spedito (?:con|tramite|via) {carrier}(?:[,;]? (?:numero|codice) (?:di )?tracking ?:? {tracking}|(?=[.,;\n]|$))|^(?:numero|codice) (?:di )?tracking ?:? {trackingb}"),
    _S(Kind.SHIPPED, "wysłano nadano wysłane przesyłki śledzenia", r"^(?:wysłano|nadano|zamówienie wysłane)(?: kurierem| przez) {carrier}(?:[,;]? numer (?:przesyłki|śledzenia) ?:? {tracking}|(?=[.,;\n]|$))|^numer (?:przesyłki|śledzenia) ?:? {trackingb}"),
    _S(Kind.SHIPPED, "verzonden trackingnummer track afsendt sendt sporingsnummer", r"^(?:(?:bestelling (?:is )?)?verzonden (?:met|via|per)|(?:ordren er )?(?:afsendt|sendt) med) {carrier}(?:[,;]? (?:trackingnummer|sporingsnummer|track ?& ?trace) ?:? {tracking}|(?=[.,;\n]|$))|^(?:trackingnummer|sporingsnummer|track ?& ?trace) ?:? {trackingb}"),
    _S(Kind.UNDELIVERED, "delivery undeliverable zustellung", r"^(?:failed delivery|delivery (?:attempt )?(?:has )?failed|undeliverable|zustellung (?:fehlgeschlagen|nicht möglich))\b"),
    _S(Kind.DELIVERED, "delivered", r"^(?:your |the )?(?:order|parcel|package|shipment|items?)(?: {number})? (?:was |were |has been |have been )?delivered(?=[.,;:!\n]|$| to | on | at )"),
    _S(Kind.DELIVERED, "zugestellt ausgeliefert livré livrée entregado entregue consegnato", r"^(?:(?:die |das )?(?:sendung|paket|bestellung) (?:wurde )?(?:zugestellt|ausgeliefert)|(?:commande|colis) livrée?|(?:pedido|paquete) entregado|(?:pedido|encomenda) entregue|(?:ordine|pacco) consegnato)\b"),
    _S(Kind.DELIVERED, "dostarczona dostarczone bezorgd geleverd afgeleverd leveret", r"^(?:(?:przesyłka|zamówienie|paczka) (?:została |zostało )?dostarczon[ae]|(?:bestelling|pakket) (?:is )?(?:bezorgd|geleverd|afgeleverd)|(?:ordren|pakken) (?:er )?leveret)\b"),
    _S(Kind.RETURNED, "returned return", r"^(?:(?:the )?(?:order|parcel|package|items?|goods)(?: {number})? (?:was |were |has been |have been )?returned\b|returned (?:by|to sender)\b|return (?:received|completed)\b)"),
    _S(Kind.RETURNED, "retoure rücksendung retour", r"^(?:(?:retoure|rücksendung) (?:ist )?(?:eingegangen|erhalten|eingetroffen)|retour (?:reçu|réceptionné|ontvangen))\b"),
    # The order as such.
    _S(Kind.HELD, "hold", r"^(?:(?:the )?order )?(?:was |has been )?(?:put|placed) on hold\b"),
    _S(Kind.CANCELLED, "cancelled canceled", r"^(?:(?:the |unpaid )?order(?: {number})? (?:was |has been |is )?cancell?ed\b|cancell?ed(?=,| by | because))"),
    _S(Kind.CANCELLED, "storniert abgebrochen annulée cancelado cancelada annullato anulowane anulowano geannuleerd annulleret annullerats avbrutits", r"^(?:(?:die )?bestellung (?:wurde )?(?:storniert|abgebrochen)|commande annulée|pedido (?:ha sido |foi )?cancelado|encomenda cancelada|ordine (?:è stato )?annullato|zamówienie (?:zostało )?anulowane|anulowano zamówienie|(?:bestelling|order) (?:is )?geannuleerd|ordren? (?:er )?annulleret|(?:ordern|beställningen) har (?:avbrutits|annullerats))\b"),
    _S(Kind.PLACED, "order", r"^order(?: {number})? (?:was |has been )?(?:placed|created)(?=[:.,\n]|$| by | via | online)(?:: {money})?"),
    _S(Kind.PLACED, "order", r"^(?:received (?:a )?new order\b|new order (?:#|from|received|placed))"),
    _S(Kind.PLACED, "bestellung commande pedido", r"^(?:(?:die )?bestellung (?:wurde )?(?:aufgegeben|angelegt|erstellt)|neue bestellung|(?:la )?commande (?:a été )?(?:passée|créée)|nouvelle commande|pedido (?:ha sido |foi )?(?:realizado|creado|criado|efetuado)|(?:nuevo|novo) pedido)\b"),
    _S(Kind.PLACED, "złożono złożone ordine bestelling order ordre ordren bestillingen ordern beställningen", r"^(?:złożono zamówienie|zamówienie (?:zostało )?złożone|ordine (?:è stato )?(?:effettuato|creato|inoltrato)|nuovo ordine|(?:bestelling|order) (?:is )?geplaatst|(?:ordren?|bestillingen) (?:er )?(?:nu )?(?:oprettet|modtaget|afgivet)|(?:ordern|beställningen) har (?:skapats|lagts))\b"),
    _S(Kind.INVOICED, "invoice", r"^(?:created invoice\b|invoice(?: {number})? (?:was |has been )?(?:created|generated|issued)\b)"),
    _S(Kind.INVOICED, "rechnung facture factura fatura fattura faktura fakturę factuur", r"^(?:rechnung|facture|factura|fatura|fattura|faktura|factuur)(?: (?:n°|nº)? ?{number})? (?:wurde |a été )?(?:erstellt|erzeugt|créée|générée|émise|creada|generada|emitida|criada|gerada|creata|generata|emessa|utworzona|wystawiona|aangemaakt|gemaakt|oprettet)\b|^wystawiono fakturę\b"),
    _S(Kind.EDITED, "order address", r"^(?:order (?:details )?(?:was |were |has been )?(?:edited|updated)|(?:shipping|billing|delivery) address (?:was |has been )?(?:changed|updated))\b"),
    _S(Kind.STOCK, "stock", r"^(?:stock levels? (?:reduced|increased|restored)|low stock|out of stock) ?:|\bstock (?:level )?(?:reduced|increased) from -?\d+ to -?\d+"),
    _S(Kind.STOCK, "lagerbestand lagerbestände stock existencias inventario estoque magazynowy magazynowe magazzino scorte voorraad voorraadniveaus", r"^(?:lagerbest(?:and|ände) (?:wurden? )?(?:reduziert|verringert|erhöht)|niveaux? de stock (?:réduits?|augmentés?)|niveles de (?:inventario|existencias|stock) (?:reducidos|aumentados)|(?:níveis de )?(?:estoque|stock) (?:reduzido|aumentado)s?|stan(?:y)? magazynow[ye] (?:zmniejszon[ye]|zwiększon[ye])|(?:livelli di )?(?:magazzino|scorte) (?:ridott[ie]|aumentat[ie])|voorraad(?:niveaus?)? (?:verlaagd|verminderd|verhoogd))\b"),
    # E-mails.
    _S(Kind.MAIL, "sent", r"^(?:order|payment|shipping|shipment|invoice|refund|delivery|dispatch) (?:confirmation|notification|update|details|reminder)(?: e-?mail)? (?:was |has been |manually )?(?:re)?sent\b"),
    _S(Kind.MAIL, "mail email", r"^(?:(?:an? )?(?:[\w-]+ ){0,4}e-?mail (?:was |has been )?(?:re)?sent\b|sent (?:an? )?e-?mail\b)"),
    _S(Kind.MAIL, "notified", r"^(?:notified (?:the )?customer (?:about|of)|(?:the )?customer (?:was |has been )?notified(?: by e-?mail|[.,]|$))"),
    _S(Kind.MAIL, "mail email bestellbestätigung versandbestätigung zahlungsbestätigung confirmation courriel correo wysłano ordrebekræftelse orderbevestiging bevestiging", r"^(?:(?:(?:bestell|versand|zahlungs)bestätigung|e-?mail) (?:wurde )?(?:gesendet|versendet|verschickt)|(?:e-?mail|courriel|confirmation de commande)(?: de confirmation)? (?:a été )?envoyée?|(?:correo(?: electrónico)?|e-?mail)(?: de [\w ]{2,30}?)? enviado|e-?mail(?: di [\w ]{2,30}?)? inviata|wysłano (?:e-?mail|wiadomość|potwierdzenie)|(?:e-?mail|(?:order)?bevestiging) (?:is )?(?:verzonden|verstuurd)|(?:e-?mail|ordrebekræftelse) (?:er )?sendt)\b"),
    # Accounts.
    _S(Kind.ACCOUNT, "account password konto kundenkonto compte", r"^(?:(?:customer )?account (?:was |has been )?(?:created|registered|activated|deleted)|password (?:was |has been )?(?:reset|changed)|(?:kunden)?konto (?:wurde )?(?:angelegt|erstellt)|compte (?:client )?créé)\b"),
)  # fmt: skip

DOUBT = re.compile(
    r"\b(?:not|never|no longer|declined|refused|requested|rejected|failed|pending|would|should|will|to be|"
    r"please|if|unless|abgelehnt|angefragt|beantragt|nicht|bitte|falls|wenn|refusé|demandé|pas|"
    r"rechazado|solicitado|rifiutato|richiesto|odrzucon\w*|"
    r"geweigerd|niet|afvist|ikke|inte)\b|n['’]t\b|\?",
    re.IGNORECASE,
)
"""Words that, in the rest of the sentence, take back what its beginning seems to say."""

REASON = re.compile(
    r"\b(?:because|since|as|due to|weil|car|parce que|porque|perché|ponieważ|omdat|fordi|eftersom)\b",
    re.IGNORECASE,
)
"""Words after which a sentence tells why it is so: what is not there any more is `because not paid`."""

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
    "pagato|zapłacone|opłacone|płatność zaakceptowana|płatność przyjęta|betaald|betaling aanvaard|"
    "betaling ontvangen|betalt|betaling modtaget|betald",
    Kind.AUTHORIZED: "authorized|authorised|payment authorized|payment authorised|pre-authorised",
    Kind.FAILED: "failed|payment failed|payment error|denied|declined|fehlgeschlagen|zahlungsfehler|"
    "zahlung fehlgeschlagen|échouée|échoué|erreur de paiement|paiement refusé|fallido|error en el pago|"
    "error de pago|malsucedido|falhado|erro no pagamento|erro de pagamento|fallito|"
    "errore di pagamento|nieudane|błąd płatności|mislukt|betalingsfout|mislykkedes|mislykket|"
    "misslyckad|misslyckades|chargeback",
    Kind.VOIDED: "voided",
    Kind.REFUNDED: "refunded|partially refunded|erstattet|rückerstattet|teilweise erstattet|remboursé|"
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
    Kind.SHIPPED: "shipped|order shipped|dispatched|fulfilled|send package|versandt|versendet|verschickt|"
    "expédié|expédiée|commande expédiée|en cours de livraison|enviado|enviada|expedido|spedito|wysłane|"
    "wysłano|wysłana|verzonden|afsendt|sendt|skickad",
    Kind.DELIVERED: "delivered|package delivered|order delivered|zugestellt|geliefert|ausgeliefert|livré|"
    "livrée|entregado|entregue|consegnato|dostarczone|dostarczono|bezorgd|geleverd|afgeleverd|leveret|"
    "levererad",
    Kind.UNDELIVERED: "failed delivery|undeliverable",
    Kind.RETURNED: "returned|retourniert|retourné|devuelto|devolvido|reso|zwrot|geretourneerd|returneret",
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
"""What a status of this name means; None for those that mean different things in different shops."""

CODES: Mapping[str, Kind] = dict.fromkeys(
    ("note", "internal_note", "staff_note", "comment", "call", "phone", "visit", "complaint"), Kind.NOTE
) | {
    "customer_note": Kind.CUSTOMER_NOTE,
    "order_guest": Kind.PLACED,
    "order_account": Kind.PLACED,
    "register": Kind.ACCOUNT,
    "login": Kind.ACCOUNT,
}
"""What a legacy record's own type says, where its message says nothing we know."""

STATUS_WORD = re.compile(
    r"^(?:(?:new |order )?(?:status|state)|bestellstatus|statut|estado|stato|orderstatus|ordrestatus) ?: ?",
    re.IGNORECASE,
)


@cache
def by_word() -> Mapping[str, tuple[int, ...]]:
    """The places in `PATTERNS` to try for a message that has this word."""
    places: dict[str, list[int]] = {}
    for number, shape in enumerate(PATTERNS):
        for word in shape.words.split():
            places.setdefault(word.casefold(), []).append(number)
    return {word: tuple(numbers) for word, numbers in places.items()}


@cache
def pattern(number: int) -> re.Pattern[str]:
    """The pattern of one shape, made when it is first tried: most programs meet a few of them."""
    return _compiled(PATTERNS[number].pattern)


@cache
def tracking() -> re.Pattern[str]:
    """A carrier and a number in a comment to a status that says that goods left."""
    return _compiled(
        r"(?:^|[–,.;:] ?)(?P<carrier>[^–.,;:\n]{2,40}?),? (?:tracking (?:number|no\.?|code)|sendungsnummer|n° ?(?:de suivi)?|"
        r"numéro de suivi|número de seguimiento|numer przesyłki|nr\.?) ?:? ?{tracking}"
    )


@cache
def refund() -> re.Pattern[str]:
    """A sum in a comment to a status that says that money went back."""
    return _compiled(
        r"\b(?:refund(?:ed)?(?: of)?|remboursement de|(?:rück)?erstattung (?:von|über)|reembolso de|"
        r"rimborso di|zwrot) {money}"
    )


def _compiled(text: str) -> re.Pattern[str]:
    text = text.replace(" ?", r"\s*").replace(" ", r"\s+")
    for name, field in _FIELDS.items():
        text = text.replace(name, field)
        twice = name.replace("}", "b}")
        text = text.replace(twice, field.replace("(?P<", "(?P<b"))
    return re.compile(text, re.IGNORECASE)


_CURRENCIES = {
    "£": "GBP", "€": "EUR", "zł": "PLN", "US$": "USD", "R$": "BRL", "A$": "AUD", "C$": "CAD", "₹": "INR",
    "₽": "RUB", "Kč": "CZK", "Ft": "HUF",
}  # fmt: skip
_CURRENCY = re.compile(_SIGN, re.IGNORECASE)


def currency_in(money: str) -> str:
    """The currency's code, or its sign where that stands for several (`$`, `kr`)."""
    found = _CURRENCY.search(money)
    if found is None:
        return ""
    sign = found[0].strip().rstrip(".")
    return _CURRENCIES.get(sign, sign)
