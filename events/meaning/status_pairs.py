# ruff: noqa: E501 RUF001
"""Names of statuses of two parts, in the languages that shops write in: a thing and what became of it (`sendung
zugestellt`), or how much of it and what became of that (`komplett versendet`).

To add one, add its part to a row; parts are separated by `|`, in lower case. What is only planned, asked for or
denied has other words (`wird versandt`, `nicht bezahlt`), which no row has.
"""

from __future__ import annotations

from collections.abc import Iterator

from events.vocabulary.kinds import Kind

_DE = "komplett|vollständig|restlos|ganz|teilweise"
_NL = "volledig|geheel|helemaal|gedeeltelijk|deels"
_FR = "totalement|entièrement|complètement|intégralement|partiellement"
_PL = "częściowo|całkowicie|w całości"
_ES = "totalmente|completamente|íntegramente|parcialmente"
_IT = "totalmente|completamente|interamente|parzialmente"
_PT = "totalmente|completamente|integralmente|parcialmente"
_SV = "helt|delvis"
_DA = "helt|fuldt|delvist|delvis"
_NO = "helt|fullt|delvis"
_FI = "kokonaan|osittain"
_CS = "kompletně|zcela|plně|částečně"
_HU = "teljesen|részben"
_RO = "complet|integral|parțial"
_TR = "tamamen|kısmen"

_ROWS: tuple[tuple[Kind, str, str], ...] = (
    # German
    (Kind.PLACED, "auftrag|bestellung", "angelegt|aufgegeben|eingegangen|erfasst|erstellt|empfangen"),
    (Kind.PAID, f"rechnung|bestellung|auftrag|{_DE}", "bezahlt|beglichen"),
    (Kind.PAID, "zahlung|betrag|überweisung", "eingegangen|verbucht|gutgeschrieben"),
    (Kind.SHIPPED, f"ware|sendung|paket|lieferung|teillieferung|bestellung|auftrag|artikel|{_DE}", "versandt|versendet|verschickt|abgeschickt"),
    (Kind.SHIPPED, "warenausgang", "gebucht|verbucht|erfolgt"),
    (Kind.DELIVERED, f"ware|sendung|paket|lieferung|teillieferung|bestellung|{_DE}", "zugestellt|ausgeliefert|geliefert"),
    (Kind.RETURNED, "retoure|teilretoure|rücksendung", "erhalten|eingegangen|eingetroffen|angekommen|verbucht"),
    (Kind.REFUNDED, f"betrag|kaufpreis|geld|zahlung|bestellung|{_DE}", "erstattet|zurückerstattet|rückerstattet|zurückgezahlt|zurücküberwiesen"),
    (Kind.REFUNDED, "rückzahlung|erstattung|rückerstattung|teilerstattung|teilrückzahlung|teilrückerstattung", "veranlasst|erfolgt|durchgeführt|ausgeführt|gebucht|verbucht|überwiesen|abgeschlossen"),
    (Kind.REFUNDED, "gutschrift|teilgutschrift", "erstellt|gebucht|verbucht|erteilt|ausgestellt"),
    (Kind.CANCELLED, f"bestellung|auftrag|{_DE}", "storniert"),
    (Kind.INVOICED, "rechnung", "erstellt|gestellt|ausgestellt|geschrieben|verschickt|versendet|versandt"),
    # Dutch
    (Kind.PLACED, "bestelling|order", "geplaatst|ontvangen|aangemaakt"),
    (Kind.PAID, f"factuur|bestelling|order|{_NL}", "betaald|voldaan"),
    (Kind.SHIPPED, f"bestelling|pakket|zending|deelzending|order|{_NL}", "verzonden|verstuurd"),
    (Kind.DELIVERED, f"bestelling|pakket|zending|order|{_NL}", "bezorgd|geleverd|afgeleverd"),
    (Kind.RETURNED, "retour|retourzending", "ontvangen|verwerkt"),
    (Kind.REFUNDED, f"bestelling|bedrag|aankoopbedrag|geld|{_NL}", "terugbetaald|teruggestort"),
    (Kind.REFUNDED, "creditnota|creditfactuur", "aangemaakt|gemaakt|verzonden|verstuurd"),
    (Kind.CANCELLED, f"bestelling|order|{_NL}", "geannuleerd"),
    (Kind.INVOICED, "factuur", "aangemaakt|gemaakt|verzonden|verstuurd"),
    # French
    (Kind.PLACED, "commande", "passée|validée|enregistrée|créée|reçue"),
    (Kind.PAID, f"facture|commande|{_FR}", "payée|réglée|payé|réglé"),
    (Kind.PAID, "paiement|règlement", "reçu|effectué|encaissé|validé"),
    (Kind.SHIPPED, f"commande|{_FR}", "expédiée|envoyée"),
    (Kind.SHIPPED, f"colis|{_FR}", "expédié|envoyé|remis au transporteur"),
    (Kind.DELIVERED, f"commande|{_FR}", "livrée"),
    (Kind.DELIVERED, f"colis|{_FR}", "livré|distribué"),
    (Kind.RETURNED, "retour", "reçu|réceptionné"),
    (Kind.REFUNDED, "avoir", "émis|créé|généré|établi"),
    (Kind.REFUNDED, f"commande|{_FR}", "remboursée"),
    (Kind.REFUNDED, f"client|montant|{_FR}", "remboursé"),
    (Kind.REFUNDED, "remboursement", "effectué|émis|validé"),
    (Kind.CANCELLED, f"commande|{_FR}", "annulée|annulé"),
    (Kind.INVOICED, "facture", "émise|créée|générée|envoyée|établie"),
    # Polish
    (Kind.PLACED, "zamówienie", "złożone|utworzone|przyjęte"),
    (Kind.PAID, f"zamówienie|{_PL}", "opłacone|zapłacone"),
    (Kind.PAID, "faktura", "opłacona|zapłacona"),
    (Kind.PAID, "płatność|wpłata", "otrzymana|zaksięgowana"),
    (Kind.SHIPPED, f"zamówienie|{_PL}", "wysłane|nadane"),
    (Kind.SHIPPED, "paczka|przesyłka", "wysłana|nadana|przekazana kurierowi"),
    (Kind.DELIVERED, f"zamówienie|{_PL}", "dostarczone|doręczone|odebrane"),
    (Kind.DELIVERED, "paczka|przesyłka", "dostarczona|doręczona|odebrana"),
    (Kind.RETURNED, "zwrot", "otrzymany|przyjęty"),
    (Kind.REFUNDED, f"pieniądze|środki|{_PL}", "zwrócone"),
    (Kind.REFUNDED, "płatność|kwota", "zwrócona"),
    (Kind.CANCELLED, f"zamówienie|{_PL}", "anulowane"),
    (Kind.INVOICED, "faktura", "wystawiona|utworzona|wysłana"),
    # Spanish
    (Kind.PAID, f"pedido|{_ES}", "pagado"),
    (Kind.PAID, f"factura|{_ES}", "pagada"),
    (Kind.SHIPPED, f"pedido|paquete|{_ES}", "enviado|expedido|despachado"),
    (Kind.DELIVERED, f"pedido|paquete|{_ES}", "entregado"),
    (Kind.RETURNED, "devolución", "recibida"),
    (Kind.REFUNDED, f"pedido|importe|dinero|{_ES}", "reembolsado|devuelto"),
    (Kind.REFUNDED, "reembolso", "realizado|efectuado|emitido"),
    (Kind.REFUNDED, "nota de crédito", "emitida|creada"),
    (Kind.CANCELLED, f"pedido|{_ES}", "cancelado|anulado"),
    (Kind.INVOICED, "factura", "emitida|creada|enviada"),
    # Italian
    (Kind.PAID, f"ordine|{_IT}", "pagato|saldato"),
    (Kind.PAID, "fattura", "pagata|saldata"),
    (Kind.SHIPPED, f"ordine|pacco|{_IT}", "spedito|inviato"),
    (Kind.DELIVERED, f"ordine|pacco|{_IT}", "consegnato"),
    (Kind.RETURNED, "reso", "ricevuto"),
    (Kind.REFUNDED, f"ordine|importo|cliente|{_IT}", "rimborsato"),
    (Kind.REFUNDED, "rimborso", "effettuato|emesso|eseguito"),
    (Kind.REFUNDED, "nota di credito", "emessa|creata"),
    (Kind.CANCELLED, f"ordine|{_IT}", "annullato"),
    (Kind.INVOICED, "fattura", "emessa|creata|inviata"),
    # Portuguese
    (Kind.PAID, f"pedido|{_PT}", "pago"),
    (Kind.PAID, f"encomenda|fatura|{_PT}", "paga"),
    (Kind.SHIPPED, f"pedido|{_PT}", "enviado|despachado|expedido"),
    (Kind.SHIPPED, f"encomenda|{_PT}", "enviada|expedida|despachada"),
    (Kind.DELIVERED, "pedido|encomenda", "entregue"),
    (Kind.RETURNED, "devolução", "recebida"),
    (Kind.REFUNDED, f"pedido|valor|{_PT}", "reembolsado|estornado"),
    (Kind.REFUNDED, "reembolso|estorno", "efetuado|realizado|emitido"),
    (Kind.REFUNDED, "nota de crédito", "emitida|criada"),
    (Kind.CANCELLED, f"pedido|{_PT}", "cancelado"),
    (Kind.CANCELLED, "encomenda", "cancelada"),
    (Kind.INVOICED, "fatura", "emitida|criada|enviada"),
    # Swedish, Danish and Norwegian
    (Kind.PLACED, "order|beställning", "lagd|mottagen|skapad"),
    (Kind.PLACED, "ordre|bestilling", "oprettet|opprettet|modtaget|mottatt|afgivet"),
    (Kind.PAID, f"order|faktura|{_SV}", "betald"),
    (Kind.PAID, f"ordre|faktura|{_DA}|{_NO}", "betalt"),
    (Kind.SHIPPED, f"order|{_SV}", "skickad|levererad till transportör"),
    (Kind.SHIPPED, f"paket|{_SV}", "skickat"),
    (Kind.SHIPPED, f"ordre|pakke|{_DA}", "afsendt|sendt"),
    (Kind.DELIVERED, f"order|{_SV}", "levererad"),
    (Kind.DELIVERED, f"ordre|pakke|{_DA}", "leveret"),
    (Kind.DELIVERED, f"ordre|pakke|{_NO}", "levert"),
    (Kind.RETURNED, "retur", "mottagen|modtaget|mottatt"),
    (Kind.REFUNDED, f"order|{_SV}", "återbetald"),
    (Kind.REFUNDED, f"ordre|beløb|{_DA}", "refunderet|tilbagebetalt"),
    (Kind.REFUNDED, f"ordre|beløp|{_NO}", "refundert|tilbakebetalt"),
    (Kind.REFUNDED, "kreditfaktura|kreditnota", "skapad|oprettet|opprettet|skickad|sendt"),
    (Kind.CANCELLED, f"order|{_SV}", "annullerad|avbruten|makulerad"),
    (Kind.CANCELLED, f"ordre|{_DA}", "annulleret"),
    (Kind.CANCELLED, f"ordre|{_NO}", "kansellert|annullert"),
    (Kind.INVOICED, "faktura", "skapad|oprettet|opprettet"),
    # Finnish
    (Kind.PAID, f"tilaus|lasku|{_FI}", "maksettu"),
    (Kind.SHIPPED, f"tilaus|paketti|{_FI}", "lähetetty|toimitettu kuljetukseen"),
    (Kind.DELIVERED, f"tilaus|paketti|{_FI}", "toimitettu"),
    (Kind.RETURNED, "palautus", "vastaanotettu"),
    (Kind.REFUNDED, f"tilaus|maksu|{_FI}", "hyvitetty|palautettu asiakkaalle"),
    (Kind.CANCELLED, f"tilaus|{_FI}", "peruutettu|peruttu"),
    # Czech
    (Kind.PAID, f"objednávka|faktura|{_CS}", "zaplacena|uhrazena|zaplaceno|uhrazeno"),
    (Kind.SHIPPED, f"objednávka|zásilka|{_CS}", "odeslána|expedována|odesláno|expedováno"),
    (Kind.DELIVERED, f"objednávka|zásilka|{_CS}", "doručena|doručeno"),
    (Kind.REFUNDED, "peníze|částka|platba", "vráceny|vrácena"),
    (Kind.REFUNDED, "dobropis", "vystaven"),
    (Kind.CANCELLED, f"objednávka|{_CS}", "stornována|zrušena|stornováno|zrušeno"),
    (Kind.INVOICED, "faktura", "vystavena"),
    # Hungarian
    (Kind.PAID, f"rendelés|számla|{_HU}", "kifizetve|fizetve"),
    (Kind.SHIPPED, f"rendelés|csomag|{_HU}", "elküldve|feladva"),
    (Kind.DELIVERED, f"rendelés|csomag|{_HU}", "kézbesítve|kiszállítva"),
    (Kind.REFUNDED, f"rendelés|összeg|{_HU}", "visszatérítve|visszafizetve"),
    (Kind.CANCELLED, f"rendelés|{_HU}", "törölve|lemondva"),
    # Romanian
    (Kind.PAID, f"comandă|factură|{_RO}", "plătită|achitată"),
    (Kind.SHIPPED, f"comandă|{_RO}", "expediată|trimisă"),
    (Kind.DELIVERED, f"comandă|{_RO}", "livrată"),
    (Kind.REFUNDED, f"comandă|{_RO}", "rambursată"),
    (Kind.CANCELLED, f"comandă|{_RO}", "anulată"),
    # Turkish
    (Kind.PAID, f"sipariş|fatura|{_TR}", "ödendi"),
    (Kind.SHIPPED, f"sipariş|{_TR}", "gönderildi|kargoya verildi"),
    (Kind.DELIVERED, f"sipariş|{_TR}", "teslim edildi"),
    (Kind.CANCELLED, f"sipariş|{_TR}", "iptal edildi"),
)  # fmt: skip


def pairs() -> Iterator[tuple[str, Kind]]:
    """Each name of two parts, with the kind that it means."""
    for kind, firsts, seconds in _ROWS:
        for first in firsts.split("|"):
            for second in seconds.split("|"):
                yield f"{first} {second}", kind
