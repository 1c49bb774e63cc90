"""SQL dumps in the form of several tools: the table `notes`, with given rows, between similar tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Row = Sequence[str | None]
COLUMNS = ("id", "text", "other")

_CREATE = """CREATE TABLE `NAME` (
  `id` int(11) NOT NULL COMMENT 'it''s; (',
  `text` text,
  `other` text,
  PRIMARY KEY (`id`),
  KEY `text` (`text`(10))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
"""

_MYSQLDUMP = f"""-- MySQL dump 10.13  Distrib 8.0.36
/*!40101 SET NAMES utf8mb4 */;
{_CREATE.replace("NAME", "before")}
/*!40000 ALTER TABLE `before` DISABLE KEYS */;
INSERT INTO `before` VALUES (1,'x;','\\')'),(2,'y\\\\','z');
{_CREATE.replace("NAME", "notes")}
LOCK TABLES `notes` WRITE;
INSERT INTO `notes` VALUES ROWS;
UNLOCK TABLES;
DELIMITER ;;
/*!50003 CREATE TRIGGER x BEFORE INSERT ON notes FOR EACH ROW BEGIN SET @a = 'INSERT INTO notes'; END */;;
DELIMITER ;
{_CREATE.replace("NAME", "after")}
INSERT INTO `after` VALUES (1,2,3);
-- Dump completed"""  # noqa: S608 - read by tests, by no database

_PHPMYADMIN = f"""-- phpMyAdmin SQL Dump
SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
SET time_zone = "+00:00";
# one statement for each row
STATEMENTS
{_CREATE.replace("NAME", "after")}"""

_COPY = """--
-- PostgreSQL database dump
--
SET standard_conforming_strings = on;
CREATE FUNCTION f() RETURNS text AS $_$ BEGIN 'x; $_$ LANGUAGE sql;
CREATE TABLE public.notes (
    id integer NOT NULL,
    text character varying(3),
    other text
);
COPY public.before ("user", x) FROM stdin;
1	;
\\.

COPY public.notes (id, text, other) FROM stdin;
ROWS\\.


COPY public.after (a) FROM stdin;
\\.

ALTER TABLE ONLY public.notes ADD CONSTRAINT notes_pkey PRIMARY KEY (id);
"""

_INSERTS = """-- PostgreSQL database dump
SET standard_conforming_strings = on;
CREATE TABLE public.notes (
    "id" integer,
    text text DEFAULT 'a'::text,
    other text,
    CONSTRAINT positive CHECK ((id > 0))
);
STATEMENTS"""


def mysql(cell: str | None) -> str:
    """A cell as mysqldump escapes it."""
    if cell is None:
        return "NULL"
    pairs = {"\\": "\\\\", "'": "\\'", '"': '\\"', "\n": "\\n", "\r": "\\r", "\0": "\\0", "\x1a": "\\Z"}
    return "'" + "".join(pairs.get(character, character) for character in cell) + "'"


def standard(cell: str | None) -> str:
    """A cell as standard SQL escapes it: only the quotation mark is doubled."""
    return "NULL" if cell is None else "'" + cell.replace("'", "''") + "'"


def copied(cell: str | None) -> str:
    """A cell as PostgreSQL's COPY escapes it."""
    if cell is None:
        return "\\N"
    pairs = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", "\v": "\\v"}
    return "".join(pairs.get(character, character) for character in cell)


def dump(kind: str, rows: Sequence[Row]) -> str:
    """The dump that `kind` writes: "mysqldump", "phpMyAdmin", "copy" or "inserts" (both of pg_dump)."""
    if kind == "mysqldump":
        return _MYSQLDUMP.replace("ROWS", ",".join(_row(row, mysql) for row in rows))
    if kind == "phpMyAdmin":
        start = "INSERT INTO `notes` (`id`, `text`, `other`) VALUES\n"
        return _PHPMYADMIN.replace("STATEMENTS", _statements(rows, start, mysql))
    if kind == "copy":
        return _COPY.replace("ROWS", "".join("\t".join(map(copied, row)) + "\n" for row in rows))
    return _INSERTS.replace("STATEMENTS", _statements(rows, "INSERT INTO public.notes VALUES ", standard))


def _row(row: Row, quote: Callable[[str | None], str]) -> str:
    return "(" + ",".join(quote(cell) for cell in row) + ")"


def _statements(rows: Sequence[Row], start: str, quote: Callable[[str | None], str]) -> str:
    return "".join(f"{start}{_row(row, quote)};\n" for row in rows)
