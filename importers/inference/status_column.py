"""The column beside the message that holds a state, or says in a word or two what happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from events.meaning.status_names import is_known
from importers.column_words import is_name_of_state, simple

if TYPE_CHECKING:
    import polars as pl

    from importers.inference.value_profile import ValueProfile

_HAPPENED = frozenset(
    "event events event_name action activity what what_happened happened step milestone stage "
    "phase vorgang ereignis aktion aktivitat massnahme schritt vorfall evenement action_effectuee "
    "operation etape evento accion actividad suceso movimiento operacion etapa acao atividade "
    "azione attivita operazione fase actie gebeurtenis activiteit handeling zdarzenie akcja "
    "czynnosc etap handelse haendelse handling hendelse udalost akce esemeny muvelet olay islem "
    "событие действие イベント".split()
)
"""Names of columns that say what happened."""

_SORTS = frozenset(
    "type kind event_type eventtype action_type activity_type operation_type entry_type "
    "vorgangsart ereignisart ereignistyp aktionstyp typ art type_evenement type_d_evenement "
    "type_action type_d_action tipo tipo_evento tipo_de_evento tipo_accion tipo_de_accion "
    "tipo_azione tipo_operazione soort rodzaj typ_zdarzenia rodzaj_zdarzenia typ_akcji "
    "handelsetyp state stato estado stan stav etat тип".split()
)
"""Names that also say what sort of record it is, or in which state an address is: what the values are
decides."""

_MOST = 200
"""More different values than this are no states."""

_FEW = 20
"""Among as few rows, a state may come only once."""

_MANY = 0.5
"""The share of values that are known states, from which on a column of a name that says little holds them."""

_NEARLY_ALL = 0.8
"""The same for a column whose name says nothing."""


def happenings(columns: Iterable[str]) -> set[str]:
    """Those of the columns whose names say that they hold what happened."""
    return {name for name in columns if simple(name) in _HAPPENED}


def status_column(frame: pl.DataFrame, looks: Sequence[ValueProfile], kind: str | None) -> str | None:
    """The column of `looks` with states or with what happened, by its name, else by its values. `kind`, the
    column of the legacy records' kinds, comes first where it is one."""
    shares = [(look, _known(frame[look.name])) for look in looks if holds_words(look)]
    able = {look.name: known for look, known in shares if known >= _MANY or _comes_again(look, frame.height)}
    if kind is not None and is_name_of_state(kind):
        return kind if kind in able else None
    if kind in able and able[kind] >= _MANY:
        return kind
    named = [name for name in able if simple(name) in _HAPPENED or is_name_of_state(name)]
    named = named or [name for name, known in able.items() if simple(name) in _SORTS and known >= _MANY]
    found = named or [name for name, known in able.items() if known >= _NEARLY_ALL]
    return found[0] if len(found) == 1 else None


def names_states(column: pl.Series) -> bool:
    """Whether most of a column's cells name states of known meaning."""
    return _known(column) >= _MANY


def holds_words(look: ValueProfile) -> bool:
    """Whether a column holds words, and no e-mails, amounts or codes."""
    return look.is_free and look.text > 0.5 and max(look.emails, look.money, look.codes) < 0.3


def _comes_again(look: ValueProfile, rows: int) -> bool:
    """Whether it says few different things, each in a word or two."""
    return look.sentences < 0.5 and (look.distinct <= 0.5 or rows <= _FEW)


def _known(column: pl.Series) -> float:
    """The share of filled cells that name a state or a topic, of those that hold few different values."""
    texts = column.drop_nulls().str.strip_chars()
    counts = texts.filter(texts != "").value_counts().rows()
    if not counts or len(counts) > _MOST:
        return 0.0
    known = sum(int(number) for text, number in counts if is_known(text))
    return known / sum(int(number) for _, number in counts)
