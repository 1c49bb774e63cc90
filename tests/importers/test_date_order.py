"""Which number of 3/4/2019 is the day: the whole column decides, and one record never turns the order."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.mapping.dates.doubts import DOTTED, YEAR_FIRST
from importers.mapping.dates.order import DateOrder, date_order
from importers.mapping.dates.parser import DateParser
from importers.planning.date_orders import whole_order


def ordered(*texts: str) -> DateOrder:
    return date_order([pl.Series(texts, dtype=pl.String)])


@pytest.mark.parametrize(
    ("texts", "decided"),
    [
        (["3/4/2019", "13/4/2019 10:00", "5/5/2019", "x"], {"/": "D/M"}),
        (["3/4/2019", "4/13/2019"], {"/": "M/D"}),
        (["13/4/2019", "4/13/2019"], {}),
        (["3/4/2019"], {}),
        (["24.12.20 11:00", "3.1.21 09:15", "31.01.21"], {".": "D/M"}),
        (["05.03.24 09:15", "06.03.2024 10:00"], {".": "D/M"}),  # so the two digits are a year, too
        (["05.03.24 09:15", "06.03.2024", "20.12.31"], {}),
        (["05.03.24", "11.25.2020", "12.31.2020", "06.03.2024"], {DOTTED: ""}),
        (["20-12-24 09:00", "20-12-24 11:00"], {}),
        (["19-03-01", "19-03-02"], {}),
        (["19-03-01", "19-03-31"], {"-": "Y/M/D"}),
        (["25/12/19", "26/12/19", "2/1/20"], {"/": "D/M"}),
        (["31/12/2020", "20-12-24"], {"/": "D/M"}),  # another mark decides nothing
        (["20:05 24/12/2020", "08:40 4/11/2020"], {"/": "D/M"}),
        (["8:05 PM, Thu 12/24/2020", "Wed 11/4/2020"], {"/": "M/D"}),
        (["\u200e24\u200e/\u200e12\u200e/\u200e2020 \u200e8\u200e:\u200e05"], {"/": "D/M"}),
        (["30/02/2020", "3/4/2020"], {}),  # no such day
        (["2020-11-04", "04.11.2020", "", "10:30"], {}),
    ],
)
def test_an_order_is_decided_if_dates_exclude_each_other_order(
    texts: list[str], decided: dict[str, str]
) -> None:
    assert dict(ordered(*texts).decided) == decided


def test_the_evidence_is_stated_with_the_formats_that_are_left() -> None:
    found = ordered("3/4/2019", "13/4/2019 10:00", "5/5/2019")
    assert found.sentence == "2 dates fit D/M and M/D, 1 only D/M, 0 only M/D \u2192 D/M"
    short = ordered("20-12-24")
    assert short.formats == ["'%d-%m-%y'", "'%m-%d-%y'", "'%y-%m-%d'"]
    assert "not decided: pass --date-format '%d-%m-%y' or" in short.sentence


@pytest.mark.parametrize(
    ("texts", "read"),
    [
        (["2020-13-11", "2020-25-12 10:00", "2020-04-11"], []),
        (["2020-13-11", "2020-04-11"], ["2020-04-11"]),  # a slip
        (["11.25.2020", "12.31.2020", "11.04.2020"], []),
        (["2020-05-11", "2020-04-11", "13/11/2020", "14/11/2020"], ["13/11/2020", "14/11/2020"]),
        (["2020-05-11", "2020-11-11", "2020-04-11", "11/13/2020", "11/14/2020"], ["2020-11-11"]),
        (["2020-05-11", "2020-04-11", "13/11/2020", "4/11/2020"], None),
        (["2020-05-13", "2020-04-11", "13/11/2020", "14/11/2020"], None),
        (["2020-04-11", "13/11/2020", "14/11/2020"], None),
        (["2020-13-11", "2020-25-12", *(f"2020-01-{day}" for day in range(13, 32)), "2020-02-20"], "2020-0"),
    ],
)
def test_a_usual_order_that_the_column_speaks_against_is_not_taken(
    texts: list[str], read: list[str] | str | None
) -> None:
    found = moments(texts)
    known = {text for text, moment in zip(texts, found, strict=True) if moment is not None}
    if read is None:
        assert known == {*texts}
    elif isinstance(read, str):
        assert known == {text for text in texts if text.startswith(read)}
    else:
        assert {text for text in known if text not in ("11/13/2020", "11/14/2020")} == {*read}
        assert ordered(*texts).doubts or len(read) == 1


_DATES = st.builds(
    lambda numbers, mark, year: mark.join(map(str, numbers)) + mark + year,
    st.tuples(st.integers(1, 31), st.integers(1, 31)),
    st.sampled_from("/-."),
    st.sampled_from(["2019", "2020", "19", "20", "07"]),
)
_OTHERS = st.sampled_from(
    ["4 nov. 19.05", "2020-11-04 07:40:03", "4 Nov 2020", "20201104", "1604475603", "", "x"]
)
_COLUMN = st.lists(_DATES | _OTHERS, min_size=2, max_size=6)


def moments(texts: list[str]) -> list[int | None]:
    column = pl.Series(texts, dtype=pl.String)
    return DateParser(tz="UTC", orders=date_order([column]).decided).parse(column).micros.to_list()


def same_or_asked(one: list[int | None], other: list[int | None]) -> bool:
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


@given(_COLUMN, _DATES | _OTHERS)
def test_one_record_more_never_gives_another_date_another_reading(column: list[str], more: str) -> None:
    assert same_or_asked(moments(column), moments([*column, more])[:-1])


@given(_COLUMN, st.integers(0, 20), st.sampled_from(["", "0", "x", "\u00a0", "."]))
def test_one_damaged_record_never_gives_another_date_another_reading(
    column: list[str], at: int, damage: str
) -> None:
    damaged = column[0][:at] + damage + column[0][at + 1 :]
    assert same_or_asked(moments(column)[1:], moments([damaged, *column[1:]])[1:])


_TWELVE_DAYS = [f"2020-{day:02}-{month:02}" for day in range(1, 13) for month in range(1, 13)]


@pytest.mark.parametrize(
    ("later", "is_in_doubt", "frames_read"),
    [
        ([["2020-05-06"], ["2020-13-01", "2020-25-02"]], True, 3),
        ([["2020-01-13", "2020-02-25"], ["2020-13-01"]], False, 2),
        ([["2020-01-12"], ["2020-02-12"]], False, 3),
    ],
)
def test_it_is_read_on_where_no_date_of_a_first_chunk_has_a_day_after_the_12th(
    later: list[list[str]], is_in_doubt: bool, frames_read: int
) -> None:
    frames = [pl.DataFrame({"date": texts}) for texts in (_TWELVE_DAYS, *later)]
    rest = iter(frames)
    assert bool(whole_order(["date"], frames[0], all_frames=lambda: rest).doubts) is is_in_doubt
    assert len(frames) - len([*rest]) == frames_read


def test_few_dates_and_those_of_a_usual_first_chunk_are_read_once() -> None:
    for texts in (_TWELVE_DAYS[:50], [*_TWELVE_DAYS, "2020-01-13"]):
        frame = pl.DataFrame({"date": texts})
        assert not whole_order(["date"], frame, all_frames=lambda: pytest.fail("read again"))


@pytest.mark.parametrize(
    ("orders", "texts", "turned"),
    [
        ((), ["2020-13-01", "13.14.2020", "01.13.2020", "2020-05-06", "x"], 2),
        (((DOTTED, ""), (YEAR_FIRST, "")), ["2020-13-01", "01.13.2020"], 0),  # the report asks for the order
        ((("/", "D/M"),), ["01/13/2020", "13/01/2020", "32/13/2020"], 1),
    ],
)
def test_dates_that_fit_only_another_order_than_the_others_are_counted(
    orders: tuple[tuple[str, str], ...], texts: list[str], turned: int
) -> None:
    assert DateParser(orders=orders).parse(pl.Series(texts)).turned == turned
    assert DateParser(formats=["%Y-%m-%d"]).parse(pl.Series(texts)).turned == 0
