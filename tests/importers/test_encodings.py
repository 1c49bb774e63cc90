"""The encoding of a short export is detected from its words; where it is not certain, the program asks."""

from __future__ import annotations

import time
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from bringing import Bring

from importers.errors import AmbiguousEncodingError
from importers.readers.encodings import detect_encoding, register_utf8_twice
from importers.readers.encodings.code_pages import CANDIDATES

NOTES = tomllib.loads((Path(__file__).parent / "data" / "notes_by_language.toml").read_text("utf-8"))
TONES = "\u0300\u0301\u0303\u0309\u0323"
SINGLE_BYTE = [(language, encoding) for language, one in NOTES.items() for encoding in one["encodings"]]


def _encoded(text: str, encoding: str) -> bytes:
    """`text` in `encoding`; cp1258 writes tones as marks of their own."""
    return (
        b"".join(_character(one, encoding) for one in text) if encoding == "cp1258" else text.encode(encoding)
    )


def _character(one: str, encoding: str) -> bytes:
    try:
        return one.encode(encoding)
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", one)
        letter = "".join(part for part in parts if part not in TONES)
        tones = "".join(part for part in parts if part in TONES)
        return (unicodedata.normalize("NFC", letter) + tones).encode(encoding)


def _exports(language: str, encoding: str) -> Iterator[bytes]:
    """Short CSVs of 5, 8 and 12 notes that begin at different places."""
    notes = NOTES[language]["notes"]
    for size, start in ((5, 0), (5, 4), (5, 8), (8, 2), (8, 6), (12, 0)):
        chosen = [notes[(start + at) % len(notes)] for at in range(size)]
        rows = [f'{1000 + at},2019-05-{at + 1:02} 10:15:00,"{note}"' for at, note in enumerate(chosen)]
        try:
            yield _encoded("\n".join(["order,date,note", *rows, ""]), encoding)
        except UnicodeEncodeError:  # a note that this code page cannot write
            continue


def _outcome(data: bytes, encoding: str) -> str:
    decision = detect_encoding(data)
    if not decision.is_certain or decision.encoding == "utf-8":
        return "asks"
    return "right" if data.decode(decision.encoding) == data.decode(encoding) else "wrong"


def test_short_exports_in_all_encodings_are_read_right_or_asked_about() -> None:
    outcomes = Counter(
        (_outcome(data, encoding), language, encoding)
        for language, encoding in SINGLE_BYTE
        if encoding != "iso2022-jp"
        for data in _exports(language, encoding)
    )
    assert [one for one in outcomes if one[0] == "wrong"] == []
    right = sum(count for (outcome, *_), count in outcomes.items() if outcome == "right")
    assert right / outcomes.total() >= 0.95


@pytest.mark.parametrize(
    ("language", "encoding"), [("greek", "cp1253"), ("polish", "cp852"), ("thai", "cp874")]
)
def test_one_damaged_record_changes_no_other(language: str, encoding: str) -> None:
    data = next(_exports(language, encoding)) * 3
    damaged = data + b'1999,2019-05-01 10:15:00,"damaged \xff\xfe\x81 note"\n'
    decision = detect_encoding(damaged)
    assert not decision.is_certain or damaged.startswith(data.decode(encoding).encode(decision.encoding)), (
        "a damaged record may make the program ask, but not read the others otherwise"
    )


@pytest.mark.parametrize("encoding", [name for name in CANDIDATES if name.startswith("cp12")])
def test_stray_bytes_in_utf8_leave_it_utf8(encoding: str) -> None:
    data = "id,note\n1,Größe geändert\n2,Ελληνικά\n".encode() + b"3,caf\xe9\n"
    assert detect_encoding(data).encoding == "utf-8"


RARE = [
    ("estonian", "iso8859-4"), ("lithuanian", "iso8859-4"), ("hungarian", "iso8859-16"),
    ("greek", "mac-greek"), ("ukrainian", "cp1125"), ("portuguese", "cp860"), ("spanish", "hp-roman8"),
    ("korean", "johab"), ("swedish", "gb18030"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "encoding"), RARE)
def test_a_rare_encoding_that_reads_better_is_used_or_asked_about(language: str, encoding: str) -> None:
    outcomes = {_outcome(data, encoding) for data in list(_exports(language, encoding))[::3]}
    assert outcomes and "wrong" not in outcomes


def test_romanian_letters_with_a_cedilla_or_a_comma_are_asked_about() -> None:
    data = ("order,note\n" + "1,Clientul a cerut returnarea banilor, mulțumim și plată\n" * 5).encode(
        "iso8859-16"
    )
    decision = detect_encoding(data)
    with pytest.raises(
        AmbiguousEncodingError, match=r"cp1250 reads .*mulţumim.*iso-8859-16 reads .*mulțumim"
    ):
        decision.checked("notes.csv")


@pytest.mark.parametrize(
    ("said", "notes"),
    [
        ("U+FFFD", ["Gr\ufffd\ufffde", "paid"]),
        ("UTF-7", ["Gr+APYA3w-e ge+AOQ-ndert", "Zahlung +IKw- erhalten"]),
        ("cp1251", ["Заказ отправлен".encode().decode("cp1251"), "ok"]),
        ("question marks", ["Gr??e ge?ndert f?r M?ller", "Stra?e falsch"]),
        ("", ["call +49-30-1234-5", "is it A+B-1? yes, C+D-2", "Größe", "see /index.php?route=a", "what?no"]),
        ("", ["Срок доставки", "Рассрочка"]),
    ],
)
def test_letters_that_were_lost_before_are_reported(said: str, notes: list[str]) -> None:
    decision = detect_encoding("\n".join(["note", *notes, ""]).encode())
    assert decision.encoding == "utf-8"
    assert [said in sentence for sentence in decision.remarks()] == ([True] if said else [])


def test_utf8_and_a_code_page_mixed_in_one_file_are_asked_about() -> None:
    data = "1,Größe geändert\n".encode() + "2,schöne Grüße\n3,Päckchen für Müller\n".encode("cp1252")
    decision = detect_encoding(data)
    with pytest.raises(AmbiguousEncodingError, match=r"--encoding cp1252 .*--encoding utf-8 "):
        decision.checked("mixed.csv")


def test_readings_that_give_the_same_text_are_one() -> None:
    assert (
        detect_encoding("order,note\n1,Größe geändert\n2,für Müller\n".encode("latin-1")).encoding == "cp1252"
    )


def test_an_uncertain_encoding_names_the_readings_and_imports_nothing(bring: Bring) -> None:
    with pytest.raises(AmbiguousEncodingError, match=r"--encoding .* reads .* --encoding .* reads"):
        bring("order,date,note\n1,2020-01-01,Trvalý odkaz\n".encode("cp1250"))


def test_the_decision_shows_how_many_lines_fit_and_the_next_best() -> None:
    described = detect_encoding(next(_exports("greek", "cp1253")) * 2).describe()
    assert described.startswith("cp1253 (Greek), 10 of 10 lines")


def test_damage_alone_is_no_encoding() -> None:
    assert detect_encoding(b"id,note\n" + b"1,plain\n" * 100 + b"2,\xff\xfe\n").encoding == "utf-8"


@pytest.mark.parametrize("text", ["Größe geändert – 5 €", "Ελληνικά", "naïve café", "日本", "plain", "👍"])
def test_utf8_encoded_twice_is_repaired_and_other_text_kept(text: str) -> None:
    register_utf8_twice()
    twice = text.encode("utf-8").decode("latin-1").encode("utf-8")
    assert twice.decode("utf-8-twice") == text
    assert text.encode("utf-8").decode("utf-8-twice") == text
    assert text.encode("utf-8-twice").decode("utf-8-twice") == text


def test_utf8_encoded_twice_is_counted_and_its_repair_is_named() -> None:
    rows = "".join(f"{at},Größe geändert – 5 €\n" for at in range(3))
    twice = rows.encode("utf-8").decode("cp1252").encode("utf-8") + "4,schöne Grüße\n".encode()
    decision = detect_encoding(twice)
    assert decision.twice == 3
    assert "--encoding utf-8-twice" in decision.remarks()[0]
    assert detect_encoding("1,São Paulo, À LA CARTE, Ã\n".encode()).twice == 0


@pytest.mark.parametrize("filler", [b"x", b" ", b"x ", b"x,", b"\xe9"])
def test_long_lines_are_judged_in_time_linear_in_their_length(filler: bytes) -> None:
    began = time.process_time()
    detect_encoding(b"id,note\n1," + filler * 100_000 + b"\n2,Gr\xf6\xdfe\n")
    assert time.process_time() - began < 5
