"""The names that shops give to the columns of their exports, in the languages that they write in."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

NAMES = {
    "date": (
        "date created created_at createdat created_on date_created date_added date_add datetime "
        "timestamp time occurred_at happened_at event_time event_date changed_at changed_on written "
        "when datum erstellt erstellt_am zeitpunkt zeitstempel zeit angelegt_am fecha fecha_creacion "
        "data data_criacao data_hora date_creation creee_le horodatage data_utworzenia data_dodania "
        "utworzono data_creazione creato_il tijdstip aangemaakt_op skapad oprettet opprettet dato "
        "vytvoreno letrehozva tarih ts logged_at posted posted_at posted_on entered_at entered_on "
        "logged logged_on recorded_at added_at added_on sent_at received_at erfasst_am eingetragen_am "
        "gebucht_am дата дата_создания создан создано 日時 日付 登録日 作成日 作成日時 受注日 受注日時 "
        "注文日 注文日時 日期 时间 時間 创建时间 paivamaara pvm ημερομηνια kuupaev datums ngay "
        "ngay_tao tanggal "
        "날짜 일시 등록일 주문일 التاريخ תאריך تاریخ วันที่"
    ),
    "order": (
        "order order_id orderid amazon_order_id order_no orderno order_nr ordernr order_num order_number "
        "ordernumber "
        "order_ref order_reference order_name increment_id reference case_id case case_concept_name "
        "po po_no po_number sales_order so_number bestellnummer bestellung bestell_nr bestellnr "
        "auftragsnummer auftrag auftrags_nr auftragsnr auftrags_id auftragsid auftrag_id bestell_id "
        "bestellid bestellung_id bestell_no aufnr commande numero_commande n_commande "
        "no_commande pedido numero_pedido n_pedido numero_do_pedido numer_zamowienia nr_zamowienia "
        "zamowienie ordine numero_ordine n_ordine bestelnummer bestelnr bestelling ordernummer "
        "ordrenummer ordrenr ordre orden "
        "numero_de_orden numero_orden nro_orden numero_de_pedido "
        "cislo_objednavky c_objednavky c_obj objednavka rendelesszam rendeles "
        "comanda numar_comanda siparis siparis_no orders_id orders pedido_id commande_id заказ "
        "номер_заказа no_заказа id_заказа замовлення no_замовлення "
        "注文番号 注文id 受注番号 受注id 注文 订单号 "
        "订单号码 订单编号 订单id 訂單編號 訂單號碼 "
        "tilausnumero tilaus αριθμος_παραγγελιας παραγγελια nr_comanda numarul_comenzii "
        "siparis_numarasi broj_narudzbe "
        "stevilka_narocila номер_на_поръчка uzsakymo_numeris pasutijuma_numurs tellimuse_number ma_don_hang "
        "nomor_pesanan no_pesanan tilausnro docnum 주문번호 رقم_الطلب מספר_הזמנה شماره_سفارش เลขที่คำสั่งซื้อ "
        "bestallningsnummer bestallning bestillingsnummer bestilling rendeles_szama megrendeles "
        "megrendeles_szama encomenda numero_da_encomenda n_da_encomenda n_o_da_encomenda tilauksen_numero"
    ),
    "customer": (
        "customer customer_email customeremail customer_id email e_mail buyer buyer_email client "
        "client_email billing_email contact customer_name requester requester_email kunde kunden_email "
        "kundennummer kunden_nr kundenname mail cliente klient courriel klant kund zakaznik vevo "
        "nabywca kupujacy acheteur comprador acquirente musteri correo correo_electronico клиент "
        "покупатель メールアドレス 顧客 顧客名 お客様 お客様名 客户 邮箱 "
        "e_post epost e_postadress e_posta eposta e_mailadres e_mailadresse sahkoposti "
        "asiakas asiakkaan_sahkoposti ugyfel adres_e_mail indirizzo_email"
    ),
    "author": (
        "author author_id reporter submitter opened_by raised_by melder user username user_name user_email "
        "user_login login created_by changed_by added_by "
        "entered_by posted_by logged_by recorded_by written_by agent staff employee operator admin "
        "admin_user by who writer clerk initials salesperson resource org_resource assignee actor "
        "rep_name sales_rep representative handler consultant advisor cashier csr "
        "performed_by updated_by uname taken_by handled_by made_by done_by edited_by modified_by noted_by "
        "served_by processed_by authored_by call_taken_by note_by comment_by aufgenommen_von bearbeitet_von "
        "notiert_von eingetragen_von gebucht_von geandert_von geaendert_von "
        "ausgelost_durch ausgeloest_durch ausgelost_von bearbeitet_durch geandert_durch erfasst_durch "
        "erstellt_durch veranlasst_durch durchgefuhrt_von kurzel mitarbeiterkurzel zmienil zmienila "
        "zmienione_przez dodane_przez modifie_par modificado_por modificato_da aggiornato_da "
        "gewijzigd_door fait_par traite_par note_par pris_par "
        "hecho_por tomado_por registrado_por anotado_por gedaan_door genoteerd_door ingevoerd_door "
        "inserito_da registrato_da wpisal przyjal "
        "agent_id staff_id employee_id admin_id operator_id "
        "benutzer bearbeiter mitarbeiter ersteller verfasser "
        "sachbearbeiter erstellt_von erfasst_von angelegt_von wer utilisateur auteur employe cree_par "
        "saisi_par qui usuario autor empleado responsable responsavel atendente "
        "vendedor bediener atendido_por creado_por criado_por utente "
        "operatore creato_da gebruiker medewerker aangemaakt_door uzytkownik pracownik dodal dodala "
        "utworzyl anvandare handlaggare skapad_av bruger uzivatel zapsal zamestnanec felhasznalo "
        "kullanici utilizador менеджер автор сотрудник пользователь оператор "
        "担当者 担当者名 担当者コード 担当 作成者 "
        "кто_изменил створив 対応者 客服 經手人 "
        "记录人 操作员 操作人 操作者 用户 作者 经办人 작성자 사용자 담당자 "
        "المستخدم الموظف کاربر משתמש עובד "
        "χρηστης συντακτης υπαλληλος nguoi_dung nhan_vien pengguna petugas karyawan kayttaja tyontekija "
        "utilizator angajat funcionario korisnik uporabnik kasutaja lietotajs vartotojas naudotojas personel "
        "потребител служител користувач співробітник ผู้ใช้ พนักงาน "
        "autore forfattare forfatter oprettet_af opprettet_av sagsbehandler saksbehandler szerzo ugyintezo "
        "tekija kirjoittaja kasittelija מחבר nguoi_tao ผู้เขียน autorius autors avtor yazar penulis الكاتب "
        "medarbetare medarbejder ansatt responsavel dipendente impiegato munkatars calisan gorevli zodpovedny"
    ),
    "message": (
        "message comment comments note notes text content body description remark remarks details event "
        "activity action concept_name public_comments memo entry summary subject nachricht kommentar "
        "bemerkung bemerkungen notiz anmerkung hinweis vermerk beschreibung betreff inhalt commentaire "
        "commentaires remarque texte mensaje comentario comentarios nota notas observacion observaciones "
        "observacoes descripcion descricao concepto tresc uwagi komentarz notatka opis wiadomosc "
        "opmerking opmerkingen bericht notitie messaggio commento note_ordine annotazione annotazioni "
        "descrizione meddelande besked kommentti anteckning poznamka poznamky zprava popis megjegyzes "
        "uzenet leiras observatii aciklama msg комментарий комментарии сообщение заметка примечание "
        "текст описание 備考 メモ コメント 内容 本文 备注 留言 備註 "
        "observacao bemaerkning bemaerkninger mesaj not notlar viesti huomautus σχολιο σχολια "
        "μηνυμα napomena opomba "
        "забележка коментар коментарі примітка pastaba komentaras piezime markus ghi_chu catatan "
        "메모 내용 비고 "
        "ملاحظة ملاحظات تعليق הערה הערות یادداشت หมายเหตุ "
        "yorum comentariu comentarii comentari komentar kommentaar "
        "merknad notat uwaga"
    ),
    "kind": (
        "status state type kind status_code new_status event_type etat estado statut "
        "stato stav allapot situacao zustand bestellstatus auftragsstatus durum tilstand статус "
        "состояние ステータス 状態 状态 tila stare starea allapota durumu orderstatus ordrestatus "
        "bestelstatus bestallningsstatus"
    ),
    "legacy_id": (
        "id entity_id history_id note_id comment_id event_id log_id row_id record_id uid uuid pk lfd_nr "
        "ticket_id ticketnummer ticket_number ticket ticket_no ticket_nr"
    ),
    "time": (
        "time zeit uhrzeit heure hora ora tid tijd godzina cas ido saat klokke klockslag klokkeslett "
        "uzeit время 時刻 時間 时间"
    ),
}
"""Names of columns by what they hold. `time` is no role of its own: a column of clock times completes the
date that stands beside it."""

WHOLE_NAMES = {
    "date": frozenset(
        "at on t ts dt stamp tstamp when_ date_ time_ timestamp_ moment day day_time entered recorded added "
        "am um vom wann erfasst eingetragen gebucht angelegt notiert le quand saisi el cuando registrado "
        "anotado il quando inserito em dne kdy dnia kiedy wpisano dodano op wanneer genoteerd ingevoerd den "
        "nar hvornar pa kdaj mikor cand zaman ne_zaman когда от".split()
    ),
    "author": frozenset(
        "von par por door da av af od przez kto wer quien quem chi wie kdo ki vem hvem кем кто rep "
        "bearb sachb mitarb "
        "staff_member member_of_staff team_member crew_member shop_assistant sales_assistant sales_clerk "
        "staff_name employee_name operator_name sales_agent support_agent customer_service_agent "
        "service_agent vendeur vendeuse sachbearbeiterin gestionnaire conseiller conseillere operateur "
        "operatrice collaborateur collaboratrice pris_en_charge_par gere_par verkaufer verkauferin "
        "bearbeiterin berater mitarbeiterin mitarbeitername betreut_von bedient_von agente gestor "
        "vendedora operador operadora encargado encargada gestionado_por tramitado_por addetto incaricato "
        "commesso commessa venditore gestito_da responsabile verkoper verkoopster verkoopmedewerker "
        "behandeld_door behandelaar verwerkt_door afgehandeld_door sprzedawca sprzedawczyni obslugujacy "
        "obsluzyl obsluzyla obslugiwal konsultant konsultantka wprowadzil wprowadzila saljare hanterad_av "
        "behandlad_av hanterades_av expedit saelger ekspedient behandlet_af handteret_af selger "
        "behandlet_av handtert_av myyja hoitaja prodejce prodavac vyrizuje vyridil vyridila zpracoval "
        "zpracovala operator referent predajca predavac vybavuje vybavil spracoval elado kezelo "
        "feldolgozta vanzator operator_vanzari gestionat_de procesat_de agent_vanzari продавец "
        "ответственный обработал обработала продавець відповідальний обробив продавач обработен_от "
        "обработил πωλητής χειριστής satici satis_temsilcisi temsilci musteri_temsilcisi islemi_yapan "
        "djelatnik zaposlenik obradio prodajalec obdelal zaposleni muuja tootaja klienditeenindaja "
        "pardavejas darbuotojas vadybininkas pardevejs darbinieks operators colaborador colaboradora "
        "tratado_por processado_por 販売員 スタッフ スタッフ名 販売担当 "
        "员工 客服人员 销售员 직원 판매자 상담원 מוכר נציג nguoi_xu_ly "
        "nguoi_ban staf penjual kasir balie_medewerker "
        "owner".split()
    ),
}
"""Names that say what a column holds where they are the whole name, and nothing within another."""

_GOODS = (
    "sku ean upc barcode item product article name title qty quantity price cost total subtotal tax vat "
    "amount sum shipping discount currency payment method invoice number no code category brand stock "
    "shelf warehouse location weight size colour color unit units supplier vendor first_name last_name "
    "firstname lastname phone address street city zip postcode country shop store language tracking "
    "carrier artikel artikelnummer menge anzahl preis betrag summe lager bestand bezeichnung waehrung "
    "produit quantite prix montant producto cantidad precio importe produto quantidade preco prodotto "
    "quantita prezzo produkt ilosc cena kwota aantal prijs bedrag vorname nachname strasse ort nom "
    "prenom ville nombre apellido nome naam naziv"
)
"""Names of columns of other tables than a history: goods, amounts and people."""

_JOINED = re.compile(r"^[a-z]+(?:_[a-z\d]+)+$|^[a-z]+(?:[A-Z][a-z]+)+$")
_BOUNDARY = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[\u3040-\u9fff\uac00-\ud7a3])(?=[A-Za-z])")
"""Where a new word begins that nothing separates: createdAt, or ID behind a word of Japanese."""
_PLAIN = str.maketrans({"ł": "l", "ß": "ss", "ø": "o", "æ": "ae", "đ": "d", "\u0131": "i", "œ": "oe"})


@lru_cache(maxsize=4096)
def simple(column: str) -> str:
    """A name in small plain letters, its words joined with underscores."""
    split = _BOUNDARY.sub("_", column).lower().translate(_PLAIN)
    bare = "".join(one for one in unicodedata.normalize("NFKD", split) if not unicodedata.combining(one))
    return re.sub(r"[\W_]+", "_", bare.lower()).strip("_")


_STATE = re.compile(
    r"(^|_)(status|statut|etat|stav|stan|zustand|situacao|allapota?|durumu?|tilstand|tila|starea?)(_|$)|status$"
)
STATE_WORDS = frozenset(
    "status state statut stato estado etat stan stav stare starea tila tilstand zustand situacao allapot "
    "allapota durum durumu статус ステータス 状態 状态".split()
)
"""Words for a state; some are also those for a region, or a piece of an address."""


def is_name_of_state(column: str) -> bool:
    """Whether a column is called as one is that holds a state: `Order status`, `Zustand`."""
    return _STATE.search(simple(column)) is not None


def is_called_state(column: str) -> bool:
    """Whether a column is called as one is that holds a state, of whatever: `state_id`, `Stato ordine`."""
    words = simple(column).split("_")
    return any(word in STATE_WORDS or word.endswith(("status", "state")) for word in words)


def is_column_name(text: str) -> bool:
    """Whether a text is a usual name of a column, or joined as only names are: `order_id`, `createdAt`."""
    return _JOINED.match(text) is not None or simple(text) in _all_names()


@cache
def _all_names() -> frozenset[str]:
    known = {simple(word) for words in (_GOODS, *NAMES.values()) for word in words.split()}
    return frozenset(
        known | {re.sub("([aou])e", r"\1", word) for word in known}
    )  # also waehrung, spelt with ä
