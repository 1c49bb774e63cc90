# ruff: noqa: E501 RUF001
"""What the statuses of legacy shops are called, in the languages that shops write in.

To add a name, add it to the row of its kind; names are separated by `|`, in lower case. A word that can mean
two things has no kind: it stands in the last row where it is certainly the name of a status, else nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from events.vocabulary.kinds import Kind

LABELS: Mapping[Kind | None, str] = {
    Kind.PLACED: (
        "order placed|placed|place order|order created|order received|received new order|order purchased|purchased|bestellung eingegangen|"
        "order guest|order account|new order|nowe zamówienie|zamówienie przyjęte|zamówienie złożone|przyjęto zamówienie|commande passée|"
        "commande validée|commande reçue|commande enregistrée|nouvelle commande|neue bestellung|bestellung erhalten|nuovo ordine|ordine ricevuto|"
        "ordine effettuato|nuevo pedido|pedido recibido|pedido realizado|novo pedido|pedido recebido|encomenda recebida|nieuwe bestelling|"
        "bestelling ontvangen|bestelling geplaatst|ny order|ny beställning|order mottagen|beställning mottagen|order lagd|ny ordre|ny bestilling|"
        "ordre modtaget|bestilling modtaget|nová objednávka|objednávka přijata|objednávka vytvořena|új rendelés|új megrendelés|rendelés beérkezett|"
        "rendelés rögzítve|comandă nouă|comandă plasată|comandă primită|yeni sipariş|sipariş alındı|sipariş verildi|sipariş oluşturuldu|"
        "złożone|złożono"
    ),
    Kind.AWAITING: (
        "pending payment|payment pending|awaiting payment|unpaid|pending paypal|payment review|awaiting check payment|awaiting cheque payment|"
        "awaiting bank wire payment|awaiting bank transfer|awaiting paypal payment|awaiting cash on delivery validation|zahlung ausstehend|"
        "warten auf zahlungseingang|warten auf überweisung|en attente de paiement|en attente du paiement|en attente de paiement à la livraison|"
        "en attente du paiement par chèque|en attente du paiement par virement|en attente de virement bancaire|en attente de virement|attente paiement|pendiente de pago|"
        "en espera de pago|pago pendiente|pagamento pendente|aguardando pagamento|aguarda pagamento|in attesa di pagamento|"
        "in attesa di pagamento con bonifico|oczekuje na płatność|oczekujące na płatność|oczekiwanie na płatność|oczekujące|wachtend op betaling|"
        "in afwachting van betaling|openstaande betaling|afventer betaling|väntar på betalning|paiement à effectuer|oczekuje na wpłatę|"
        "oczekiwanie na wpłatę|oczekujące na wpłatę|oczekiwanie na przelew|oczekuje na przelew|nieopłacone|niezapłacone|"
        "oczekiwanie płatności czekiem|oczekiwanie na płatność czekiem|oczekiwanie na płatność przelewem bankowym|oczekiwanie na płatność paypal|"
        "non payé|non payée|impayé|impayée|wartet auf zahlung|warten auf zahlung|zahlung offen|unbezahlt|nicht bezahlt|ausstehende zahlung|"
        "wartet auf zahlungseingang|warten auf zahlungseingang von bank|warten auf zahlungseingang von paypal|in attesa del pagamento|"
        "in attesa di pagamento con assegno|in attesa di pagamento con bonifico bancario|in attesa di pagamento con paypal|non pagato|da pagare|"
        "esperando pago|a la espera de pago|a la espera del pago|pago mediante cheque pendiente|pago por transferencia bancaria pendiente|"
        "pago mediante paypal pendiente|no pagado|sin pagar|aguardando o pagamento por cheque|aguardando o pagamento pelo paypal|"
        "aguardando a transferência do pagamento pelo banco|pendente de pagamento|a aguardar pagamento|não pago|wachten op betaling|"
        "wacht op betaling|onbetaald|niet betaald|in afwachting van bankoverschrijving|in afwachting van betaling per cheque|"
        "in afwachting van betaling via paypal|inväntar betalning|obetald|ej betald|ikke betalt|ubetalt|mangler betaling|čeká na platbu|"
        "čeká se na platbu|čeká na zaplacení|čeká na úhradu|čekání na platbu|nezaplaceno|neuhrazeno|fizetésre vár|fizetésre várakozik|"
        "fizetés függőben|függőben lévő fizetés|átutalásra vár|nincs kifizetve|plată în așteptare|în așteptarea plății|"
        "în așteptarea plății prin transfer bancar|în așteptarea plății prin paypal|așteaptă plata|neplătită|neplătit|neachitată|neachitat|"
        "ödeme bekleniyor|ödeme bekliyor|ödeme onayı bekleniyor|havale bekleniyor|ödenmedi"
    ),
    Kind.PAID: (
        "paid|capture|pay order|payment accepted|remote payment accepted|payment received|payment complete|payment completed|payment confirmed|"
        "paid and awaiting fulfilment|settled|bezahlt|zahlung eingegangen|zahlung erhalten|zahlung akzeptiert|zahlungseingang|payé|payée|"
        "paiement accepté|paiement à distance accepté|paiement reçu|pagado|pago aceptado|pago recibido|pago|pagamento aceito|pagamento aceite|"
        "pagamento confirmado|pagamento recebido|pagamento accettato|pagamento ricevuto|partially paid|part paid|paid (partially)|paid partially|"
        "partial payment|fully paid|completely paid|paid in full|paid in total|paid up|vollständig gezahlt|in voller höhe bezahlt|payé intégralement|payée intégralement|payé en totalité|payée en totalité|intégralement payé|intégralement payée|pagado por completo|pagado en su totalidad|pagado íntegramente|totalmente pagado|pagato per intero|pagato interamente|interamente pagato|pago na totalidade|totalmente pago|helemaal betaald|zapłacono w całości|opłacone w całości|zapłacone w całości|w całości opłacone|fullt betald|betalt i sin helhed|teilweise bezahlt|komplett bezahlt|partiellement payé|partiellement payée|parcialmente pagado|"
        "parcialmente pago|parzialmente pagato|częściowo opłacone|gedeeltelijk betaald|delvist betalt|pagato|zapłacone|opłacone|"
        "płatność zaakceptowana|płatność przyjęta|betaald|betaling aanvaard|betaling ontvangen|betalt|betaling modtaget|betald|opłacono|zapłacono|"
        "opłacona|zapłacona|zamówienie opłacone|wpłata zaksięgowana|płatność zaksięgowana|płatność otrzymana|częściowo zapłacone|on backorder (paid)|"
        "en attente de réapprovisionnement (payé)|artikel nicht auf lager (bezahlt)|momenteel in backorder (betaald)|réglé|réglée|commande payée|"
        "paiement validé|paiement confirmé|paiement effectué|paiement encaissé|paiement partiel|payé partiellement|payée partiellement|"
        "zahlung bestätigt|zahlung abgeschlossen|zahlung verbucht|zahlung gebucht|vollständig bezahlt|teilzahlung|bestellung bezahlt|"
        "zahlung ausserhalb von prestashop eingegangen|pagata|ordine pagato|pagamento completato|pagamento effettuato|pagato parzialmente|"
        "parzialmente pagata|pagada|pedido pagado|pago confirmado|pago completado|pago realizado|pago a distancia aceptado|cobrado|"
        "parcialmente pagada|pagado parcialmente|paga|pagamento aprovado|pagamento efetuado|pagamento efectuado|pagamento concluído|"
        "pagamento a distância aceito|pedido pago|parcialmente paga|pago parcialmente|betaling geaccepteerd|betaling bevestigd|betaling voltooid|"
        "betaling geslaagd|betaling op afstand aanvaard|volledig betaald|deels betaald|betalning mottagen|betalning genomförd|betalning godkänd|"
        "betalning bekräftad|delvis betald|delbetald|betaling gennemført|betaling godkendt|betaling accepteret|delvis betalt|fuldt betalt|zaplaceno|"
        "uhrazeno|platba přijata|platba byla přijata|platba proběhla|platba potvrzena|částečně zaplaceno|částečně uhrazeno|fizetve|kifizetve|"
        "fizetés elfogadva|fizetés megérkezett|fizetés beérkezett|sikeres fizetés|részben fizetve|részben kifizetve|plătită|plătit|achitată|achitat|"
        "plată acceptată|plată confirmată|plată primită|plată efectuată|plata de la distanță acceptată|plătită parțial|plătit parțial|"
        "achitat parțial|ödendi|ödeme alındı|ödeme kabul edildi|ödeme onaylandı|ödeme tamamlandı|ödeme yapıldı|kısmen ödendi|"
        "maksettu|maksu vastaanotettu"
    ),
    Kind.AUTHORIZED: (
        "authorized|authorised|authorization|authorisation|payment authorized|payment authorised|pre-authorised|autorisiert|geautoriseerd|zahlung autorisiert"
    ),
    Kind.FAILED: (
        "failed|payment failed|payment error|denied|declined|fehlgeschlagen|zahlungsfehler|zahlung fehlgeschlagen|échouée|échoué|erreur de paiement|"
        "paiement refusé|fallido|error en el pago|error de pago|malsucedido|falhado|erro no pagamento|erro de pagamento|fallito|errore di pagamento|"
        "nieudane|błąd płatności|mislukt|betalingsfout|mislykkedes|mislykket|misslyckad|misslyckades|zahlung abgelehnt|zahlung gescheitert|"
        "fehler bei der bezahlung|échec du paiement|échec de paiement|paiement échoué|pago fallido|pago rechazado|pago denegado|pagamento recusado|"
        "pagamento rejeitado|pagamento falhou|falhou|pagamento fallito|pagamento rifiutato|pagamento non riuscito|betaling mislukt|"
        "betaling geweigerd|płatność nieudana|płatność odrzucona|błąd płatonści|betalning misslyckades|betalning misslyckad|betalningsfel|"
        "betalning nekad|betaling mislykkedes|betaling fejlede|betalingsfejl|betaling afvist|chyba platby|platba selhala|platba zamítnuta|"
        "platba se nezdařila|neúspěšná platba|neúspěšná|selhalo|sikertelen|sikertelen fizetés|fizetés sikertelen|fizetési hiba|fizetés elutasítva|"
        "eșuată|eșuat|eroare de plată|plată eșuată|plată respinsă|plată refuzată|başarısız|ödeme başarısız|başarısız ödeme|ödeme hatası|"
        "ödeme reddedildi"
    ),
    Kind.DISPUTED: (
        "chargeback|charged back|disputed|in dispute|dispute opened|payment disputed|litige|en litige|litige ouvert|rétrofacturation|rückbuchung|"
        "rücklastschrift|en disputa|disputa abierta|contracargo|in contestazione|controversia aperta|em disputa|disputa aberta|in geschil|"
        "geschil geopend|obciążenie zwrotne"
    ),
    Kind.DISPUTE_WON: ("dispute won|chargeback won|chargeback reversed"),
    Kind.DISPUTE_LOST: ("dispute lost|chargeback lost"),
    Kind.VOIDED: ("voided|void"),
    Kind.REFUNDED: (
        "credit note|credit memo|gutschrift|gutschrift erstellt|note de crédit|nota de crédito|nota di credito|creditnota|kreditnota|"
        "refunded|partially refunded|refunded (partially)|refunded partially|partial refund|fully refunded|refunded in full|remboursé intégralement|intégralement remboursé|reembolsado por completo|reembolsado en su totalidad|totalmente reembolsado|rimborsato per intero|rimborsato interamente|interamente rimborsato|helemaal terugbetaald|zwrócono w całości|zwrócone w całości|erstattet|rückerstattet|"
        "teilweise erstattet|partiellement remboursé|partiellement remboursée|parcialmente reembolsado|parzialmente rimborsato|częściowo zwrócone|"
        "gedeeltelijk terugbetaald|remboursé|remboursée|remboursement|reembolsado|rimborsato|zwrócone|zwrócono|terugbetaald|refunderet|tilbagebetalt|"
        "återbetald|zwrot środków|zwrot pieniędzy|zwrot płatności|zwrot kosztów|zwrócono płatność|zwrócono środki|zwrócono pieniądze|środki zwrócone|"
        "pieniądze zwrócone|płatność zwrócona|częściowy zwrot środków|częściowy zwrot pieniędzy|częściowy zwrot płatności|zwrot częściowy środków|"
        "remboursement partiel|remboursement total|remboursement intégral|remboursement effectué|remboursé partiellement|remboursée partiellement|"
        "commande remboursée|zahlung erstattet|erstattung|rückerstattung|rückerstattung erfolgt|teilerstattung|teilrückerstattung|teilerstattet|"
        "vollständig erstattet|teilweise rückerstattet|rimborsata|rimborso|rimborso effettuato|rimborso parziale|rimborso totale|"
        "rimborsato parzialmente|parzialmente rimborsata|reembolsada|reembolso|reembolso parcial|reembolso total|reembolsado parcialmente|"
        "parcialmente reembolsada|estornado|estorno|terugbetaling|gedeeltelijke terugbetaling|deels terugbetaald|volledig terugbetaald|gerestitueerd|"
        "återbetalad|återbetalat|återbetalning|delvis återbetald|delåterbetald|delvist refunderet|delvis refunderet|refundering|tilbagebetaling|"
        "delvist tilbagebetalt|peníze vráceny|vráceny peníze|platba vrácena|refundováno|částečně refundováno|visszatérítve|visszafizetve|"
        "visszatérítés|pénz visszatérítve|részben visszatérítve|részleges visszatérítés|rambursată|rambursat|rambursare|rambursată parțial|"
        "rambursat parțial|parțial rambursată|parțial rambursat|rambursare parțială|para iadesi|para iade edildi|geri ödendi|geri ödeme yapıldı|"
        "kısmi para iadesi|kısmen geri ödendi|"
        "rückzahlung|teilrückzahlung|teilgutschrift|betrag erstattet"
    ),
    Kind.INVOICED: (
        "invoiced|fakturiert|facturé|facturado|faturado|fatturato|zafakturowane|gefactureerd|faktureret|in rechnung gestellt|"
        "komplett in rechnung gestellt|teilweise in rechnung gestellt|fakturerad|fakturováno|vyfakturováno|számlázva|kiszámlázva|facturată|facturat|"
        "faturalandı|faktura wystawiona|facture émise"
    ),
    Kind.PREPARING: (
        "processing|processing in progress|in process|preparing|preparation in progress|picking|packing|packed|pick item|create package|"
        "awaiting fulfillment|awaiting shipment|in bearbeitung|in vorbereitung|bestellung in bearbeitung|en cours|en cours de préparation|"
        "préparation en cours|en préparation|en cours de traitement|procesando|en proceso|preparación en curso|en preparación|processando|"
        "em processamento|em preparação|preparação em curso|in lavorazione|preparazione in corso|in preparazione|w trakcie realizacji|"
        "w realizacji|przetwarzane|przygotowanie w toku|in behandeling|in verwerking|wordt verwerkt|bezig met voorbereiding|behandles|"
        "under behandling|behandlas|ready to ship|ready for shipment|ready for dispatch|ready for pickup|ready for pick up|ready for collection|"
        "gotowe do wysyłki|gotowe do wysłania|gotowe do odbioru|przygotowane do wysyłki|do wysyłki|do wysłania|spakowane|spakowano|pakowanie|"
        "w trakcie pakowania|kompletowanie|w trakcie kompletowania|w przygotowaniu|przyjęte do realizacji|prêt|prête|commande prête|prêt à expédier|"
        "prête à expédier|prêt à être expédié|prête à être expédiée|prête pour le retrait|prête à être retirée|à préparer|à expédier|préparé|"
        "préparée|emballée|versandbereit|versandfertig|bereit zum versand|zur lieferung bereit|verpackt|wird verpackt|kommissionierung|"
        "in kommissionierung|wird bearbeitet|wird vorbereitet|in verarbeitung|abholbereit|bereit zur abholung|bestellung in vorbereitung|"
        "in elaborazione|ordine in lavorazione|in fase di preparazione|pronto per la spedizione|pronta per la spedizione|pronto per il ritiro|"
        "imballato|confezionato|preparación en proceso|preparando|preparando el pedido|pedido en preparación|listo para enviar|listo para envío|"
        "listo para recoger|listo para recogida|empaquetado|embalado|preparação em andamento|em separação|pronto para envio|pronto para retirada|"
        "pronto para levantamento|preparando envio|a preparar|wordt momenteel voorbereid|wordt voorbereid|wordt ingepakt|ingepakt|"
        "klaar voor verzending|klaar om te verzenden|klaar voor afhalen|klaar om af te halen|bestelling in behandeling|bearbetas|under bearbetning|"
        "förbereds|plockas|packas|packad|redo att skickas|klar att hämta|redo för upphämtning|klar för upphämtning|er under behandling|pakkes|"
        "plukkes|klar til afsendelse|klar til forsendelse|klar til afhentning|zpracovává se|ve zpracování|vyřizuje se|probíhá příprava|připravuje se|"
        "v přípravě|balí se|zabaleno|připraveno k odeslání|připraveno k expedici|připraveno k vyzvednutí|připraveno k odběru|feldolgozás alatt|"
        "feldolgozás folyamatban|előkészítés alatt|előkészítés folyamatban|összekészítés alatt|csomagolás alatt|becsomagolva|csomagolva|"
        "szállításra kész|átvételre kész|átvehető|în procesare|în curs de procesare|în pregătire|în curs de pregătire|se pregătește|împachetată|"
        "împachetat|ambalat|gata de livrare|gata de expediere|gata de ridicare|hazırlanıyor|sipariş hazırlanıyor|işleniyor|paketleniyor|paketlendi|"
        "kargoya hazır|teslimata hazır"
    ),
    Kind.SHIPPED: (
        "shipped|order shipped|dispatched|fulfilled|send package|partially shipped|partly shipped|shipped (partially)|shipped partially|"
        "partially fulfilled|partially dispatched|teilweise versandt|teilweise versendet|partiellement expédié|partiellement expédiée|"
        "parcialmente enviado|parzialmente spedito|częściowo wysłane|gedeeltelijk verzonden|versandt|versendet|verschickt|expédié|expédiée|"
        "commande expédiée|en cours de livraison|enviado|enviada|expedido|spedito|wysłane|wysłano|wysłana|verzonden|afsendt|sendt|skickad|"
        "out for delivery|in transit|on its way|handed to courier|handed over to courier|handed over to carrier|nadane|nadano|nadana|wysłany|"
        "przekazane kurierowi|przekazano kurierowi|przekazane przewoźnikowi|przekazano przewoźnikowi|przekazane do doręczenia|wydane do doręczenia|"
        "w doręczeniu|w drodze|w transporcie|w dostawie|envoyé|envoyée|commande envoyée|colis expédié|en livraison|livraison en cours|en transit|"
        "en cours d'acheminement|remis au transporteur|remise au transporteur|expédition partielle|expédié partiellement|expédiée partiellement|"
        "in zustellung|in auslieferung|unterwegs|bestellung versandt|an versanddienstleister übergeben|teilversand|spedita|consegna in corso|"
        "in consegna|in transito|consegnato al corriere|affidato al corriere|spedito parzialmente|parzialmente spedita|expedida|en reparto|"
        "en tránsito|en camino|entregado al transportista|enviado parcialmente|parcialmente enviada|despachado|postado|em trânsito|em transporte|"
        "a caminho|saiu para entrega|verstuurd|onderweg|overgedragen aan vervoerder|gedeeltelijk verstuurd|deels verzonden|skickat|skickats|avsänd|"
        "under leverans|på väg|delvis skickad|delskickad|delvist afsendt|delvis afsendt|undervejs|på vej|overdraget til fragtmand|odesláno|odeslána|"
        "expedováno|vyexpedováno|předáno dopravci|na cestě|v přepravě|doručuje se|částečně odesláno|elküldve|feladva|kiszállítás alatt|"
        "szállítás alatt|kézbesítés alatt|futárnak átadva|átadva a futárnak|részben elküldve|expediată|expediat|în curs de livrare|în livrare|"
        "în tranzit|predată curierului|predat curierului|expediată parțial|expediat parțial|kargoya verildi|kargolandı|kargoda|gönderildi|yolda|"
        "dağıtımda|dağıtıma çıktı|sevk edildi|kısmen gönderildi|"
        "lähetetty|teillieferung"
    ),
    Kind.DELIVERED: (
        "delivered|package delivered|order delivered|partially delivered|completely delivered|teilweise ausgeliefert|teilweise geliefert|"
        "teilgeliefert|komplett ausgeliefert|zugestellt|geliefert|ausgeliefert|livré|livrée|entregado|entregue|consegnato|dostarczone|dostarczono|"
        "bezorgd|geleverd|afgeleverd|leveret|levererad|doręczone|doręczono|doręczona|dostarczona|odebrane|odebrano|odebrane przez klienta|"
        "odebrane osobiście|retiré en magasin|retirée en magasin|remis au client|remise au client|livré partiellement|livrée partiellement|"
        "erfolgreich zugestellt|vom kunden abgeholt|im laden abgeholt|bestellung ausgeliefert|consegnata|ritirato in negozio|ritirato dal cliente|"
        "parzialmente consegnato|entregada|recogido en tienda|recogido por el cliente|entregado parcialmente|entregue ao cliente|retirado na loja|"
        "levantado na loja|entregue parcialmente|opgehaald door klant|afgehaald door klant|gedeeltelijk geleverd|levererat|utlämnad|hämtad av kund|"
        "upphämtad av kund|delvis levererad|udleveret|afhentet af kunde|delvist leveret|doručeno|doručena|dodáno|vyzvednuto|vyzvednuto zákazníkem|"
        "částečně doručeno|kézbesítve|leszállítva|átvéve|átvette a vevő|személyesen átvéve|livrată|livrat|livrată parțial|livrat parțial|"
        "ridicată de client|ridicat personal|teslim edildi|müşteriye teslim edildi|kısmen teslim edildi|"
        "abgeholt|afgehaald|opgehaald|afhentet|hämtad|hentet|noudettu|vyzvednuta"
    ),
    Kind.UNDELIVERED: (
        "failed delivery|undeliverable|niedoręczone|nieodebrane|échec de livraison|colis non réclamé|unzustellbar|nicht abgeholt|mancata consegna|"
        "consegna fallita|entrega fallida|falha na entrega|bezorging mislukt|onbestelbaar|ej uthämtad|ikke afhentet|nedoručeno|nevyzvednuto|"
        "sikertelen kézbesítés|livrare eșuată|teslim edilemedi|teslimat başarısız"
    ),
    Kind.RETURNED: (
        "returned|partially returned|returned (partially)|returned partially|retourniert|retourné|devuelto|devolvido|reso|zwrot|geretourneerd|"
        "returneret|zwrot towaru|zwrot do nadawcy|towar zwrócony|retour|retournée|retour client|retournée partiellement|retourné partiellement|"
        "retoure|teilretoure|rücksendung|zurückgesendet|zurückgeschickt|zurück an absender|teilweise retourniert|restituito|merce resa|reso parziale|"
        "devuelta|devuelto parcialmente|devolvida|retour gezonden|teruggestuurd|gedeeltelijk geretourneerd|retur|returnerad|returnerat|"
        "delvis returnerad|delvist returneret|zboží vráceno|vrácené zboží|vráceno odesílateli|visszaküldve|visszaküldött|visszáru|"
        "részben visszaküldve|returnată|returnat|parțial returnată|iade alındı|ürün iade edildi"
    ),
    Kind.COMPLETED: (
        "complete|completed|abgeschlossen|fertiggestellt|terminé|terminée|completado|concluído|concluída|completato|zrealizowane|zakończone|afgerond|"
        "voltooid|fuldført|gennemført|färdigbehandlad|slutförd|zrealizowano|zrealizowana|zakończono|zamówienie zrealizowane|commande terminée|"
        "finalisée|finalisé|erledigt|bestellung abgeschlossen|vollständig abgeschlossen|komplett abgeschlossen|completata|ordine completato|"
        "completada|pedido completado|finalizado|finalizada|completo|pedido concluído|compleet|afgehandeld|bestelling afgerond|avslutad|slutfört|"
        "färdig|færdigbehandlet|afsluttet|færdig|dokončeno|vyřízeno|vyřízená|teljesítve|befejezve|teljesített|befejezett|finalizată|finalizat|"
        "comandă finalizată|tamamlandı|sipariş tamamlandı"
    ),
    Kind.CANCELLED: (
        "canceled|cancelled|order canceled|order cancelled|expired|storniert|annulliert|abgebrochen|annulé|annulée|cancelado|cancelada|annullato|"
        "anulowane|anulowano|geannuleerd|annulleret|avbruten|annullerad|anulowana|anulowany|zamówienie anulowane|storno|bestellung storniert|"
        "storniert / abgelehnt|teilstorniert|teilweise storniert|commande annulée|annullata|ordine annullato|anulado|anulada|pedido cancelado|"
        "encomenda cancelada|bestelling geannuleerd|avbeställd|makulerad|afbestilt|ordre annulleret|zrušeno|zrušená|zrušena|zrušeno zákazníkem|"
        "stornováno|törölve|törölt|visszamondva|lemondva|visszavonva|sztornó|sztornózva|anulată|anulat|comandă anulată|anulată de client|iptal|"
        "iptal edildi|sipariş iptal edildi|"
        "peruutettu|peruttu|makulert|kansellert"
    ),
    Kind.HELD: (
        "on hold|holded|put on hold|held|suspected fraud|fraud|in wartestellung|zurückgestellt|en attente|en espera|aguardando|em espera|in sospeso|"
        "wstrzymane|wstrzymano|in de wacht|sat på hold|pausad|zawieszone|do wyjaśnienia|do weryfikacji|en pause|suspendue|bloquée|à vérifier|"
        "en vérification|klärung notwendig|in klärung|pausiert|angehalten|zurückgehalten|in prüfung|wird geprüft|betrugsverdacht|sospeso|in verifica|"
        "retenido|suspendido|en pausa|pausado|en revisión|suspenso|retido|em pausa|gepauzeerd|aangehouden|vilande|på hold|tilbageholdt|pozastaveno|"
        "pozastavená|pozdrženo|felfüggesztve|felfüggesztett|visszatartva|suspendată|suspendat|în așteptare|beklemede|askıya alındı|incelemede"
    ),
    Kind.STOCK: (
        "out of stock|item out of stock|reorder item|backordered|on backorder|on backorder (not paid)|en attente de réapprovisionnement|"
        "en attente de réapprovisionnement (non payé)|unavailable|brak towaru|brak w magazynie|oczekuje na towar|oczekiwanie na towar|"
        "rupture de stock|en rupture|en rupture de stock|nicht auf lager|artikel nicht auf lager|nicht lieferbar|in rückstand|"
        "in attesa di rifornimento|esaurito|sin stock|agotado|fuera de stock|pendiente de stock|sem stock|sem estoque|esgotado|fora de estoque|"
        "aguardando reposição|in backorder|momenteel in backorder (niet betaald)|niet op voorraad|uitverkocht|in nabestelling|slut i lager|"
        "restnoterad|ikke på lager|i restordre|udsolgt|není skladem|vyprodáno|čeká na naskladnění|nincs raktáron|nincs készleten|elfogyott|"
        "készlethiány|lipsă stoc|lipsă de stoc|stoc epuizat|fără stoc|stokta yok|tükendi|stok bekleniyor"
    ),
    None: (
        "pending|closed|open|new|confirmed|confirm order|approved|reversed|canceled reversal|processed|unfulfilled|archived|offen|neu|geschlossen|"
        "nouveau|clôturée|nuevo|cerrado|novo|fechado|nuovo|chiuso|nowe|zamknięte|nieuw|gesloten|afventer|lukket|ny|reklamacja|potwierdzone|"
        "zamówienie potwierdzone|przyjęte|confirmé|confirmée|commande confirmée|validée|clôturé|réclamation|bestätigt|bestellung bestätigt|"
        "reklamation|confermato|confermata|ordine confermato|in attesa|reclamo|confirmado|confirmada|pedido confirmado|pendiente|pendente|"
        "reclamación|reclamação|bevestigd|bestelling bevestigd|klacht|bekräftad|order bekräftad|öppen|stängd|bekræftet|ordre bekræftet|åben|"
        "potvrzeno|objednávka potvrzena|reklamace|nová|nevyřízeno|uzavřeno|vráceno|új|megerősítve|visszaigazolva|rendelés visszaigazolva|jóváhagyva|"
        "függőben|lezárva|reklamáció|nouă|confirmată|comandă confirmată|închisă|reclamație|yeni|onaylandı|sipariş onaylandı|onay bekliyor|iade|"
        "iade edildi|kapalı"
    ),
}
"""The names by the kind that they mean; None where shops disagree."""
