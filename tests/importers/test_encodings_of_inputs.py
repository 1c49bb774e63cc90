"""Every kind of text input finds its encoding, keeps it, and is read in it again."""

from __future__ import annotations

import gzip
import io
import json
import sys
import zipfile
from pathlib import Path

import pytest
from bringing import Bring, bring_into, rows
from reading import read_table

from events.database.session import open_session
from importers.batch_settings import settings_of
from importers.draft.evidence import evidence
from importers.erasure.scrub import Scrubber
from importers.errors import AmbiguousEncodingError, InvalidMappingError
from importers.ledger.models import Batch
from importers.mapping.column_mapping import ColumnMapping, Template
from importers.readers.codec_name import check_encoding, find_codec, record_encoding
from importers.readers.encodings.decision import EncodingDecision, settled
from importers.readers.encodings.detection import detect_encoding
from importers.readers.encodings.plausibility import plausibility
from importers.readers.factory import make_reader
from importers.readers.opening import open_tables
from importers.readers.streams import HEAD_BYTES
from importers.retry.retry import retry
from importers.trace.reimport_command import command

NOTES = (
    "Größe geändert",
    "schöne Grüße an Frau Müller",
    "Rückgabe der Päckchen geprüft",
    "Überweisung für Bestellung ungültig",
    "größere Menge möglich, bitte zurückrufen",
)
ASCII_NOTES = HEAD_BYTES // 20
JAPANESE = '商品,を発送しました。"ギフト"包装'


def _csv(notes: tuple[str, ...], mark: str = ",") -> str:
    lines = [mark.join((str(at), "7", "2020-01-01", f'"{note}"')) for at, note in enumerate(notes)]
    return "\n".join([mark.join(("id", "order", "date", "message")), *lines, ""])


def _objects(notes: tuple[str, ...]) -> list[dict[str, str]]:
    return [
        {"id": str(at), "order": "7", "date": "2020-01-01", "message": note} for at, note in enumerate(notes)
    ]


def _json_lines(notes: tuple[str, ...]) -> str:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in _objects(notes))


def _document(notes: tuple[str, ...]) -> str:
    return json.dumps(_objects(notes), ensure_ascii=False)


def _dump(notes: tuple[str, ...]) -> str:
    values = ",\n".join(f"({at},'7','2020-01-01','{note}')" for at, note in enumerate(notes))
    return f"INSERT INTO `notes` (`id`, `order`, `date`, `message`) VALUES\n{values};\n"


def _tabs(notes: tuple[str, ...]) -> str:
    return _csv(notes, "\t")


SETS = ("legacy_id=id", "order=order", "date=date", "message=message")
FORMATS = {"csv": _csv, "tsv": _tabs, "jsonl": _json_lines, "json": _document, "sql": _dump}


def _mapping(encoding: str) -> ColumnMapping:
    return ColumnMapping(source="test", tz="UTC", encoding=encoding)


def _messages(file: Path | str) -> list[str]:
    return [row["message"] for row in read_table(file).named]


def _packed(data: bytes, file: Path, container: str) -> Path:
    """`data` as a plain file, packed, or as a member of an archive."""
    packed = file.with_name(f"{file.name}.{container}") if container else file
    if container == "zip":
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(file.name, data)
    else:
        packed.write_bytes(gzip.compress(data) if container == "gz" else data)
    return packed


@pytest.mark.parametrize("container", ["", "gz", "zip"])
@pytest.mark.parametrize("form", FORMATS)
def test_a_code_page_is_found_in_every_text_format(tmp_path: Path, form: str, container: str) -> None:
    data = FORMATS[form](NOTES).encode("cp1252")
    assert _messages(_packed(data, tmp_path / f"notes.{form}", container)) == list(NOTES)


@pytest.mark.parametrize("container", ["", "gz", "zip"])
@pytest.mark.parametrize("form", FORMATS)
def test_bytes_beyond_ascii_decide_wherever_they_begin(tmp_path: Path, form: str, container: str) -> None:
    notes = ("plain ASCII for long",) * ASCII_NOTES + NOTES
    data = FORMATS[form](notes).encode("cp1252")
    assert data[:HEAD_BYTES].isascii()
    assert _messages(_packed(data, tmp_path / f"notes.{form}", container))[-len(NOTES) :] == list(NOTES)


def test_a_long_ascii_line_before_other_bytes_is_no_obstacle(tmp_path: Path) -> None:
    notes = ("x" * 3 * HEAD_BYTES, *NOTES)
    assert _messages(_packed(_csv(notes).encode("cp1252"), tmp_path / "notes.csv", "")) == list(notes)


def test_a_truncated_archive_of_ascii_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    data = gzip.compress(_csv(tuple(f"note {at * 7919}" for at in range(12 * ASCII_NOTES))).encode())
    file = tmp_path / "notes.csv.gz"
    file.write_bytes(data[:-100])
    with open_tables(str(file)) as tables:
        assert next(tables.reader("notes").chunks()).frame.height > 0


def test_a_pipe_is_read_in_the_code_page_of_its_start(monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.BytesIO(_csv(NOTES).encode("cp1252"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(data))
    assert _messages("-") == list(NOTES)


def test_a_pipe_with_a_late_code_page_rejects_those_records_and_names_the_option(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = _csv(("plain ASCII for long",) * ASCII_NOTES + NOTES).encode("cp1252")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    read = read_table("-")
    assert [one.code for one in read.broken] == ["E-ENCODING"] * len(NOTES)
    assert len(read.rows) == ASCII_NOTES


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "iso2022_jp"])
@pytest.mark.parametrize("form", FORMATS)
def test_an_encoding_that_becomes_utf8_first_is_read_in_every_format(
    tmp_path: Path, form: str, encoding: str
) -> None:
    notes = (JAPANESE.replace('"', ""),) if encoding == "iso2022_jp" else NOTES
    file = tmp_path / f"notes.{form}"
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    file.write_bytes((mark + FORMATS[form](notes)).encode(encoding))
    assert _messages(file) == list(notes)


def test_a_damaged_iso_2022_line_costs_only_its_record(tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    lines = _csv(("発送しました", "返金", "ギフト")).encode("iso2022_jp").split(b"\n")
    lines[2] = b"1,7,2020-01-01,\x1b$Bzz\x1b(B"
    file.write_bytes(b"\n".join(lines))
    read = read_table(file)
    assert [row["message"] for row in read.named] == ["発送しました", "ギフト"]
    assert [one.code for one in read.broken] == ["E-ENCODING"]


def test_a_utf32_character_beyond_unicode_costs_only_its_record(tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    text = _csv(("sent", "X", "paid")).encode("utf-32")
    file.write_bytes(text.replace("X".encode("utf-32-le"), b"\0\0\x11\0"))
    read = read_table(file)
    assert [row["message"] for row in read.named] == ["sent", "paid"]
    assert [one.code for one in read.broken] == ["E-ENCODING"]


def test_utf16_is_called_utf16_and_read_again_so(bring: Bring, database: str, tmp_path: Path) -> None:
    report = bring(_csv(NOTES).encode("utf-16"), name="notes.csv", sets=SETS)
    assert "utf-16" in report.details
    with open_session(database) as session:
        batch = session.get(Batch, report.batch)
        assert batch is not None
        assert settings_of(batch).encoding == "utf-16"
        assert "--encoding utf-16" in command(batch)
    again = bring_into(database, tmp_path / "notes.csv", sets=SETS, mapping=_mapping("utf-16"))
    assert again.counts.imported == 0
    assert "utf-16" in evidence(str(tmp_path / "notes.csv"), _mapping("")).details


def test_a_repaired_reject_of_a_utf16_file_is_imported(bring: Bring, database: str, tmp_path: Path) -> None:
    rejects, text = tmp_path / "rejects.csv", _csv(NOTES).replace("2020-01-01", "bad", 1)
    assert bring(text.encode("utf-16"), sets=SETS, rejects_file=str(rejects)).counts.rejected == 1
    rejects.write_text(rejects.read_text("utf-8").replace("bad", "2020-01-02"), "utf-8")
    assert retry(1, str(rejects), database=database).complete
    found = rows(database, "SELECT json_extract(parameters, '$.message') FROM order_events")
    assert sorted(found) == sorted((note,) for note in NOTES)


def test_a_file_encoded_twice_is_forgotten_retried_and_shown_as_repaired(
    bring: Bring, database: str, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    text = _csv(NOTES).replace("2020-01-01", "bad", 1)
    twice = text.encode("utf-8").decode("cp1252").encode("utf-8")
    done = bring(twice, sets=SETS, mapping=_mapping("utf-8-twice"), rejects_file=str(rejects))
    assert (done.counts.imported, done.counts.rejected) == (len(NOTES) - 1, 1)
    rejects.write_bytes(rejects.read_bytes().replace(b"bad", b"2020-01-02"))
    assert retry(1, str(rejects), database=database).complete
    found = rows(database, "SELECT json_extract(parameters, '$.message') FROM order_events")
    assert sorted(found) == sorted((note,) for note in NOTES)


@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0"?>'])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8", "utf-8-twice"])
def test_xml_without_an_encoding_in_it_is_read_by_detection_or_by_option(
    tmp_path: Path, declaration: str, encoding: str
) -> None:
    records = "".join(f"<note><id>{at}</id><message>{note}</message></note>" for at, note in enumerate(NOTES))
    file = tmp_path / "notes.xml"
    find_codec(encoding)
    file.write_bytes(f"{declaration}<notes>{records}</notes>".encode(encoding))
    how = {"encoding": encoding} if encoding == "utf-8-twice" else {}
    assert [row["message"] for row in read_table(file, **how).named] == list(NOTES)


@pytest.mark.parametrize(("declared", "encoding"), [("ISO-8859-1", "cp1252"), ("iso-8859-9", "cp1254")])
def test_xml_that_declares_latin1_is_read_in_the_code_page_that_extends_it(
    tmp_path: Path, declared: str, encoding: str
) -> None:
    file = tmp_path / "notes.xml"
    notes = "<notes><note><id>1</id><message>5 € – „gut“</message></note></notes>"
    file.write_bytes(f'<?xml version="1.0" encoding="{declared}"?>{notes}'.encode(encoding))
    assert read_table(file).named[0]["message"] == "5 € – „gut“"


@pytest.mark.parametrize("sound", [b"", " · schöne Grüße".encode()])
def test_a_name_encoded_twice_is_erased(sound: bytes) -> None:
    raw = "Jürgen Größler bestellt".encode().decode("cp1252").encode("utf-8") + sound
    scrubbed = Scrubber(emails=(), names=("Jürgen Größler",)).raw(raw, ["utf-8-twice"])
    assert scrubbed.startswith(b"(forgotten) bestellt")


def test_each_codec_has_one_name_and_kept_bytes_of_utf16_are_utf8() -> None:
    assert find_codec("utf-8-twice").name == "utf-8-twice"
    assert check_encoding("UTF16") == check_encoding("utf-16") == "utf-16"
    assert record_encoding("") == record_encoding("utf-16") == "utf-8"
    assert record_encoding("latin-1") == "iso8859-1"


@pytest.mark.parametrize("name", ["cp037", "base64", "rot13", "no-such"])
def test_a_codec_that_is_not_of_such_texts_is_refused(name: str) -> None:
    with pytest.raises(InvalidMappingError, match="not known here"):
        check_encoding(name)


@pytest.mark.parametrize(
    ("column", "encoding", "certain"),
    [("Wér", "cp850", True), ("Wér", "mac-roman", True), ("Datum", "cp850", False), ("Wär", "cp850", False)],
)
def test_a_column_of_the_mapping_settles_an_encoding_that_is_not_certain(
    tmp_path: Path, column: str, encoding: str, certain: bool
) -> None:
    """Of the likely encodings, it is the only one in which the header has all columns that are named."""
    file = tmp_path / "notes.csv"
    text = "Nr;Datum;Notiz;Wér\n" + "".join(f"{at};2020-01-0{at} 10:00:00;ok;Jo\n" for at in range(1, 5))
    file.write_bytes(text.encode(encoding))
    how = ColumnMapping(fields={"author": (Template(("", ""), (column,)),)}).input_options()
    with open_tables(str(file), how=how) as tables:
        (name,) = tables.names()
        if not certain:
            with pytest.raises(AmbiguousEncodingError), tables.input(name) as source:
                make_reader(source, how)
            return
        with tables.input(name) as source:
            make_reader(source, how)
            assert source.encoding_note.startswith(encoding)
            assert source.encoding_note.endswith(
                "the only likely encoding in which there is the column 'Wér'"
            )


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac-roman"])
@pytest.mark.parametrize("start", ["", "sep=;\r\n"])
def test_a_usual_name_of_a_column_settles_an_encoding_that_is_not_certain(encoding: str, start: str) -> None:
    """Nobody calls a column Wõhrung; what the rows say is not asked."""
    head = f"{start}Buchungstag;Bestellnr;Betrag;Währung\r\n12.03.2021;1001;129,90;EUR\r\n".encode(encoding)
    rivals = [(name, "") for name in ("cp1252", "cp850", "mac-roman")]
    found = settled(EncodingDecision(encoding="cp1252", lines=1, rivals=rivals), head, ())
    assert (found.encoding, found.settled_by, found.is_certain) == (encoding, "Währung", True)
    odd = head.replace("Währung".encode(encoding), "Möhrung".encode(encoding))
    assert not settled(EncodingDecision(encoding="cp1252", lines=1, rivals=rivals), odd, ()).is_certain


def test_a_quotation_mark_that_is_never_closed_speaks_against_a_code_page() -> None:
    line = "A-1;12.03.2021 15:10;anna;Überweisung 129,00 EUR\r\n"
    found = detect_encoding(line.encode("cp1252"))
    assert (found.encoding, found.is_certain) == ("cp1252", True)
    assert plausibility("‹Moin› sagt er") == 1.0  # noqa: RUF001
    assert plausibility("‹berweisung") == 0.0  # noqa: RUF001
