"""Reading repaired rejects as their batch read its input."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace

from events.errors import UnreadableData
from importers import registry, stored
from importers.choosing import lookups_of, of_sources, seen_as
from importers.dumpdata import Dumpdata
from importers.errors import NoSuchInput
from importers.feeds import Feeds
from importers.labelled import Beside, Labelled, Named
from importers.matching import match
from importers.readers.opening import open_tables
from importers.readers.tables import Tables

_TEXTS = ("csv", "tsv", "psv", "json", "jsonl", "sql")


class NothingBeside(UnreadableData):
    def __init__(self, path: str) -> None:
        super().__init__(
            f"The records of {path or 'a pipe'} were joined with other tables of it, which tell the numbers "
            "of orders and who people are, and it is not there any more. Nothing was changed; put it back, "
            "or import the repaired records with the tables they need: events import --help."
        )


@contextmanager
def reading(path: str, terms: stored.Terms) -> Iterator[Feeds]:
    """The repaired records at `path`; a platform's are joined with the tables of the batch's own input.

    Raises `NothingBeside`, and what the readers raise.
    """
    if not terms.tables:
        with stored.reading(path, _by_the_table_it_has(path, terms)) as plain:
            yield plain
        return
    with ExitStack() as stack:
        form = terms.format if terms.format in _TEXTS else ""
        own_text = len(terms.tables) == 1 or form == "sql"
        how = {"encoding": terms.mapping.encoding, "delimiter": terms.mapping.delimiter} if own_text else {}
        opened = stack.enter_context(open_tables(path, input_format=form, **how))
        own = _as_they_were(seen_as(opened, stack), terms)
        tables = Beside(own, _others(terms, stack)) if terms.joined else own
        lookups = stack.enter_context(closing(lookups_of(tables, terms.options)))
        platform = registry.find(terms.options.platform)
        found = match(platform, tables, prefix=terms.options.table_prefix)
        ours = [source for source in found if source.table in own.names()]
        several = len(terms.tables) > 1
        yield of_sources(
            tables, ours, platform, terms.mapping, terms.options, lookups=lookups, several=several
        )


def _by_the_table_it_has(path: str, terms: stored.Terms) -> stored.Terms:
    """A file of rejects is one table, named after itself, whichever of several they were of."""
    options = terms.options
    if options.table and path != "-":
        with open_tables(path, input_format=options.input_format) as tables:
            only = tables.names()
            if len(only) == 1 and not f"{options.table}.".startswith(f"{only[0]}."):
                return replace(terms, options=replace(options, table=""))
    return terms


def _as_they_were(tables: Tables, terms: stored.Terms) -> Tables:
    """The tables of a file of rejects, under their own names."""
    if isinstance(tables, Dumpdata) or terms.format == "sql":
        return tables
    (table,) = tables.names()
    return Named(tables, table, name=terms.tables[0]) if len(terms.tables) == 1 else Labelled(tables, table)


def _others(terms: stored.Terms, stack: ExitStack) -> Tables:
    if not terms.path:
        raise NothingBeside(terms.path)
    try:
        return seen_as(stack.enter_context(open_tables(terms.path)), stack)
    except NoSuchInput:
        raise NothingBeside(terms.path) from None
