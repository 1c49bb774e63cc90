"""What the user asks of an import, beside the mapping."""

from __future__ import annotations

from dataclasses import dataclass, field

from importers.error_budget import Budget


@dataclass(frozen=True, kw_only=True)
class Options:
    """Empty text means: find out."""

    shop: str = ""
    by: str = ""
    """Who runs the import; kept with its batch."""
    platform: str = ""
    table_prefix: str | None = None
    language: str = ""
    order_type: str = ""
    """The type of the objects that are orders, in an object-centric event log."""
    typed: bool = False
    guess: bool = False
    """Find out what nobody said: which platform, which column means what."""
    known: bool = False
    """The mapping has read such records before: those of a document need not have all that it names."""
    input_format: str = ""
    table: str = ""
    create_orders: bool = True
    create_customers: bool = True
    source_given: bool = False
    """Whether the user named the source, also where it is the one that stands for no name."""
    same_orders: bool = False
    """Whether orders of other sources with the same numbers are the same orders, whatever their customers."""
    budget: Budget = field(default_factory=Budget)
    keep_out: bool = True
    """Whether people who were forgotten are taken out of the records."""
    rejects_file: str = ""
    expect: int | None = None
    """How many records the input has, where the user says so: any other number is reported."""
    dry_run: bool = False
    seal: bool = False
    """Whether the log is sealed afterwards."""
