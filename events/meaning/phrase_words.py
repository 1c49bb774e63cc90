# ruff: noqa: E501 RUF001
"""Whole sentences in which the staff of shops say what happened, in their languages.

In a phrase, `M` is a means of payment (`by card`), `P` one in words that only Portuguese has, `C` a carrier by
which something goes (`with DHL`), `H` one to which it is handed (`to the courier`). Words in brackets may be absent,
`[a/b]` is one of several. Phrases are separated by `|`, in lower case. A sentence has to be such a phrase
as a whole, but for days, amounts and the number of the order, so a phrase that is understood hides no other.
"""

from __future__ import annotations

from collections.abc import Mapping

from events.vocabulary.kinds import Kind

PHRASES: Mapping[Kind, str] = {
    Kind.PAID: (
        "(the )[customer/client/buyer] (has )paid( in full)( M)|(order )paid( in full) M|order paid|paid M( in full)|paid on collection|(full )payment (was |has been )[taken/received] M|M (payment )(was |has been )[taken/received]|"
        "amount received|payment taken|[cheque/check/bank transfer/transfer/money/payment/wire/paypal payment/card payment/cash] (has )(been )[received/arrived/cleared]|[cheque/check/bank transfer] (has )cleared|money is in|"
        "(der |die )[kunde/kundin] hat( M) bezahlt|(vollständig )bezahlt M|M (vollständig )bezahlt|(bestellung |rechnung )M bezahlt|bei abholung bezahlt|bezahlt bei abholung|zahlung M (ist )[eingegangen/erhalten/angekommen]|zahlung ist M eingegangen|"
        "zahlung (ist )[eingegangen/erhalten] M|(das )geld (ist )[eingegangen/eingelangt/da/angekommen]|(die )zahlung (ist )[da/angekommen]|(die )überweisung (ist )[eingegangen/eingelangt/angekommen/da]|(die )M (ist )[eingegangen/eingelangt]|zahlung (M )(ist )eingelangt|(der )betrag (ist |wurde )[erhalten/eingegangen/eingelangt]|zahlungseingang M|"
        "(commande |facture )[payé/payée/réglé/réglée] M|[paiement/règlement] M [reçu/accepté/validé/encaissé]|[paiement/règlement] [reçu/accepté/validé/encaissé] M|(le )virement (bancaire )(a été |est )(bien )[reçu/arrivé]|(le )chèque (a été )(bien )[reçu/encaissé]|"
        "(le |la )[client/cliente] a (bien )[payé/réglé]( sa commande| la commande)( M)|"
        "(pedido |factura )[pagado/pagada/abonado] M|pago M [recibido/aceptado/confirmado/aprobado]|pago [recibido/aceptado/confirmado/aprobado] M|[transferencia/transferencia bancaria] [recibida/confirmada]|se ha recibido [el pago/el importe/la transferencia]( M)|(el |la )[cliente/clienta] [ha pagado/pagó]( el pedido)( M)|"
        "(ordine )[pagato/pagata] M|pagamento M [ricevuto/accettato/confermato]|pagamento [ricevuto/accettato/confermato] M|bonifico (bancario )(è )[ricevuto/arrivato/pervenuto]|(il |la )cliente ha pagato( l'ordine)( M)|"
        "(bestelling |factuur )betaald M|M betaald|betaling M ontvangen|betaling ontvangen M|(de )klant heeft( M) betaald( M)|(het )[geld/bedrag] (is )[ontvangen/binnen]|[bankoverboeking/overboeking] (is )[ontvangen/binnen]|"
        "(zamówienie )[zapłacono/opłacono/zapłacone/opłacone/zapłacona/opłacona] M|płatność M [otrzymana/zaksięgowana/przyjęta/zaakceptowana]|otrzymano [płatność/wpłatę] M|[wpłynął przelew/przelew wpłynął/przelew otrzymany/przelew zaksięgowany/przelew dotarł]|"
        "(klient |klientka )[zapłacił/zapłaciła/opłacił/opłaciła] zamówienie( M)|[klient zapłacił/klientka zapłaciła]( M)|pieniądze [wpłynęły/dotarły]|wpłynęły pieniądze|"
        "[pago/paga] P|(encomenda |pedido )[pago/paga] P|pagamento [P/M] recebido|pagamento recebido [P/M]|transferência (bancária )[recebida/confirmada]|(o |a )cliente pagou( a encomenda| o pedido)( M| P)|"
        "(ordern |beställningen |fakturan )[betald/betalat/betalats/betalt] M|betalning (med )M mottagen|betalning mottagen M|(kunden |kund )har betalat( M)|(kunden |kund )har M betalat|[pengarna har kommit in/pengarna har kommit/pengar mottagna/betalningen har kommit in]|"
        "(ordren |kunden har )betalt M|kunden har betalt|betaling M modtaget|betaling modtaget M|[pengene er modtaget/penge modtaget]|"
        "(objednávka )[zaplaceno/uhrazeno/zaplacena/uhrazena] M|platba M (byla )přijata|platba (byla )přijata M|[zákazník zaplatil/zákaznice zaplatila]( M)|[peníze dorazily/peníze přišly/peníze byly připsány/převod dorazil]|"
        "(sipariş )M ödendi|ödeme M (ile )alındı|M ödemesi alındı|[havale/eft/ödeme/para] geldi|müşteri (M )ödedi|müşteri ödemeyi yaptı|müşteri ödeme yaptı"
    ),
    Kind.SHIPPED: (
        "(the |your )(order |parcel |package |item |items |goods )(was |were |has been |have been )[posted/sent/mailed/despatched/dispatched/shipped/sent out] C|(the |your )(order |parcel |package |item |items |goods )(was |were |has been |have been )[despatched/dispatched/shipped/sent out]|"
        "(the |your )[order/parcel/package/goods] (was |were |has been |have been )[sent/posted]|(the )(order |parcel |package |item |items |goods )(was |were |has been |have been )[handed over/handed/given/passed] H|(order |parcel |package )[collected/picked up] C|C [collected/picked up]( the)( parcel| order| package)|dropped off H|parcel dropped off H|"
        "(die |das |der )(ware |bestellung |lieferung |paket |sendung |päckchen |artikel )(wurde |ist )(C )[versendet/versandt/verschickt/abgeschickt/abgesendet/rausgeschickt]|(ware |bestellung |paket |sendung )[versendet/versandt/verschickt/abgeschickt] C|"
        "(die |das )[ware/bestellung/paket/sendung/päckchen] (ist )(C )raus|(die |das )(ware |bestellung |lieferung |paket |sendung |päckchen )(wurde )H [übergeben/aufgegeben/abgegeben/eingeliefert]|(paket |sendung |ware )(wurde )C abgeholt|C hat (das )(paket |die sendung |die ware )abgeholt|als [päckchen/paket/brief/einschreiben/warensendung] [verschickt/versendet/versandt]|"
        "(la )(commande |colis |marchandise |le colis )(a été |est )[envoyé/envoyée/expédié/expédiée/posté/postée]( C)|(le )(colis |commande |paquet )(a été )[remis/remise/déposé/déposée/confié/confiée/donné/donnée] H|(le )colis (est )(bien )parti( C)|(le )(colis |commande )(a été )[pris en charge/prise en charge/enlevé/enlevée/récupéré/collecté] C|"
        "(el |la )(pedido |paquete |encomenda |mercancía )(ha sido |fue )[enviado/enviada/despachado/despachada/expedido]( C)|(el )(paquete |pedido )(ha sido |fue )[entregado/dado] H|(paquete |pedido )recogido C|se ha enviado [el pedido/el paquete]( C)|"
        "(il |la )(ordine |pacco |merce )(è stato |è stata )[spedito/spedita/inviato/inviata] C|(ordine |pacco |merce )[spedito/spedita]|(pacco |ordine |merce )[consegnato/affidato/consegnata/affidata/dato] H|(pacco )ritirato C|(pacco )[preso/preso in carico] C|"
        "(de |het )(bestelling |pakket |order )(is )[verzonden/verstuurd]( C)|(het )(pakket |bestelling )(is )[overhandigd/overgedragen/afgegeven/meegegeven/gegeven] H|(pakket )H [overhandigd/overgedragen/afgegeven/meegegeven]|(pakket )opgehaald C|(pakket )C opgehaald|"
        "(paczka |zamówienie |przesyłka |towar )(została |zostało )[wysłano/wysłana/wysłane/nadano/nadana/nadane]( C)|[nadano/nadana/nadane/wysłane/wysłano] H|(paczka |przesyłka |zamówienie )[przekazana/przekazano/przekazane/oddana/oddano/wydana] H|(paczkę |paczka )[odebrane/odebrana/odebrano] C|kurier odebrał [paczkę/przesyłkę/towar]|"
        "(a |o )(encomenda |pedido |pacote )(foi )[enviada/enviado/expedida/expedido/despachado/despachada]( C)|(encomenda |pedido |pacote )(foi )[entregue/postado/postada] H|(encomenda )[recolhido/recolhida/coletado/coletada] C|postado C|"
        "(paketet |ordern |varan |beställningen )(är |har )[skickat/skickad/skickats/avsänd]( C)|(paketet )[lämnat/inlämnat/överlämnat/lämnad/inlämnad] H|(paketet )[hämtat/hämtad/upphämtat/upphämtad] C|(pakken |ordren )(er )[afsendt/sendt] C|(pakken )(er )[afleveret/indleveret/overdraget] H|(pakken )[afhentet/hentet] C|"
        "(zásilka |objednávka |balík |zboží )(byla |byl |bylo )[odesláno/odeslána/odeslán/expedováno]( C)|(zásilka |objednávka |balík )(byla |byl |bylo )[předána/předán/předáno] H|(balík |zásilka )[vyzvednut/vyzvednuta/převzato] C|"
        "(sipariş |paket |ürün )C [gönderildi/yollandı/kargolandı/verildi/sevk edildi]|(sipariş |paket |ürün )[kargolandı/gönderildi/kargoya verildi]|(sipariş |paket |ürün )H [verildi/teslim edildi/teslim edilmiştir]"
    ),
    Kind.DELIVERED: (
        "(the )[customer/client/buyer] (has )[collected/picked up]( the order| order| the parcel| parcel| the goods| from the shop| from the store| in store| in person)|(order |parcel |goods )(was |has been )[collected/picked up]( in store| in shop| from shop| from store| in person) by (the )[customer/client/buyer]|(was )[collected/picked up] by (the )[customer/client] [in store/in person/from shop]|"
        "(order |parcel )(was |has been )delivered C|(order |parcel )delivered to [customer/neighbour/neighbor/the customer/a neighbour/the neighbour/front door/reception]|"
        "(der |die )[kunde/kundin] hat (die |das )(ware |bestellung |paket )abgeholt|(die |das )(ware |bestellung |paket )(wurde )vom kunden abgeholt|[vom kunden/von der kundin/von kundin/durch kunden] abgeholt|(paket |sendung )(wurde )(C )zugestellt|(die )zustellung (ist )(C )erfolgt|(paket |sendung |bestellung |ware )(wurde )[am schalter/am postschalter/in der filiale/an der packstation/im paketshop/im geschäft/im laden] abgeholt|(paket |sendung )(wurde )(beim |bei )[nachbarn/nachbar] [abgegeben/zugestellt]|"
        "[livré/livrée] [au client/à la cliente/au voisin/à la voisine/chez le voisin/au destinataire]|(colis |commande )(a été )[livré/livrée]( C)|(colis |commande )(a été )[livré/livrée] [au client/au voisin/au destinataire]|(colis |commande )(a été )[retiré/retirée/récupéré/récupérée] [par le client/par la cliente]( en magasin| en boutique)|(le |la )[client/cliente] a [récupéré/retiré] [sa commande/la commande/le colis/son colis]|"
        "(pedido |paquete )(ha sido |fue )[entregado/entregada] [al cliente/a la clienta/al vecino/a un vecino/en mano]|(pedido |paquete )[recogido/recogida/retirado] [por el cliente/por la clienta]( en tienda)|(el |la )[cliente/clienta] ha [recogido/retirado] [el pedido/el paquete/su pedido]|se ha entregado [el pedido/el paquete] al cliente|"
        "(pacco |ordine )[consegnato/consegnata] [al cliente/alla cliente/al vicino/al destinatario/a mano]|(pacco |ordine )[ritirato/ritirata] [dal cliente/dalla cliente]( in negozio)|(il |la )cliente ha ritirato [l'ordine/il pacco/la merce]|"
        "(bestelling |pakket )(is )[opgehaald/afgehaald] door (de )klant|(bestelling |pakket )door (de )klant [opgehaald/afgehaald]|(de )klant heeft (de )(bestelling |pakket |het pakket )[opgehaald/afgehaald]|(pakket |bestelling )[afgeleverd/bezorgd] [bij de buren/bij buren/bij klant/bij de klant]|"
        "(paczka |zamówienie |przesyłka )[odebrane/odebrano/odebrana] (osobiście )przez [klienta/klientkę]|[klient odebrał/klientka odebrała] [zamówienie/paczkę/towar/przesyłkę]( osobiście)|(paczka |przesyłka )[doręczono/dostarczono/doręczona/dostarczona] [klientowi/do klienta/sąsiadowi/do sąsiada]|odbiór osobisty [zrealizowany/zakończony]|"
        "(encomenda |pedido )(foi )[entregue] [ao cliente/à cliente/ao vizinho/em mãos]|(encomenda |pedido )(foi )[levantado/levantada/retirado/retirada] [pelo/pela] cliente( na loja)|(o |a )cliente [levantou/retirou] [a encomenda/o pedido]|"
        "(paketet |ordern )(är |har )[hämtad/hämtat/upphämtat/uthämtat/hämtats] av [kunden/kund]|(kunden |kund )har hämtat [paketet/ordern/varan/beställningen/ut paketet]|(paketet )(är |har )[levererat/levererad/levererats] till [kunden/kund/grannen]|(pakken )(er )[afhentet/hentet] af kunden|kunden har [afhentet/hentet] [pakken/ordren/varen]|(pakken )(er )leveret til kunden|"
        "(zásilka |objednávka |balík )[vyzvednuto/vyzvednuta/vyzvednut] zákazníkem|[zákazník vyzvedl/zákazník si vyzvedl/zákaznice vyzvedla] [objednávku/zásilku/balík/zboží]|(zásilka |balík )[doručeno/doručena/doručen] [zákazníkovi/sousedovi]|"
        "(sipariş |paket |ürün )müşteriye teslim edildi|müşteri (siparişi |paketi |ürünü )teslim aldı|(müşteri )mağazadan teslim [alındı/aldı]|komşuya teslim edildi"
    ),
    Kind.REFUNDED: (
        "money (was |has been )[refunded/returned to customer/sent back to customer/sent back to the customer/paid back to customer]|money back sent( to customer)( M)|(the )[customer/client/buyer/payment/money/card/order] (was |has been )(fully )refunded( M| in full)|(full |partial )refund (was |has been )[sent/issued/made/processed/given/paid]( M)( to customer)|refunded( in full| to customer| to the customer)( M)|refunded to M|refunded to (the |their |original )[account/payment method]|refunded M( in full)|M refunded|"
        "(das )(geld |betrag |der betrag |kaufpreis |zahlung |die zahlung )(wurde )(M )[erstattet/zurückerstattet/zurücküberwiesen/rückerstattet/zurückgezahlt]( M)|(kunde |kundin )(hat )(sein |das )geld (M )[zurückbekommen/zurückerhalten/zurück bekommen]|[rückerstattung/erstattung] angewiesen( M)|[rückerstattung/erstattung] M [angewiesen/veranlasst/durchgeführt/erfolgt/ausgeführt]|[rückerstattung/erstattung] (ist |wurde )(M )[durchgeführt/erfolgt/ausgeführt/veranlasst]|dem kunden (M )erstattet|"
        "(le |la )(client |cliente |commande |argent |l'argent |paiement |montant )(a été )(intégralement )[remboursé/remboursée]( M)|remboursement M [effectué/envoyé/fait]|remboursement (a été )[effectué/envoyé/fait]( M)|"
        "(el )(dinero |importe |pago |cliente )(ha sido |fue )[devuelto/reembolsado]( M| al cliente)|se [ha reembolsado/reembolsó] [el importe/el dinero/el pago]( al cliente)( M)|se ha devuelto [el importe/el dinero]( al cliente)( M)|[reembolsado/reembolsada] M|reembolso [enviado/realizado/hecho/efectuado/tramitado]( M)|reembolso M [enviado/realizado/hecho/efectuado]|dinero devuelto( al cliente)( M)|"
        "(i )[soldi restituiti/denaro restituito/importo rimborsato/importo restituito/pagamento rimborsato/cliente rimborsato/cliente rimborsata]( al cliente)( M)|[rimborsato/rimborsata] M|rimborso (è stato )[inviato/effettuato/eseguito/fatto/emesso]( M)|"
        "(het )[geld/bedrag/betaling] (is )[teruggestort/terugbetaald/teruggeboekt/terugbetaald aan klant/teruggestort aan klant]( M)|[terugbetaald/teruggestort] M|[terugbetaling/restitutie] (is )[gedaan/uitgevoerd/verricht/verstuurd]( M)|klant terugbetaald|"
        "[zwrócono pieniądze/pieniądze zwrócone/pieniądze zwrócono/zwrócono środki/środki zwrócone/zwrócono płatność/kwota zwrócona]( klientowi| na konto| na konto klienta| na kartę)( M)|zwrot [pieniędzy/środków/płatności] (na konto |klientowi |na konto klienta |na kartę )(M )[wysłany/wykonany/zrealizowany/zlecony/wysłano]|"
        "(o )[dinheiro devolvido/valor devolvido/valor reembolsado/valor estornado/pagamento estornado/cliente reembolsado]( ao cliente)( M| P)|[reembolsado/reembolsada/estornado] [P/M]|reembolso [enviado/efetuado/efectuado/realizado/feito]( M| P)|"
        "[pengarna återbetalda/pengarna tillbaka skickade/pengarna har återbetalats/beloppet återbetalat/pengarna återbetalade/kunden återbetald]( M| till kunden)|[återbetald/återbetalat/återbetalad/återbetalats] M|återbetalning (är )[gjord/genomförd/skickad/utförd]( M)|[pengene er tilbagebetalt/pengene er refunderet/beløbet er tilbagebetalt/beløbet er refunderet/kunden er refunderet]|[refunderet/tilbagebetalt] M|refundering [gennemført/foretaget]|"
        "[peníze vráceny/peníze byly vráceny/vráceny peníze/částka vrácena/platba vrácena/vrácena platba]( zákazníkovi)( M)|vráceno M|refundace [provedena/odeslána]|"
        "[para/ücret/tutar/ödeme] (müşteriye )(M )iade edildi|M iade edildi|para iadesi (M )yapıldı"
    ),
    Kind.CANCELLED: (
        "(the )[customer/client/buyer] (has )[cancelled/canceled]( the order| order| his order| her order| their order)( M| by phone| by telephone| by email| by e-mail| online)|(der |die )[kunde/kundin] hat (die |seine |ihre )(bestellung )(telefonisch |per mail |per e-mail |schriftlich )storniert|(die )(bestellung |auftrag )(wurde )auf [kundenwunsch/wunsch des kunden/wunsch der kundin] storniert|(die )(bestellung |auftrag )(wurde )storniert auf [kundenwunsch/wunsch des kunden]|stornierung [durch kunden/durch den kunden/durch kundin/durch die kundin/auf kundenwunsch]|[vom kunden/von der kundin/durch kunden/durch den kunden] storniert|(le |la )[client/cliente] a annulé( la commande| sa commande)|(commande )[annulé/annulée] par [le client/la cliente]|"
        "(el |la )[cliente/clienta] ha cancelado( el pedido| su pedido)|(el |la )[cliente/clienta] ha anulado( el pedido| su pedido)|(el |la )[cliente/clienta] [canceló/anuló]( el pedido| su pedido)|se ha cancelado el pedido|(de )klant annuleerde( de bestelling| de order)|(il |la )cliente ha annullato( l'ordine)|(de )klant heeft (de )(bestelling |order )geannuleerd|[klient anulował/klientka anulowała]( zamówienie)|(zamówienie )[anulowane/anulowano] przez [klienta/klientkę]|(o |a )cliente cancelou( a encomenda| o pedido)|"
        "(kunden |kund )har [avbeställt/annullerat]( ordern| beställningen)|(ordern )[avbeställd/annullerad] av [kunden/kund]|kunden har [annulleret/afbestilt]( ordren)|[zákazník zrušil/zákaznice zrušila]( objednávku)|(objednávka )[zrušeno/zrušena] zákazníkem|müşteri (siparişi )iptal etti|(sipariş )müşteri tarafından iptal edildi|[müşteri isteğiyle/müşteri isteği ile] iptal edildi"
    ),
    Kind.RETURNED: (
        "return [arrived/received/came back]( at warehouse| at the warehouse| in warehouse)|(parcel |goods |order |item |items )(was |were |has been |have been )returned by (the )customer|(parcel |goods |order |package )(was |has been )returned to sender|(die |das )[ware/paket/sendung/bestellung] (ist |kam )[zurückgekommen/zurück gekommen]|[ware/paket/sendung] (ist )zurück|retoure [eingetroffen/eingegangen/angekommen/da]|"
        "(le )colis [retourné/renvoyé/revenu] [à l'expéditeur/à l’expéditeur]|retour du colis reçu|colis retour reçu|(el )paquete devuelto al remitente|(il )pacco [tornato/restituito] al mittente|(het )pakket retour [ontvangen/gekomen/afzender]|retour ontvangen|(paczka |przesyłka )[wróciła/zwrócona] do nadawcy|(encomenda |pacote )[devolvida/devolvido] ao remetente|"
        "(paketet )i retur mottaget|paketet returnerat till avsändaren|(zásilka |balík )[vrácena/vrácen] odesílateli|(paket )göndericiye iade edildi"
    ),
}
"""Sentences of languages that put spaces between words."""

UNSPACED: Mapping[Kind, str] = {
    Kind.PAID: "M[支払い済み/支払済み/支払済/支払い完了/お支払い済み/決済完了/決済済み/入金確認/入金確認済み/入金済み/入金/お支払いいただきました]|[入金確認済み/入金確認済/入金確認完了/入金済み/入金済/入金確認しました/入金を確認しました/入金を確認いたしました/入金確認いたしました/ご入金確認済み/ご入金を確認しました/ご入金を確認いたしました]|(お)支払いを確認しました|(お)支払いを確認いたしました|(お)支払い確認済み|(お)支払い完了|(お)支払い済み|代金を[受領/受け取り]しました|代金を受領済み|決済完了|決済が完了しました|決済済み|お客様が支払いました",
    Kind.SHIPPED: "(C)(商品を|荷物を|ご注文の商品を)(C)[発送しました/発送いたしました/発送済み/発送済/発送完了/出荷しました/出荷いたしました/出荷済み/出荷完了/発送/出荷]|[商品/荷物]を発送|(商品を|荷物を)[配送業者/運送会社/宅配業者]に[引き渡しました/引渡し済み/引き渡し済み/渡しました]",
    Kind.DELIVERED: "お客様が(商品を|荷物を)[受け取りました/受取りました/受け取り済み]|(C)配達完了|(C)配達しました|(C)配達済み|お届け済み|お届けしました|お届け完了|店頭で(お)渡ししました|店頭にてお渡し済み|[店頭受取済み/店頭受け取り済み/店舗受取済み]|お客様にお渡ししました",
    Kind.REFUNDED: "(M)(代金を|お客様に|全額|全額を|一部)[返金しました/返金いたしました/返金済み/返金済/返金完了/返金処理完了/返金処理済み/返金処理しました/返金処理を完了しました]|返金手続き完了",
    Kind.CANCELLED: "お客様が(注文を|ご注文を)キャンセルしました|お客様都合(により|による|で)キャンセル|お客様都合キャンセル|お客様の都合によりキャンセル(しました)|(ご)注文をキャンセルしました|注文キャンセル済み",
    Kind.RETURNED: "(返品を|返品商品を)[受け取りました/受領しました]|返品[受領済み/受取済み/到着]|返品が届きました|返品を確認しました",
}
"""Sentences of languages that put none."""

_CARD = r"(?:(?:the|their|his|her)\s+)?(?:credit |debit |bank |visa |gift )?card|visa|mastercard|amex|american express|maestro"
MEANS = (
    r"(?:(?:by|with|via|in|using|through|per|mit|durch|in|über|par|en|avec|con|por|mediante|vía|tramite|met|med|przez|przes|přes|v|com|pelo|pela)\s+)?"
    rf"(?:{_CARD}|paypal|pay pal|stripe|klarna|venmo|zelle|cash app|interac(?: e-?transfer)?|virement interac|e-?transfer|eftpos|payid|payconiq|vipps|ideal|sofort|sofortüberweisung|giropay|apple pay|google pay|amazon pay|swish|mobilepay|blik|przelewy\d\d|payu|bizum|bancontact|twint|sumup|worldpay|sepa|"
    r"(?:bank |wire )?transfer|bacs|cash(?: on (?:collection|delivery|pickup))?|cheque|(?<=by )check|over the phone|on the phone|cod|direct debit|"
    r"eps(?:-überweisung)?|kreditkarte|ec-?karte|girokarte|debitkarte|karte|banküberweisung|überweisung|vorkasse|lastschrift|nachnahme|bar|scheck|"
    r"carte(?: bancaire| bleue| de crédit)?|cb|virement(?: bancaire)?|chèque|espèces|"
    r"tarjeta(?: de crédito| de débito)?|transferencia(?: bancaria)?|efectivo|contra reembolso|"
    r"carta(?: di credito)?|bonifico(?: bancario)?|contanti|contrassegno|assegno|"
    r"bankoverboeking|overboeking|bankoverschrijving|pin|pinpas|contant|creditcard|overschrijving|"
    r"kartą(?: kredytową| płatniczą)?|przelewem(?: bankowym)?|gotówką|za pobraniem|"
    r"kort|bankkort|kreditkort|banköverföring|autogiro|kontant|kontanter|bankoverførsel|"
    r"kartou|(?:bankovním )?převodem|hotově|hotovosti|dobírkou|"
    r"(?:kredi |banka )?(?:kartı|kartıyla)|havale|havaleyle|eft|nakit|kapıda ödeme)(?:\s+ile|['’]?(?:ile|em|om))?(?:\s+(?:over the phone|online|in store|in shop|en ligne))?"
)
"""A means of payment, with the word before it."""

PORTUGUESE_MEANS = r"(?:(?:com|por|via|em|no|pelo)\s+)?(?:cartão(?: de crédito| de débito)?|transferência(?: bancária)?|mbway|mb way|multibanco|pix|boleto(?: bancário)?|numerário)|em dinheiro"
"""One in words that no other language has."""

_NAMES = (
    r"(?:dhl(?: express| paket| ecommerce)?|ups(?: ground| express| standard)?|fedex(?: ground| express)?|usps(?: priority(?: mail)?| first class)?|tnt|dpd(?: local)?|gls|hermes|evri|yodel|parcelforce|amazon logistics|"
    r"royal mail|an post|postes canada|purolator|estafeta|startrack|sendle|deutsche post|(?:österreichische )?post ag|österreichische post|la poste|colissimo|chronopost|mondial relay|relais colis|colis privé|correos(?: express)?|seur|mrw|nacex|ctt(?: expresso)?|correios|sedex|jadlog|"
    r"poste italiane|brt|bartolini|sda|postnl|bpost|homerr|inpost|paczkomat|poczta polska|postnord|budbee|schenker|instabox|ppl|zásilkovna|zásilkovnu|zásilkovnou|česká pošta|geis|inpostem|"
    r"yurtiçi(?: kargo)?|aras(?: kargo)?|mng(?: kargo)?|sürat(?: kargo)?|ptt(?: kargo)?|canada post|australia post|swiss post)"
)
_CLASS = r"(?:\d(?:st|nd)|first|second)[ -]class(?: post| mail| signed for| recorded)?|tracked(?: ?\d\d)|special delivery|recorded delivery"
_WITH = r"(?:with|via|by|by the|per|mit|durch|von|vom|par|par le|con|por|por el|por la|pelo|pelos|pela|tramite|dal|door|door de|przez|přes|met|med|av|af|com|mediante|als|como|en)"
CARRIER = (
    rf"(?:(?:{_WITH}\s+)?(?:the )?(?P<carrier>{_NAMES}(?:\s+(?:{_CLASS}|express|next day|international|untracked|driver))?)(?:['’-]?em|\s+(?:ile|aracılığıyla))?"
    rf"|(?:{_WITH}\s+)?(?:{_CLASS})"
    rf"|{_WITH}\s+(?:registered (?:post|mail)|post|(?:courier|carrier)(?: driver)?|kurier|kurierdienst|paketdienst|spedition|spediteur|einschreiben|transporteur|coursier|lettre suivie|transportista|mensajería|mensajero|correo certificado|"
    r"corriere|raccomandata|koerier|vervoerder|kuriera|przewoźnika|transportadora|correio|fraktbolaget|bud|rekommenderat|fragtmand|fragtmanden)"
    r"|kurierem(?: (?:dpd|dhl|inpost|ups|gls|fedex))?|pocztą(?: polską)?|paczkomatem|orlen paczką|listem poleconym|kurýrem|(?:českou )?poštou|kargo ile|kurye ile)"
)
"""A carrier by which something goes or by which it is collected, with the word before it."""

HANDED = (
    rf"(?:(?:to|at|an|bei|beim|zur|au|aux|à|a|al|alla|aan|bij|na|w|do|ao|aos|nos|no|på|till|til|chez|en)\s+(?:(?:the|den|die|der|la|de)\s+)?"
    rf"(?:{_NAMES}|courier|carrier|post office|kurier|post|spedition|paketdienst|versanddienstleister|postfiliale|transporteur|coursier|bureau de poste|transportista|mensajero|oficina de correos|"
    r"corriere|koerier|vervoerder|poczcie|transportadora|correio|fraktbolaget|ombud|fragtmand|fragtmanden|posthuset)"
    rf"|(?:der post|dem (?:kurier|paketdienst|spediteur|zusteller))|kurierowi|przewoźnikowi|dopravci|kurýrovi|české poště|na poště|kargoya|kuryeye|{_NAMES}['’](?:y[ae]|a|e))"
)
"""A carrier to which something is handed, with the word before it."""

UNSPACED_MEANS = r"(?:クレジットカード|カード|銀行振込|銀行振り込み|振込|paypal|ペイペイ|paypay|代引き|代金引換|コンビニ払い|コンビニ|現金|line ?pay|楽天ペイ|amazon ?pay)(?:で|にて|による|の)?"
UNSPACED_CARRIER = r"(?P<carrier>ヤマト運輸|クロネコヤマト|ヤマト|佐川急便|佐川|日本郵便|ゆうパック|ゆうメール|レターパック|福山通運|西濃運輸|宅急便|ネコポス|dhl|fedex|ups)(?:で|にて|により)"

DAYS = (
    r"today|this (?:morning|afternoon)|yesterday|heute(?: morgen| früh| vormittag| nachmittag)?|gestern|aujourd['’]hui|ce (?:jour|matin)|cet après-midi|hier|hoy|ayer|esta (?:mañana|tarde)|oggi|stamattina|ieri|vandaag|vanmorgen|vanmiddag|gisteren|"
    r"dzisiaj|dziś|wczoraj|hoje|ontem|idag|i dag|i går|igår|dnes|včera|bugün|dün|"
    r"(?:(?:on(?: the)?|am|vom|le|el|il|op|dnia|em|den|dne|at)\s+)?(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.)(?:\s+\d{1,2}:\d\d)?"
)
UNSPACED_DAYS = r"(?:本日|昨日|今日|\d{1,2}月\d{1,2}日|\d{1,2}/\d{1,2}|\d{4}年\d{1,2}月\d{1,2}日)(?:に|、)?"

NOUNS = frozenset(
    "pago|paga|remboursement|erstattung|rückerstattung|teilerstattung|teilrückerstattung|rimborso|reembolso|estorno|"
    "terugbetaling|återbetalning|refundering|tilbagebetaling|visszatérítés|rambursare|iadesi|zwrot|retour|retoure|"
    "teilretoure|rücksendung|reso|retur|visszáru|storno|sztornó|iptal|expired|partial|teilzahlung|partiel|teilversand|"
    "zahlungseingang|place|pay|send|partielle".split("|")
)
"""Words in the names of statuses that, beside a means of payment or a day, may be an instruction or a heading."""

PEOPLE = frozenset(
    "customer|client|buyer|kunde|kundin|cliente|clienta|klant|klient|klientka|kunden|kund|zákazník|zákaznice|müşteri".split(
        "|"
    )
)
"""Customers: an amount that they paid need not be the order's."""

THINGS = PEOPLE | frozenset(
    "order parcel package items item goods bestellung paket sendung ware päckchen artikel commande colis marchandise "
    "pedido paquete encomenda mercancía ordine pacco merce bestelling pakket paczka paczkę przesyłka przesyłkę zamówienie "
    "towar paketet ordern varan beställningen pakken ordren zásilka objednávka balík zboží sipariş ürün payment transfer "
    "delivery factura facture rechnung faktura fakturan charge card account method store shop warehouse zahlung paiement "
    "pagamento pago betaling betalning platba płatność ödeme money geld".split()
)
"""Words of which every other message has one: they do not show that one says what happened."""

LISTS = (
    sorted(PHRASES.items()), sorted(UNSPACED.items()), sorted(NOUNS), sorted(PEOPLE), MEANS, PORTUGUESE_MEANS, CARRIER, HANDED, DAYS,
    UNSPACED_MEANS, UNSPACED_CARRIER, UNSPACED_DAYS,
)  # fmt: skip
"""All of it, of which the version of the classifier depends."""
