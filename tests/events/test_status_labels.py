# ruff: noqa: E501 RUF001
"""The names of statuses that shop systems write, in the languages of their translations."""

from __future__ import annotations

from collections import Counter

import pytest

from events.meaning.classify import classify_text
from events.meaning.kind_groups import COUNTED
from events.meaning.status_labels import LABELS
from events.vocabulary.kinds import Kind

NAMES = {
    Kind.PLACED: "Nowe zamówienie|Zamówienie przyjęte|Commande validée|Bestellung erhalten|Nuovo ordine|"
    "Pedido recibido|Encomenda recebida|Nieuwe bestelling|Order mottagen|Ny ordre|Nová objednávka|Új rendelés|"
    "Comandă nouă|Yeni sipariş",
    Kind.AWAITING: "Oczekuje na wpłatę|Oczekiwanie płatności czekiem|Wartet auf Zahlung|"
    "In attesa di pagamento con assegno|Pago por transferencia bancaria pendiente|Wachten op betaling|"
    "Inväntar betalning|Čeká na platbu|Fizetésre vár|Plată în așteptare|Plată în aşteptare|Ödeme bekleniyor",
    Kind.PAID: "En attente de réapprovisionnement (payé)|On backorder (paid)|Vollständig bezahlt|"
    "Pagamento completato|Pago realizado|Pagamento aprovado|Betaling geaccepteerd|Betalning mottagen|"
    "Platba přijata|Fizetve|Plată acceptată|Ödeme alındı",
    Kind.REFUNDED: "Zwrot środków|Zwrot pieniędzy|Zwrócono płatność|Zwrot kosztów|Remboursement partiel|"
    "Remboursé partiellement|Zahlung erstattet|Rimborso|Reembolso|Estornado|Terugbetaling|Återbetalad|"
    "Delvist refunderet|Refundováno|Visszatérítve|Rambursată|Para iadesi",
    Kind.PREPARING: "Gotowe do wysyłki|Spakowane|Prête|Zur Lieferung bereit|In elaborazione|Preparando|"
    "Preparação em andamento|Wordt momenteel voorbereid|Bearbetas|Klar til afsendelse|Zpracovává se|"
    "Feldolgozás alatt|În procesare|HAZIRLANIYOR|Hazırlanıyor",
    Kind.SHIPPED: "Nadane|Przekazane kurierowi|W doręczeniu|En cours d’acheminement|In Zustellung|"
    "Consegna in corso|En reparto|Saiu para entrega|Onderweg|Under leverans|Undervejs|Odesláno|"
    "Kiszállítás alatt|Expediată|Kargoya Verildi",
    Kind.DELIVERED: "Doręczone|Odebrane|Retirée en magasin|Erfolgreich zugestellt|Ritirato in negozio|Entregada|"
    "Utlämnad|Udleveret|Doručeno|Kézbesítve|Livrată|TESLİM EDİLDİ",
    Kind.RETURNED: "Retour|Retournée|Retoure|Teilretoure|Devuelta|Returnerad|Visszaküldve|Returnată",
    Kind.COMPLETED: "Erledigt|Finalizado|Afgehandeld|Avslutad|Færdigbehandlet|Vyřízeno|Teljesítve|Finalizată|"
    "Tamamlandı",
    Kind.CANCELLED: "Storno|Anulado|Makulerad|Afbestilt|Zrušeno|Törölve|Anulată|İptal edildi|IPTAL EDILDI",
    Kind.HELD: "Do wyjaśnienia|En pause|Klärung notwendig|In verifica|Suspendido|På hold|Pozastaveno|Beklemede",
    Kind.DISPUTED: "Litige|Rückbuchung|Contracargo|Em disputa",
    Kind.FAILED: "Pagamento recusado|Betaling mislukt|Platba selhala|Sikertelen fizetés|Ödeme başarısız",
    Kind.STOCK: "Brak towaru|Rupture de stock|Nicht lieferbar|Agotado|Sem estoque|Slut i lager|Stokta yok",
}


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, one) for kind, row in NAMES.items() for one in row.split("|")]
)
def test_the_usual_status_of_a_shop_in_any_language_is_understood(kind: Kind, name: str) -> None:
    assert classify_text(name).display_kind is kind
    assert classify_text(f"Status: {name}").display_kind is kind


@pytest.mark.parametrize(
    ("name", "kind", "is_partial"),
    [
        ("Komplett versendet", Kind.SHIPPED, False),
        ("Teillieferung versendet", Kind.SHIPPED, True),
        ("Warenausgang gebucht", Kind.SHIPPED, False),
        ("Teilgutschrift", Kind.REFUNDED, True),
        ("Auftrag angelegt", Kind.PLACED, False),
        ("Rückzahlung veranlasst", Kind.REFUNDED, False),
        ("Rechnung bezahlt", Kind.PAID, False),
        ("Abgeholt", Kind.DELIVERED, False),
        ("Avoir émis", Kind.REFUNDED, False),
        ("Entièrement expédiée", Kind.SHIPPED, False),
        ("Deels verzonden", Kind.SHIPPED, True),
        ("Częściowo wysłane", Kind.SHIPPED, True),
        ("Złożone", Kind.PLACED, False),
        ("Parcialmente enviado", Kind.SHIPPED, True),
        ("Delvist refunderet", Kind.REFUNDED, True),
        ("Osittain hyvitetty", Kind.REFUNDED, True),
        ("Částečně odesláno", Kind.SHIPPED, True),
        ("Részben kifizetve", Kind.PAID, True),
        # Sentences, where the name of a status stands:
        ("Wurde heute versandt", Kind.SHIPPED, False),
        ("Kaufpreis zurückerstattet", Kind.REFUNDED, False),
        ("Colis remis au transporteur", Kind.SHIPPED, False),
        ("Von DHL abgeholt", Kind.SHIPPED, False),
    ],
)
def test_a_thing_or_how_much_of_it_and_what_became_of_it_is_a_status(
    name: str, kind: Kind, is_partial: bool
) -> None:
    for text in (name, f"Status: {name}"):
        found = classify_text(text)
        assert (found.display_kind, found.is_partial) == (kind, is_partial)


@pytest.mark.parametrize(
    "name",
    [
        "Wird versandt", "Ware wird morgen verschickt", "Ware noch nicht verschickt", "Rechnung nicht bezahlt",
        "Versand vorbereitet", "Rückzahlung offen", "Zahlung wird geprüft", "Colis pas encore expédié",
        "Zamówienie niewysłane", "Wordt verzonden", "Nog niet verzonden", "Pedido no enviado", "Bestellbestätigung versendet",
    ],
)  # fmt: skip
def test_what_is_planned_denied_or_sent_by_mail_is_no_status_of_that_kind(name: str) -> None:
    for text in (name, f"Status: {name}"):
        assert classify_text(text).display_kind not in (Kind.SHIPPED, Kind.PAID, Kind.REFUNDED)


@pytest.mark.parametrize(
    "name",
    ["Zwrot częściowy", "Avoir", "Colis déposé", "Non livré", "Collected", "Devolución", "Vráceno"],
)
def test_a_word_that_can_mean_two_things_is_no_step(name: str) -> None:
    assert classify_text(name).display_kind in (Kind.LEGACY, Kind.STATUS)


def test_each_name_means_one_kind_and_is_written_in_small_letters() -> None:
    names = [name for row in LABELS.values() for name in row.split("|")]
    assert [name for name, times in Counter(names).items() if times > 1] == []
    assert [name for name in names if name != name.lower() or name != name.strip() or not name] == []


@pytest.mark.parametrize(
    ("message", "kind", "detail"),
    [
        ("Remboursement de la commande 20,00 €", Kind.REFUNDED, "20,00 €"),
        ("Remboursement de la commande n° 1001 : 20,00 €", Kind.REFUNDED, "20,00 €"),
        ("Zwrot środków 120,00 zł", Kind.REFUNDED, "120,00 zł"),
        ("Rimborso dell'ordine 20,00 €", Kind.REFUNDED, "20,00 €"),
        ("Paiement Stripe terminé (ID de charge : ch_123)", Kind.PAID, "ch_123"),
        ("Stripe-Zahlung abgeschlossen (Charge-ID: ch_123)", Kind.PAID, "ch_123"),
        ("Pagamento PayPal completato", Kind.PAID, ""),
        ("Colis remis à La Poste", Kind.SHIPPED, ""),
        ("Colis remis à Colissimo, suivi 6A12345678901", Kind.SHIPPED, "6A12345678901"),
        ("Expédié par Colissimo, numéro de suivi 6A12345678901", Kind.SHIPPED, "6A12345678901"),
        ("Wysłano kurierem InPost, numer przesyłki 620001234567890", Kind.SHIPPED, "620001234567890"),
        ("Przekazane kurierowi DPD", Kind.SHIPPED, ""),
        ("Paket wurde an DHL übergeben", Kind.SHIPPED, ""),
        ("Colis remis au client", Kind.LEGACY, ""),
        ("Remboursement de la commande 1001 : 20,00 €", Kind.REFUNDED, "20,00 €"),
        ("Remboursement de la commande 1 020,00 €", Kind.REFUNDED, "1 020,00 €"),
        ("Zwrot za zamówienie 120 zł", Kind.REFUNDED, "120 zł"),
        ("Remboursement de la commande 1001", Kind.LEGACY, ""),
        ("Reembolso del pedido 1001", Kind.LEGACY, ""),
        ("Terugbetaling van bestelling 1001", Kind.LEGACY, ""),
        ("Zwrot za zamówienie 1001", Kind.LEGACY, ""),
        ("Keine Zahlung erhalten", Kind.LEGACY, ""),
        ("Geen betaling ontvangen", Kind.LEGACY, ""),
        ("Sobald Zahlung eingegangen, versenden", Kind.LEGACY, ""),
        ("Paiement jamais reçu", Kind.LEGACY, ""),
        ("Pago nunca recibido", Kind.LEGACY, ""),
        ("Pagamento mai ricevuto", Kind.LEGACY, ""),
        ("Platba nebyla přijata", Kind.LEGACY, ""),
        ("Pago por Stripe no completado", Kind.LEGACY, ""),
        ("Remboursement de la commande demandé 20,00 €", Kind.LEGACY, ""),
    ],
)
def test_sentences_of_gateways_and_carriers_are_understood(message: str, kind: Kind, detail: str) -> None:
    found = classify_text(message)
    assert found.kind is kind
    assert not detail or detail in (found.money, found.transaction, found.tracking)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(("order.paid", Kind.PAID), ("payment_intent.succeeded", Kind.PAID), ("orders/paid", Kind.PAID)),
        *(("orders/fulfilled", Kind.SHIPPED), ("shipment_delivered", Kind.DELIVERED)),
        *(("charge.refunded", Kind.REFUNDED), ("refund.succeeded", Kind.REFUNDED)),
        *(("order.cancelled", Kind.CANCELLED), ("charge.dispute.created", Kind.DISPUTED)),
        *(
            ("order.created", Kind.PLACED),
            ("payment.failed", Kind.FAILED),
            ("order_completed", Kind.COMPLETED),
        ),
        *(("order.updated", Kind.LEGACY), ("order.not_paid", Kind.LEGACY), ("www.order.paid", Kind.LEGACY)),
        *(("refund.created", Kind.LEGACY), ("order.paid.late", Kind.LEGACY)),
    ],
)
def test_events_are_known_by_the_names_that_webhooks_give_them(name: str, kind: Kind) -> None:
    """A refund that was created may still fail."""
    assert classify_text(name).display_kind is kind
    assert classify_text(f"{name} (24.00 EUR)").money == ("24.00 EUR" if kind in COUNTED else "")
