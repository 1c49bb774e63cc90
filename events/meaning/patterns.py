# ruff: noqa: E501 RUF001
"""What legacy shops write: the patterns of their messages and the names of their statuses, by language.

A row of `PATTERNS` is a kind and a regular expression, in which a space is any white space and `{money}`,
`{tracking}`, `{carrier}`, `{transaction}`, `{before}` and `{after}` (each as often as needed) capture details; `{amount}`
is money that is no year, `{price}` money whose currency or decimals show that it is
no number of a card, `{sum}` one that ends what is said, so neither a date nor the number of something;
`{handed}` is the name of a carrier of parcels, `{of_order}` the order that a refund is of, and `{said}` is where no word
near it denies what is said, or makes it a condition; `{by}`, at the end of a row, captures the transaction if the line names one further on. The first
pattern that matches wins, from the top of the table. Nearly all begin where the message begins, because
a sentence in the middle of a note can mean anything. The wordings are those of Magento, WooCommerce,
PrestaShop, OpenCart, Shopify and Saleor, in the languages of their translations.

To add a pattern, or a word of a language, add it to its row. Which words a message must contain for a pattern
to be tried is derived from the expression (`events.index_words`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zlib import crc32

from events.amounts import CODES
from events.meaning import phrases
from events.meaning.fields import ANY_CODE, FIELDS, SIGN, is_of_else
from events.vocabulary.kinds import Kind

_FIELD = re.compile("|".join(map(re.escape, FIELDS)))
_GROUP = re.compile(r"\(\?P<(\w+)>")
WORDS_FILE = Path(__file__).with_name("pattern_words.json")


@dataclass(frozen=True, slots=True)
class MessagePattern:
    """One row: messages that match `pattern` have this kind. `pattern` is written as described above."""

    kind: Kind
    pattern: str


_S = MessagePattern
PATTERNS = (
    # Payments that are disputed: such a message also names the status that the order gets.
    _S(Kind.DISPUTE_WON, r"^(?:the |this )?(?:payment )?(?:dispute|chargeback) (?:was |has been |is )?(?:won\b|(?:resolved|decided|closed|settled|ruled) in (?:your|our|the (?:merchant|seller|shop)['’]s) favou?r\b|closed with status:? won\b|(?:reversed|withdrawn)\b)"),
    _S(Kind.DISPUTE_WON, r"^(?:you|we) (?:have )?won (?:the |this |a )(?:dispute|chargeback)\b"),
    _S(Kind.DISPUTE_LOST, r"^(?:the |this )?(?:payment )?(?:dispute|chargeback) (?:was |has been |is )?(?:lost\b|(?:resolved|decided|closed|settled|ruled) (?:in (?:the )?(?:customer|buyer|cardholder)['’]?s favou?r\b|against (?:you|us)\b)|closed with status:? lost\b)"),
    _S(Kind.DISPUTE_LOST, r"^(?:you|we) (?:have )?lost (?:the |this |a )(?:dispute|chargeback)\b"),
    _S(Kind.DISPUTED, r"^(?:an? |the )?(?:payment )?(?:dispute|chargeback) (?:of {money} |for {money} )?(?:was |has been |is )?(?:created|opened|received|filed|initiated|raised)\b(?:[:,]? {money})?"),
    _S(Kind.DISPUTED, r"^(?:the |this )?payment (?:was |has been |is )?(?:disputed|charged back)\b(?: for {money})?"),
    _S(Kind.DISPUTED, r"^(?:the )?(?:customer|buyer|cardholder|client)(?:['’]s bank)? (?:has )?(?:opened|filed|initiated|raised) an? (?:dispute|chargeback)\b(?: (?:of|for|totall?ing) {money})?"),
    _S(Kind.DISPUTED, r"^chargeback(?::| of) {money}"),
    # A change of status names both ends, and may follow the reason for it.
    _S(Kind.STATUS, r"\b(?:status|state) (?:was |has been )?(?:changed|updated|set)(?: by [^:.\n]{1,40}:?)?(?: from {before})? to {after}"),
    _S(Kind.STATUS, r"^changed (?:the )?(?:order )?status(?: from {before})? to {after}"),
    _S(Kind.STATUS, r"(?:bestellstatus|status der bestellung) (?:wurde |hat sich )?von {before} (?:auf|zu|in|nach) {after}? (?:geändert|gewechselt)"),
    _S(Kind.STATUS, r"(?:statut|état|etat) de (?:la |votre )?commande (?:a été |est )?(?:modifié|passé|changé)e? de {before} (?:à|en|vers) {after}"),
    _S(Kind.STATUS, r"estado del pedido (?:ha )?(?:cambió|cambiado|cambiada|modificado) de {before} a {after}"),
    _S(Kind.STATUS, r"(?:status|estado) d[oa] (?:pedido|encomenda) (?:foi )?(?:alterado|mudou|modificado) de {before} para {after}"),
    _S(Kind.STATUS, r"status zamówienia (?:zmienił się|został zmieniony|zmieniony|zmieniono) z {before} na {after}"),
    _S(Kind.STATUS, r"stato dell['’]ordine (?:è |è stato )?(?:cambiato|modificato|passato) da {before} a {after}"),
    _S(Kind.STATUS, r"(?:bestel(?:lings)?status|status van (?:de )?bestelling) (?:is )?(?:gewijzigd|veranderd|aangepast) van {before} naar {after}"),
    _S(Kind.STATUS, r"(?:ordrestatus|orderstatus) (?:er |har )?(?:ændret|endret|ändrad|ändrats) (?:fra|från) {before} (?:til|till) {after}"),
    _S(Kind.STATUS, r"^(?:the )?hold (?:was |has been )?released\b"),
    # Notes that call themselves notes.
    _S(Kind.CUSTOMER_NOTE, r"^(?:note (?:from|by) (?:the )?(?:customer|client|buyer)|(?:customer|client|buyer) (?:note|comment|message|wrote|writes)) ?:"),
    _S(Kind.CUSTOMER_NOTE, r"^(?:kundennotiz|kundenkommentar|(?:nachricht|notiz) des kunden|kunde schreibt) ?:"),
    _S(Kind.CUSTOMER_NOTE, r"^(?:(?:note|message|commentaire) (?:du client|de la cliente)|(?:nota|mensaje|comentario|messaggio) del cliente|(?:nota|mensagem|observação) d[oa] cliente) ?:"),
    _S(Kind.CUSTOMER_NOTE, r"^(?:(?:uwag[ai]|wiadomość|notatka) (?:od )?klienta|(?:opmerking|bericht) (?:van )?(?:de )?klant|kundenote|besked fra kunden|kundens bemærkning) ?:"),
    _S(Kind.NOTE, r"^(?:staff |internal |private |admin |order )?(?:note|comment|remark|memo)(?: added)?(?: by [^:\n]{1,40})? ?:"),
    _S(Kind.NOTE, r"^(?:(?:interne )?(?:notiz|anmerkung)|kommentar|remarque|commentaire|note interne) ?:"),
    _S(Kind.NOTE, r"^(?:nota(?: interna)?|comentario|comentário|commento|notatka|uwaga|komentarz|notitie|opmerking|bemærkning) ?:"),
    _S(Kind.NOTE, r"^(?:the )?(?:customer|client) (?:rang|called|phoned|telephoned)\b"),
    # Money.
    _S(Kind.AUTHORIZED, r"^authori[sz]ed (?:an )?amount of {money}{by}"),
    _S(Kind.AUTHORIZED, r"^(?:the )?payment (?:(?:via|with|by) [^.,;\n]{2,40}? )?(?:was |has been )?authori[sz]ed\b(?:, reservation {transaction})?"),
    _S(Kind.AUTHORIZED, r"^(?:zahlung (?:wurde )?autorisiert|paiement (?:a été )?autorisé|pago autorizado|pagamento (?:autorizado|autorizzato)|płatność autoryzowana|betaling geautoriseerd)\b"),
    _S(Kind.FAILED, r"^(?:the )?(?:{gateway} )?(?:payment|charge|card)(?: error\b| (?:has |was |has been |is )?(?:failed|declined|denied|refused|rejected)\b)"),
    _S(Kind.FAILED, r"^(?:zahlung (?:ist |wurde )?(?:fehlgeschlagen|abgelehnt)|paiement (?:a )?(?:échoué|été refusé|refusé)|erreur de paiement|échec du paiement)\b"),
    _S(Kind.FAILED, r"^(?:pago (?:fallido|rechazado)|error (?:en el|de) pago|pagamento (?:falhou|recusado|fallito|rifiutato|non riuscito)|erro no pagamento|płatność (?:nieudana|odrzucona)|betaling(?:en)? (?:is |er )?(?:mislukt|geweigerd|mislykket|mislykkedes|afvist))\b"),
    _S(Kind.VOIDED, r"^voided (?:the )?(?:authori[sz]ation|payment|amount)\b(?: of {money})?"),
    _S(Kind.VOIDED, r"^(?:the )?(?:payment|authori[sz]ation) (?:was |has been )?(?:voided|reversed)\b"),
    _S(Kind.REFUNDED, r"^(?:{gateway}: |we )?(?:partially |fully )?refunded (?:an )?(?:amount of )?{money}{by}"),
    _S(Kind.REFUNDED, r"^{money} (?:was |were |has been )?(?:partially |fully )?refunded\b{by}"),
    _S(Kind.REFUNDED, r"^(?:(?:partial|full) refund(?::| of)?|refund(?: (?:issued|processed|completed)(?::| of)?|:| of)) {money}{by}"),
    _S(Kind.REFUNDED, r"^(?:credit (?:note|memo)|gutschrift|kreditnota|creditnota|note de crédit|nota de crédito|nota di credito|kreditnote)(?: (?:n°|nº)? ?{number})? (?:was |has been |wurde |a été |ha sido |è stata )?(?:created|issued|generated|erstellt|erzeugt|ausgestellt|créée|générée|émise|creada|emitida|generada|emessa|creata|aangemaakt|oprettet|skapad)(?=[.,;:!\n]|$|\s(?:für|for|über|of|to|am|on|pour|par|by|von)\b)(?:(?: für| for| über| of)? {amount})?"),
    _S(Kind.REFUNDED, r"^(?:remboursement|remboursé)(?: partiel| total)?{of_order}(?: ?:| de)? {money}{by}"),
    _S(Kind.REFUNDED, r"(?:^(?:(?:teil)?(?:rück)?erstattung|erstattet){of_order}(?::| von| über| in höhe von)? {money}|^{money} (?:wurden? )?(?:zurück)?erstattet\b){by}"),
    _S(Kind.REFUNDED, r"^(?:częściowy |gedeeltelijke |delvis |del)?(?:reembols(?:o|ado)|rimbors(?:o|ato)|zwrot|zwrócono|terugbeta(?:ling|ald)|refunderet|tilbagebetalt|återbetal(?:ning|t))(?: parziale| parcial| częściowy)?{of_order}(?::| parziale| parcial| częściowy)?(?: de| di| van| på| av)? {money}{by}"),
    _S(Kind.PAID, r"^(?:{gateway}: |(?:registered |recorded )?(?:a )?notification about )?(?:partially )?captured (?:an? )?(?:partial )?(?:amount of )?{money}{by}"),
    _S(Kind.PAID, r"^(?:this |the )?(?:charge|payment) (?:was |has been )?partially captured\b(?:[^.\n]{0,40}? in the amount of:? {money})?{by}"),
    _S(Kind.PAID, r"^(?:the )?(?:{gateway} )?(?:charge|payment) (?:was |has been |is )?(?:complete|completed|received|successful|captured)\b(?:[,:] {money}|[,:]? of {money}| {amount})?{by}"),
    _S(Kind.PAID, r"^payment of {money} (?:was |has been )?(?:received|captured|processed|completed)\b{by}"),
    _S(Kind.PAID, r"^(?!\d+ (?:was |were |has been )?(?:received|paid)\b|[\d.,' ]+ (?:was |were |has been )?(?:received|paid) (?!by\b|via\b|per\b|from\b|online\b)){money} (?:was |were |has been )?(?:captured|received|paid)\b(?! (?:back|out|to|as|less)\b){by}"),
    _S(Kind.PAID, r"^paid(?:: {money}| (?:in|by|via|with|at) [^.;\n]{0,40}?{price}){by}"),
    _S(Kind.PAID, r"^paid (?:in|by|via|with|at) [^.;\n]{0,40}?\d{by}"),
    _S(Kind.PAID, r"^(?:bank |wire )transfer (?:of {money} )?(?:was |has been )?received\b(?:[,:] {money})?{by}"),
    _S(Kind.PAID, r"(?:^(?:zahlung|überweisung)(?: (?:über|von|in höhe von) {money})? (?:ist |wurde )?(?:erhalten|eingegangen|erfasst|abgeschlossen)\b(?:(?: ?:|,| über| von| in höhe von)? {sum})?|^(?:zahlungs|geld)eingang(?:(?::| über| von) {money}| {amount})){by}"),
    _S(Kind.PAID, r"^(?:virement(?: bancaire)?|paiement)(?: de {money})? (?:bien )?(?:reçu|capturé|encaissé|effectué)\b(?:(?: ?:|,| de)? {sum})?{by}"),
    _S(Kind.PAID, r"^(?:pago|transferencia(?: bancaria)?|pagamento|bonifico)(?: d[ei] {money})? (?:recibid[oa]|completado|capturado|recebido|confirmado|aprovado|ricevuto|completato|incassato)\b(?:(?: ?:|,| de| di)? {sum})?{by}"),
    _S(Kind.PAID, r"^(?:otrzymano (?:płatność|przelew|wpłatę)|płatność (?:zakończona|otrzymana|zaksięgowana))\b(?:[^.\n]{0,20}? {amount})?{by}"),
    _S(Kind.PAID, r"^(?:betaling|betalning)(?:en)?(?: (?:van|på|av) {money})? (?:is |er |har )?(?:ontvangen|voltooid|modtaget|gennemført|hævet|mottagen|mottagits|genomförd)\b(?:(?: ?:|,| van| på| av)? {sum})?{by}"),
    _S(Kind.PAID, r"^{said}(?:(?:paiement|débit|prélèvement) {gateway} (?:terminée?|complétée?|réussie?|validée?|acceptée?|effectuée?|reçue?)\b(?:(?: ?:|,| de)? {sum})?|(?:[\w.&]{2,20}[ -]zahlung (?:abgeschlossen|erhalten|eingegangen)|[\w.&]{2,20}[ -]betaling (?:voltooid|ontvangen|gennemført)|płatność {gateway} (?:zakończona|zaakceptowana|otrzymana|zrealizowana)|platba {gateway} (?:dokončena|přijata))\b){by}"),
    _S(Kind.PAID, r"^{said}(?:cargo|pago) {gateway} (?:completad[oa]|recibid[oa]|aprobad[oa]|confirmad[oa])\b{by}"),
    _S(Kind.PAID, r"^{said}(?:pagamento|addebito|cobrança) {gateway} (?:completat[oa]|ricevut[oa]|riuscit[oa]|concluíd[oa]|recebid[oa]|aprovad[oa])\b{by}"),
    _S(Kind.AWAITING, r"^(?:awaiting|waiting for) (?:(?:the )?(?:bank(?: wire)?|check|cheque|wire|paypal|customer'?s?) )?(?:payment|transfer|cash on delivery)\b"),
    _S(Kind.AWAITING, r"^(?:(?:bank transfer|payment) (?:is )?awaited\b(?::? {money})?|payment to be made (?:up)?on delivery\b)"),
    _S(Kind.AWAITING, r"^(?:en attente (?:du|de) (?:paiement|virement|règlement)|warten? auf (?:die )?(?:zahlung|überweisung)|esperando (?:el )?pago|a la espera del? pago|aguardando (?:o )?pagamento|in attesa (?:di|del) (?:pagamento|bonifico)|oczek(?:iwanie|uje) na (?:płatność|przelew)|(?:in afwachting van|wacht op) (?:de )?betaling|afventer betaling|(?:väntar på|inväntar) betalning)\b"),
    # Goods.
    _S(Kind.SHIPPED, r"^(?:(?:your |the )?(?:order|parcel|package|items?)(?: {number})? )?(?:was |were |has been |have been )?(?:partially |fully )?(?:shipped|dispatched|sent)(?: on [^.,;\n]{4,20}?)? (?:with|via|by|using) {carrier},?(?: with| and)? tracking (?:number|no\.?|code|id)?:? ?{tracking}"),
    _S(Kind.SHIPPED, r"^(?:(?:your |the )?(?:order|parcel|package|items?)(?: {number})? )?(?:was |were |has been |have been )?(?:partially |fully )?(?:shipped|dispatched)(?: on [^.,;\n]{4,20}?)? (?:with|via|by|using) {carrier}(?=[.,;\n]|$)"),
    _S(Kind.SHIPPED, r"^(?:your |the )?(?:order|parcel|package|items?)(?: {number})? (?:was |were |has been |have been )?(?:partially |fully )?(?:shipped|dispatched)(?=[.,;:!\n]|$)"),
    _S(Kind.SHIPPED, r"^(?:{carrier},? )?tracking (?:number|no\.?|code|id)?(?: added)?:? ?{tracking}"),
    _S(Kind.SHIPPED, r"^(?:(?:partially )?fulfilled: |(?:(?:\d+ )?items?|(?:the )?order(?: {number})?) (?:was |were |has been |have been )?(?:partially )?fulfilled\b)"),
    _S(Kind.SHIPPED, r"^(?:(?:die |das )?(?:bestellung|sendung|paket|ware) )?(?:wurde )?(?:versendet|versandt|verschickt) (?:mit|per|via|durch) {carrier}(?:[,;]? (?:sendungs-?|tracking-?|paket)(?:nummer[:.]?|nr\.?:?) ?{tracking}|[,;]? {tracking}(?=[.,;\n]|$)|(?=[.,;\n]|$))|^(?:sendungs-?|tracking-?|paket)(?:nummer:?|nr\.?:?) {tracking}"),
    _S(Kind.SHIPPED, r"^(?:(?:die |das )?(?:ware|bestellung|sendung|paket) (?:wurde |ist )?(?:versendet|versandt|verschickt)|(?:commande|colis|marchandise) (?:a été )?(?:expédiée?|envoyée?)|(?:pedido|paquete|encomenda) (?:ha sido |foi )?(?:enviad[oa]|expedid[oa])|(?:ordine|pacco|merce) (?:è stat[oa] )?spedit[oa])(?=[.,;!\n]|$)"),
    _S(Kind.SHIPPED, r"^(?:(?:zamówienie|paczka|przesyłka|towar) (?:został[ao]? )?(?:wysłan[aey]|nadan[aey])|(?:bestelling|pakket|zending) (?:is )?verzonden|(?:ordren|pakken) (?:er )?(?:afsendt|sendt)|(?:ordern|paketet|varan) (?:är |har )?(?:skickad|skickats|skickat))(?=[.,;!\n]|$)"),
    _S(Kind.SHIPPED, r"^(?:(?:commande|colis) )?expédiée? (?:via|par|avec) {carrier}(?:[,;]? (?:numéro|n°) de suivi(?: ?:)? {tracking}|(?=[.,;\n]|$))|^(?:numéro|n°) de suivi(?: ?:)? {tracking}"),
    _S(Kind.SHIPPED, r"^(?:(?:pedido|encomenda) )?(?:enviad[oa]|expedido) (?:con|por|mediante|via|pel[oa]|com) {carrier}(?:[,;]? (?:número de seguimiento|código de rastre(?:io|amento))(?: ?:)? {tracking}|(?=[.,;\n]|$))|^(?:número de seguimiento|código de rastre(?:io|amento))(?: ?:)? {tracking}"),
    _S(Kind.SHIPPED, r"^(?:ordine )?spedito (?:con|tramite|via) {carrier}(?:[,;]? (?:numero|codice) (?:di )?tracking(?: ?:)? {tracking}|(?=[.,;\n]|$))|^(?:numero|codice) (?:di )?tracking(?: ?:)? {tracking}"),
    _S(Kind.SHIPPED, r"^(?:wysłano|nadano|zamówienie wysłane)(?: kurierem| przez) {carrier}(?:[,;]? numer (?:przesyłki|śledzenia)(?: ?:)? {tracking}|(?=[.,;\n]|$))|^numer (?:przesyłki|śledzenia)(?: ?:)? {tracking}"),
    _S(Kind.SHIPPED, r"^(?:(?:bestelling (?:is )?)?verzonden (?:met|via|per)|(?:ordren er )?(?:afsendt|sendt) med) {carrier}(?:[,;]? (?:trackingnummer|sporingsnummer|track ?& ?trace)(?: ?:)? {tracking}|(?=[.,;\n]|$))|^(?:trackingnummer|sporingsnummer|track ?& ?trace)(?: ?:)? {tracking}"),
    _S(Kind.SHIPPED, r"^(?:colis|commande|paquet|marchandise) (?:a été )?(?:remise?|confiée?) (?:au transporteur\b|(?:à|au|chez) {handed})(?:[^.;\n]{0,50}?(?:numéro de suivi|n° de suivi|suivi)(?: ?:)? {tracking})?|^(?:(?:paczk[aę]|przesyłk[aę]|zamówienie) )?(?:przekazan[aeoy]|nadan[aeoy]) (?:kurierowi\b|przewoźnikowi\b|(?:w|przez|do) {handed})(?:[^.;\n]{0,50}?numer (?:przesyłki|śledzenia)(?: ?:)? {tracking})?"),
    _S(Kind.SHIPPED, r"^(?:(?:das |die )?(?:paket|sendung|bestellung|ware) )?(?:wurde )?an (?:den versanddienstleister|den paketdienst|die spedition|{handed}[\w ]{2,20}) übergeben\b|^(?:(?:the |your )?(?:order|parcel|package|items?) )?(?:was |were |has been |have been )?handed (?:over )?to (?:the )?(?:carrier\b|courier\b|{handed})(?:[^.;\n]{0,50}?tracking (?:number|no\.?|code|id)?:? ?{tracking})?"),
    _S(Kind.UNDELIVERED, r"^(?:failed delivery|delivery (?:attempt )?(?:has )?failed|undeliverable|zustellung (?:fehlgeschlagen|nicht möglich))\b"),
    _S(Kind.DELIVERED, r"^(?:your |the )?(?:order|parcel|package|shipment|items?)(?: {number})? (?:was |were |has been |have been )?delivered(?=[.,;:!\n]|$| to (?!(?:the )?(?:courier|carrier)\b)| on | at )"),
    _S(Kind.DELIVERED, r"^(?:(?:die |das )?(?:sendung|paket|bestellung) (?:wurde )?(?:zugestellt|ausgeliefert)|(?:commande|colis) livrée?|(?:pedido|paquete) entregado(?! a(?:l?| la) (?:transportista|mensajer[oí]a?|correos)\b)|(?:pedido|encomenda) entregue(?! (?:ao?s?|à) (?:transportadora|correios?|estafeta)\b)|(?:ordine|pacco) consegnato(?! (?:al?|alla) (?:corriere|posta)\b))\b"),
    _S(Kind.DELIVERED, r"^(?:(?:przesyłka|zamówienie|paczka) (?:została |zostało )?dostarczon[ae]|(?:bestelling|pakket) (?:is )?(?:bezorgd|geleverd|afgeleverd)|(?:ordren|pakken) (?:er )?leveret)\b"),
    _S(Kind.RETURNED, r"^(?:(?:the )?(?:order|parcel|package|items?|goods)(?: {number})? (?:was |were |has been |have been )?returned\b|returned (?:by|to sender)\b|return (?:received|completed)\b)"),
    _S(Kind.RETURNED, r"^(?:(?:retoure|rücksendung) (?:ist )?(?:eingegangen|erhalten|eingetroffen|angekommen)|retour (?:reçu|réceptionné|ontvangen))\b"),
    _S(Kind.RETURNED, r"^(?:devolución recibida|devolução recebida|reso ricevuto|zwrot (?:otrzymany|przyjęty)|retur (?:mottagen|inkommen|modtaget))(?=[.,;:!\n]|$)"),
    # The order as such.
    _S(Kind.HELD, r"^(?:(?:the )?order )?(?:was |has been )?(?:put|placed) on hold\b"),
    _S(Kind.CANCELLED, r"^(?:(?:the |unpaid )?order(?: {number})? (?:was |has been |is )?cancell?ed\b|cancell?ed(?=,| by | because| (?:at|on) (?:the )?(?:customer|client|buyer|request)))"),
    _S(Kind.CANCELLED, r"^(?:storniert(?= auf (?:kunden)?wunsch\b| durch (?:den |die )?kund)|annulée?(?= (?:à la demande|par (?:le |la )?client))|cancelad[oa](?= (?:a petición|a pedido|por el cliente|pel[oa] cliente))|annullat[oa](?= (?:su richiesta|dal cliente))|anulowan[eoy](?= (?:na (?:życzenie|prośbę)|przez klienta))|geannuleerd(?= (?:op verzoek|door (?:de )?klant))|annulleret(?= (?:efter ønske|på kundens|af kunden))|(?:avbruten|annullerad)(?= (?:på (?:kundens )?begäran|av kunden)))"),
    _S(Kind.CANCELLED, r"^(?:(?:die )?bestellung (?:wurde )?(?:storniert|abgebrochen)|commande annulée|pedido (?:ha sido |foi )?cancelado|encomenda cancelada|ordine (?:è stato )?annullato|zamówienie (?:zostało )?anulowane|anulowano zamówienie|(?:bestelling|order) (?:is )?geannuleerd|ordren? (?:er )?annulleret|(?:ordern|beställningen) har (?:avbrutits|annullerats))\b"),
    _S(Kind.PLACED, r"^order(?: {number})? (?:was |has been )?(?:placed|created)(?=[:.,\n]|$| by | via | online)(?:: {money})?"),
    _S(Kind.PLACED, r"^(?:received (?:a )?new order\b|new order (?:#|from|received|placed))"),
    _S(Kind.PLACED, r"^(?:(?:die )?bestellung (?:wurde )?(?:aufgegeben|angelegt|erstellt)|neue bestellung|(?:la )?commande (?:a été )?(?:passée|créée)|nouvelle commande|pedido (?:ha sido |foi )?(?:realizado|creado|criado|efetuado)|(?:nuevo|novo) pedido)\b"),
    _S(Kind.PLACED, r"^(?:złożono zamówienie|zamówienie (?:zostało )?złożone|ordine (?:è stato )?(?:effettuato|creato|inoltrato)|nuovo ordine|(?:bestelling|order) (?:is )?geplaatst|(?:ordren?|bestillingen) (?:er )?(?:nu )?(?:oprettet|modtaget|afgivet)|(?:ordern|beställningen) har (?:skapats|lagts))\b"),
    _S(Kind.INVOICED, r"^(?:created invoice\b|invoice(?: {number})? (?:was |has been )?(?:created|generated|issued)\b)"),
    _S(Kind.INVOICED, r"^(?:rechnung|facture|factura|fatura|fattura|faktura|factuur)(?: (?:n°|nº)? ?{number})? (?:wurde |a été )?(?:erstellt|erzeugt|créée|générée|émise|creada|generada|emitida|criada|gerada|creata|generata|emessa|utworzona|wystawiona|aangemaakt|gemaakt|oprettet)\b|^wystawiono fakturę\b"),
    _S(Kind.EDITED, r"^(?:order (?:details )?(?:was |were |has been )?(?:edited|updated)|(?:shipping|billing|delivery) address (?:was |has been )?(?:changed|updated))\b"),
    _S(Kind.STOCK, r"^(?:stock levels? (?:reduced|increased|restored)|low stock|out of stock) ?:|\bstock (?:level )?(?:reduced|increased) from -?\d+ to -?\d+"),
    _S(Kind.STOCK, r"^(?:lagerbest(?:and|ände) (?:wurden? )?(?:reduziert|verringert|erhöht)|niveaux? de stock (?:réduits?|augmentés?)|niveles de (?:inventario|existencias|stock) (?:reducidos|aumentados)|(?:níveis de )?(?:estoque|stock) (?:reduzido|aumentado)s?|stan(?:y)? magazynow[ye] (?:zmniejszon[ye]|zwiększon[ye])|(?:livelli di )?(?:magazzino|scorte) (?:ridott[ie]|aumentat[ie])|voorraad(?:niveaus?)? (?:verlaagd|verminderd|verhoogd))\b"),
    # E-mails.
    _S(Kind.MAIL, r"^(?:order|payment|shipping|shipment|invoice|refund|delivery|dispatch) (?:confirmation|notification|update|details|reminder)(?: e-?mail)? (?:was |has been |manually )?(?:re)?sent\b"),
    _S(Kind.MAIL, r"^(?:(?:an? )?(?:[\w-]+ ){0,4}e-?mail (?:was |has been )?(?:re)?sent\b|sent (?:an? )?e-?mail\b)"),
    _S(Kind.MAIL, r"^(?:notified (?:the )?customer (?:about|of)|(?:the )?customer (?:was |has been )?notified(?: by e-?mail|[.,]|$))"),
    _S(Kind.MAIL, r"^(?:(?:(?:bestell|auftrags|eingangs|versand|zahlungs|storno|stornierungs)bestätigung|zahlungserinnerung|(?:(?:\d\.|erste|zweite|dritte|letzte) )?mahnung|e-?mail)(?: \(\d\. mahnung\))? (?:wurde )?(?:(?:an (?:den |die )?|dem |der )kund(?:en?|in) )?(?:per (?:e-?mail|mail) )?(?:gesendet|versendet|versandt|verschickt)|(?:relance|rappel)(?: de paiement)? envoyée?|recordatorio(?: de pago)? enviado|sollecito(?: di pagamento)? inviato|(?:betalings)?herinnering (?:is )?(?:verzonden|verstuurd)|aanmaning (?:is )?(?:verzonden|verstuurd)|lembrete(?: de pagamento)? enviado|(?:betalnings)?påminnelse skickad|(?:return|shipping) label (?:was |has been )?(?:e-?mailed|sent)|(?:invoice|receipt|tracking(?: info(?:rmation)?| number)?|quote|estimate|pro ?forma(?: invoice)?|statement|credit note) (?:was |has been )?e-?mailed|(?:quote|estimate|pro ?forma(?: invoice)?|(?:final |first |second )?reminder|dunning letter) (?:was |has been )?sent|e-?mailed (?:the |a )?(?:customer|client|buyer|invoice|receipt|tracking|return label|quote)|rechnung (?:wurde )?per (?:e-?mail|mail) (?:gesendet|versendet|versandt|verschickt)|factuur (?:is )?gemaild|(?:przypomnienie(?: o płatności)?|monit) wysłan[ey]|upomínka (?:byla )?odeslána|purring sendt|maksumuistutus lähetetty|(?:fizetési )?emlékeztető elküldve|reminder trimis|напоминание (?:об оплате )?отправлено|нагадування (?:про оплату )?(?:надіслано|відправлено)|rykker sendt|(?:e-?mail|courriel|confirmation de commande)(?: de confirmation)? (?:a été )?envoyée?|(?:correo(?: electrónico)?|e-?mail)(?: de [\w ]{2,30}?)? enviado|e-?mail(?: di [\w ]{2,30}?)? inviata|wysłano (?:e-?mail|wiadomość|potwierdzenie|przypomnienie|wezwanie do zapłaty)|(?:e-?mail|(?:order)?bevestiging) (?:is )?(?:verzonden|verstuurd)|(?:e-?mail|ordrebekræftelse) (?:er )?sendt)\b"),
    # Accounts.
    _S(Kind.ACCOUNT, r"^(?:(?:customer )?account (?:was |has been )?(?:created|registered|activated|deleted)|password (?:was |has been )?(?:reset|changed)|(?:kunden)?konto (?:wurde )?(?:angelegt|erstellt)|compte (?:client )?créé)\b"),
)  # fmt: skip

DOUBT = re.compile(
    r"\b(?:not|never|no longer|declined|refused|requested|rejected|failed|pending|would|should|will|to be|reversed|bounced|"
    r"please|if|unless|abgelehnt|angefragt|beantragt|nicht|bitte|falls|wenn|refusé|demandé|pas|"
    r"rechazado|solicitado|rifiutato|richiesto|odrzucon\w*|"
    r"geweigerd|niet|afvist|ikke|inte)\b|n['’]t\b|\?",
    re.IGNORECASE,
)
"""Words that, in the rest of the sentence, contradict what its beginning says."""

REASON = re.compile(
    r"\b(?:because|since|as|due to|weil|car|parce que|porque|perché|ponieważ|omdat|fordi|eftersom)\b",
    re.IGNORECASE,
)
"""Words after which a sentence gives a reason: a "not" after them (`because not paid`) is no doubt."""


@cache
def by_word() -> Mapping[str, tuple[int, ...]]:
    """For each index word, the places in `PATTERNS` to try for a message that contains it."""
    derived = _derived_words()
    places: dict[str, list[int]] = {}
    for number, row in enumerate(PATTERNS):
        words = derived.get(key_of(row.pattern))
        for word in words.split() if words is not None else sorted(words_of(row.pattern)):
            places.setdefault(word, []).append(number)
    return {word: tuple(numbers) for word, numbers in places.items()}


def words_of(pattern: str) -> frozenset[str]:
    """The index words of a row's pattern. Raises `NoIndexWordsError`."""
    from events.index_words import index_words

    return index_words(_expanded(pattern))


def key_of(pattern: str) -> str:
    """The key of a row's pattern in `pattern_words.json`: it changes with the pattern."""
    return f"{crc32(_expanded(pattern).encode()):08x}"


def derive_words() -> dict[str, str]:
    """The index words of all rows by key: the content of `pattern_words.json`. Takes a second."""
    return {key_of(row.pattern): " ".join(sorted(words_of(row.pattern))) for row in PATTERNS} | {
        _PHRASES: " ".join(sorted(phrases.key_words()))
    }


_PHRASES = "phrases"


@cache
def phrase_keys() -> frozenset[str]:
    """The words of `events.meaning.phrases.key_words`, derived beforehand."""
    return frozenset(_derived_words()[_PHRASES].split())


@cache
def _derived_words() -> dict[str, str]:
    """Words derived beforehand, to start fast. A row without an entry derives its own."""
    found: dict[str, str] = json.loads(WORDS_FILE.read_text(encoding="utf-8"))
    return found


@cache
def pattern(number: int) -> re.Pattern[str]:
    """The compiled pattern of one row, made when it is first tried: most programs need only a few."""
    return _compiled(PATTERNS[number].pattern)


@cache
def tracking() -> re.Pattern[str]:
    """Finds carrier and tracking number in the comment of a status that means shipped."""
    return _compiled(
        r"(?:^|[–,.;:] ?)(?P<carrier>[^–.,;:\n]{2,40}?),? (?:tracking (?:number|no\.?|code)|sendungs(?:nummer|nr\.?)|n° ?(?:de suivi)?|"
        r"numéro de suivi|número de seguimiento|numer przesyłki|nr\.?) ?:? ?{tracking}"
    )


@cache
def refund() -> re.Pattern[str]:
    """Finds the amount in the comment of a status that means refunded."""
    return _compiled(
        r"\b(?:refund(?:ed)?(?: of)?|remboursement de|(?:rück)?erstattung (?:von|über)|reembolso de|"
        r"rimborso di|zwrot) {money}"
    )


def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(_expanded(text), re.IGNORECASE)


def _expanded(text: str) -> str:
    """A row's pattern as a regular expression. A field's second group is called `money2`, and so on.

    Spaces are possessive: two in a row would otherwise share white space in quadratically many ways.
    """
    seen: Counter[str] = Counter()

    def field(found: re.Match[str]) -> str:
        seen[found[0]] += 1
        number = str(seen[found[0]]) if seen[found[0]] > 1 else ""
        return _GROUP.sub(rf"(?P<\g<1>{number}>", FIELDS[found[0]])

    return _FIELD.sub(field, text.replace(" ?", r"\s*+").replace(" ", r"\s++"))


def captured(found: re.Match[str]) -> dict[str, str]:
    """What a match captured, by field; the first non-empty group of each field counts. No amount is what only
    looks like one."""
    details: dict[str, str] = {}
    for name, text in found.groupdict().items():
        field = name.rstrip("23456789")
        if text and not (field == "money" and is_of_else(text, found.string, found.end(name))):
            details.setdefault(field, text)
    return details


_CURRENCIES = {
    "£": "GBP", "€": "EUR", "zł": "PLN", "us$": "USD", "r$": "BRL", "a$": "AUD", "au$": "AUD", "c$": "CAD",
    "ca$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "sg$": "SGD", "mx$": "MXN", "nt$": "TWD", "₹": "INR",
    "₽": "RUB", "kč": "CZK", "ft": "HUF", "lei": "lei", "￥": "¥",
}  # fmt: skip
_CURRENCY = re.compile(rf"{SIGN}|{ANY_CODE}", re.IGNORECASE)
_CODE = re.compile(r"\b[A-Z]{3}\b")
_OF_CODE = 3


def currency_in(money: str) -> str:
    """The currency's code, also where a sign stands beside it (`$60.00 CAD`), or its sign where that stands for
    several (`$`, `kr`)."""
    code = next(filter(CODES.__contains__, _CODE.findall(money)), "")
    found = None if code else _CURRENCY.search(money)
    if found is None:
        return code
    sign = found[0].strip().rstrip(".").replace(" ", "").lower()
    return _CURRENCIES.get(sign, sign.upper() if len(sign) == _OF_CODE and sign.isalpha() else sign)


if __name__ == "__main__":
    WORDS_FILE.write_text(json.dumps(derive_words(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
