"""Legacy messages as HTML, to the plain text that a person saw."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_BLOCKS = frozenset(
    """address article blockquote dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li
    main nav ol p pre section table tbody tfoot thead tr ul""".split()
)
_INLINE = frozenset(
    """a abbr acronym b big body br button center cite code del em font html i img input ins kbd label link
    mark meta o:p q s samp small span strike strong sub sup td th time tt u var wbr""".split()
)
_HIDDEN = frozenset(("script", "style", "head", "title", "template"))
_ESCAPE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BARE = re.compile(rf"&(?!{_ESCAPE.pattern[1:]})")
_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_BLOCKS | _INLINE | _HIDDEN))})\b[^<>]*>", re.IGNORECASE)
_FEW = 200
"""How many messages are looked at to decide whether they are HTML."""

_ROUNDS = 3
"""Some shops escape what is escaped already; nobody was seen to do it more often."""


def looks_like_html(text: str) -> bool:
    """Whether there is a tag or an escape in it that this module would change."""
    return _TAG.search(text) is not None or _ESCAPE.search(text) is not None


def plain(text: str) -> str:
    """`text` without HTML's tags and escapes; where a browser breaks a line, a line ends.

    What only looks like a tag (`<anna@shop.example>`, `a < b`) stays, as do escaped tags beside real ones,
    which are text: `<br>&lt;b&gt;`. Escapes that were escaped again are undone, too.
    """
    has_tags = _TAG.search(text) is not None
    text = _once(text)
    for _ in range(_ROUNDS - 1):
        if has_tags:
            text = _ESCAPE.sub(lambda found: html.unescape(found[0]), text)
        elif looks_like_html(text):
            text = _once(text)
    return text


def _once(text: str) -> str:
    if not looks_like_html(text):
        return text
    parser = _Text()
    parser.feed(_BARE.sub("&amp;", text))
    parser.close()
    return parser.text()


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._pieces: list[str] = []
        self._hidden: list[str] = []

    def text(self) -> str:
        lines = [line.strip(" \t") for line in "".join(self._pieces).split("\n")]
        # Editors fill an empty paragraph with a no-break space; within a line it is text.
        found = "\n".join(line if line.strip() else "" for line in lines)
        return re.sub(r"\n{3,}", "\n\n", found).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden.append(tag)
        elif tag == "br":
            self._break()
        elif tag in _BLOCKS:
            self._open_line()
            if tag == "li":
                self._add("- ")
        elif tag in ("td", "th") or dict(attrs).get("class") == "description":
            self._space()
        elif tag not in _INLINE:
            self._add(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _HIDDEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            if tag in self._hidden:
                self._hidden.remove(tag)
        elif tag in _BLOCKS:
            self._open_line()
        elif tag == "span":
            return
        elif tag not in _INLINE:
            self._add(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        # A line end in the source after a break is the same break: text was given both.
        if self._pieces and self._pieces[-1] == "\n" and data[:1] in "\r\n":
            data = data.removeprefix("\r").removeprefix("\n")
        self._add(data)

    def handle_entityref(self, name: str) -> None:
        self._add(html.unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self._add(html.unescape(f"&#{name};"))

    def unknown_decl(self, data: str) -> None:
        self._add(data.removeprefix("CDATA["))

    def handle_comment(self, data: str) -> None:
        """Nobody saw it."""

    def _break(self) -> None:
        if self._pieces and self._pieces[-1].endswith("\n") and self._pieces[-1] != "\n":
            self._pieces[-1] = self._pieces[-1].rstrip("\r\n")  # "line<newline><br>": one break
        self._add("\n")

    def _space(self) -> None:
        if self._pieces and not self._pieces[-1].endswith(("\n", " ")):
            self._add(" ")

    def _open_line(self) -> None:
        if self._pieces and not self._pieces[-1].endswith("\n"):
            self._add("\n")

    def _add(self, text: str) -> None:
        if text and not self._hidden:
            self._pieces.append(text)


def plain_texts(texts: pl.Series) -> pl.Series:
    """HTML to plain text, each different text once."""
    different = texts.filter(texts.str.contains("[<&]")).unique().to_list()
    if not different:
        return texts
    return texts.replace_strict(different, [plain(text) for text in different], default=texts)


def is_mostly_html(texts: pl.Series) -> bool:
    """Whether more than a few of the first texts look like HTML."""
    filled = texts.drop_nulls().head(_FEW).to_list()
    return sum(map(looks_like_html, filled)) > len(filled) / 20
