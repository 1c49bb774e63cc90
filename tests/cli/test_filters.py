"""Filters: what they keep, and what they say about the rest."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from running import Run

from events import clock, moments, settings
from events.account.machines import are_machines
from events.account.people import Person
from events.errors import InvalidDateError

NOW = datetime(2021, 3, 31, 15, 9, tzinfo=UTC)  # a Wednesday, three days into summer time
WARSAW = settings.zone("Europe/Warsaw")


def codes(run: Run, *args: str) -> list[str]:
    result = run(*args, "-o", "jsonl")
    assert result.exit_code == 0, result.stderr
    return [json.loads(line)["id"] for line in result.stdout.splitlines()]


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("options", "kept"),
    [
        (["--type", "captured", "--type", "NOTE_ADDED"], ["o3", "o6", "o7"]),
        (["--since", "2020-11-05"], ["o3", "o4", "o5", "o6", "o7"]),
        (["--until", "2020-11-04"], ["o1", "o2"]),
        (["--since", "2020-11-05", "--until", "2020-11-05"], ["o3", "o4", "o5", "o6"]),
        (["--since", "2020-11-05T13:22:03Z", "--until", "2020-11-05T19:29:03+01:00"], ["o5"]),
        (["--user", "ANNA@shop.example"], ["o4", "o5", "o6"]),
        (["--user", "system"], ["o2", "o3"]),
        (["--limit", "2"], ["o6", "o7"]),
        (["--limit", "2", "--reverse"], ["o7", "o6"]),
        (["--user", "anna"], ["o4", "o5", "o6"]),
        (["--grep", "NEIGHBOUR at"], ["o6"]),
        (["--grep", "209.13"], ["o3"]),
        (["--grep", "日本"], ["o7"]),
        (["--type", "placed,note_added"], ["o1", "o6", "o7"]),
        (["--grep", "tracking_UPDATED"], ["o4"]),
        (["--grep", "message"], []),
        (["--grep", "%"], []),
        (["--grep", '"'], []),
        (["--before", "o3"], ["o1", "o2"]),
        (["--before", "o6", "--limit", "2"], ["o4", "o5"]),
        (["--after", "o3", "--limit", "2"], ["o4", "o5"]),
        (["--after", "o3", "--limit", "2", "--reverse"], ["o5", "o4"]),
        (["--after", "o2", "--before", "o5"], ["o3", "o4"]),
        (["--legacy"], []),
        (["--no-legacy", "--type", "placed"], ["o1"]),
    ],
)
def test_a_filter_keeps_what_it_says(run: Run, options: list[str], kept: list[str]) -> None:
    assert codes(run, "order", "/1001", *options) == kept


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("31.02.2020", " February 2020 has 29 days."),
        ("2021-02-29", " February 2021 has 28 days."),
        ("31/04/2021", " April 2021 has 30 days."),
        ("2021-04-31 10:00", " April 2021 has 30 days."),
        ("Feb 30", " February 2021 has 28 days."),
        ("45 January 2020", " January 2020 has 31 days."),
        ("2020-13-01", " There is no month 13."),
        ("3/4/2020", " Write 2020-03-04 for 4 March or 2020-04-03 for 3 April."),
        ("03/04/2020 10:00", " Write 2020-03-04 for 4 March or 2020-04-03 for 3 April."),
        ("13/14/2020", ""),
        ("soon", ""),
        ("0000-01-01", ""),
    ],
)
def test_a_day_that_there_is_not_is_named_as_such(
    monkeypatch: pytest.MonkeyPatch, words: str, why: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with pytest.raises(InvalidDateError) as error:
        moments.since(words, WARSAW)
    assert f"Cannot read '{words}' as a date.{why} Use" in str(error.value)


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("command", [["log"], ["order", "/1001"], ["search", "parcel"], ["stats"]])
def test_an_unknown_author_is_an_error_that_names_the_nearest(run: Run, command: list[str]) -> None:
    result = run(*command, "--user", "ana@shop.example")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no author 'ana@shop.example'. Nearest: anna@shop.example." in result.stderr


@pytest.mark.usefixtures("shop")
def test_a_part_of_a_name_selects_all_customers_who_have_it(run: Run) -> None:
    assert codes(run, "log", "--customer", "jan") == codes(run, "log", "--customer", "jane@example.com")
    both = codes(run, "log", "--customer", "example.com")
    assert set(both) == {*codes(run, "log", "--customer", "jan"), *codes(run, "log", "--customer", "gues")}
    assert run("log", "--customer", "nobody").exit_code == 1


@pytest.mark.usefixtures("shop")
def test_the_log_is_newest_first_and_reverses(run: Run) -> None:
    newest = codes(run, "log", "--limit", "3")
    assert newest == ["c4", "o8", "o7"]
    assert codes(run, "log", "--limit", "3", "--reverse") == newest[::-1]


@pytest.mark.usefixtures("shop")
def test_pages_of_the_log_meet_without_a_gap_or_an_overlap(run: Run) -> None:
    everything = codes(run, "log")
    pages, before = [], list[str]()
    while page := codes(run, "log", "--limit", "3", *before):
        pages += page
        before = ["--before", page[-1]]
    assert pages == everything
    note = run("log", "--limit", "3").stderr
    assert note == "The newest 3; --limit shows more, --before o7 what came before.\n"


def test_a_place_or_a_batch_that_is_not_there_is_reported(run: Run) -> None:
    for option, told in (("--before", "no event 'o99'"), ("--after", "no event 'o99'")):
        result = run("log", option, "o99")
        assert (result.exit_code, result.stdout) == (1, "")
        assert told in result.stderr
    result = run("log", "--batch", "7")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no batch 7. `events batches` lists them." in result.stderr


@pytest.mark.usefixtures("shop")
def test_several_authors_are_asked_for_by_as_many_options(run: Run) -> None:
    def authors(*options: str) -> set[str]:
        events = json.loads(run("log", "-o", "json", "--limit", "100", *options).stdout)
        return {event["user"] or "system" for event in events}

    one, both = authors("--user", "system"), authors("--user", "system", "--user", "anna")
    assert one == {"system"}
    assert both == one | authors("--user", "anna")
    assert len(both) > 1


@pytest.mark.usefixtures("shop")
def test_what_filters_hide_is_counted(run: Run) -> None:
    some = run("order", "/1001", "--type", "captured")
    assert some.stderr.endswith("1 of 7 events; the filters hide 6.\n")
    every = run("order", "/1001", "--type", "voided")
    assert every.stderr.endswith("No event of type voided: the filters hide all 7 events.\n")
    data = run("order", "/1001", "--type", "voided", "-o", "json")
    assert (data.stdout, data.stderr) == ("[]\n", every.stderr)
    late = run("order", "/1001", "--since", "2999")
    assert late.stderr == "No event since 2999: the filters hide all 7 events. --since lies in the future.\n"


@pytest.mark.parametrize(
    "options", [["--type", "x"], ["--since", "x"], ["--until", "0 parsecs ago"], ["--limit", "0"]]
)
@pytest.mark.parametrize("command", [["log"], ["export"]])
def test_a_filter_that_cannot_be_read_is_a_usage_error(
    run: Run, command: list[str], options: list[str]
) -> None:
    result = run(*command, *options)
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        ("today", "2021-03-30T22:00", "2021-03-31T22:00"),
        ("Yesterday", "2021-03-29T22:00", "2021-03-30T22:00"),
        ("2021-03-28", "2021-03-27T23:00", "2021-03-28T22:00"),
        ("monday", "2021-03-28T22:00", "2021-03-29T22:00"),
        ("last wednesday", "2021-03-23T23:00", "2021-03-24T23:00"),
        ("now", "2021-03-31T15:09", "2021-03-31T15:09"),
        ("2 hours ago", "2021-03-31T13:09", "2021-03-31T13:09"),
        ("a week ago", "2021-03-24T16:09", "2021-03-24T16:09"),
        ("1 month ago", "2021-02-28T16:09", "2021-02-28T16:09"),
        ("2 years ago", "2019-03-31T15:09", "2019-03-31T15:09"),
        ("2021-01-01 12:00", "2021-01-01T11:00", "2021-01-01T11:00"),
        ("2021-01-01T12:00Z", "2021-01-01T12:00", "2021-01-01T12:00"),
        ("two hours ago", "2021-03-31T13:09", "2021-03-31T13:09"),
        ("30 min ago", "2021-03-31T14:39", "2021-03-31T14:39"),
        ("3d", "2021-03-28T15:09", "2021-03-28T15:09"),
        ("this week", "2021-03-28T22:00", "2021-04-04T22:00"),
        ("last week", "2021-03-21T23:00", "2021-03-28T22:00"),
        ("this month", "2021-02-28T23:00", "2021-03-31T22:00"),
        ("last month", "2021-01-31T23:00", "2021-02-28T23:00"),
        ("last year", "2019-12-31T23:00", "2020-12-31T23:00"),
        ("2020", "2019-12-31T23:00", "2020-12-31T23:00"),
        ("2020-12", "2020-11-30T23:00", "2020-12-31T23:00"),
        ("December 2020", "2020-11-30T23:00", "2020-12-31T23:00"),
        ("Friday 4 December 2020", "2020-12-03T23:00", "2020-12-04T23:00"),
        ("4 dec 2020", "2020-12-03T23:00", "2020-12-04T23:00"),
        ("Dec 4th, 2020", "2020-12-03T23:00", "2020-12-04T23:00"),
        ("4 April", "2020-04-03T22:00", "2020-04-04T22:00"),
        ("4 February", "2021-02-03T23:00", "2021-02-04T23:00"),
        ("yesterday 10:00", "2021-03-30T08:00", "2021-03-30T08:00"),
        ("4 December 2020 at 9:30", "2020-12-04T08:30", "2020-12-04T08:30"),
        ("08:15", "2021-03-31T06:15", "2021-03-31T06:15"),
        ("3 days", "2021-03-28T15:09", "2021-03-28T15:09"),
        ("12.02.2020", "2020-02-11T23:00", "2020-02-12T23:00"),
        ("1.4.2020 08:15", "2020-04-01T06:15", "2020-04-01T06:15"),
        ("12/31/2020", "2020-12-30T23:00", "2020-12-31T23:00"),
        ("31/12/2020", "2020-12-30T23:00", "2020-12-31T23:00"),
        ("4/4/2020", "2020-04-03T22:00", "2020-04-04T22:00"),
        ("4/14/2020 08:15", "2020-04-14T06:15", "2020-04-14T06:15"),
        ("Q1 2020", "2019-12-31T23:00", "2020-03-31T22:00"),
        ("2020-Q4", "2020-09-30T22:00", "2020-12-31T23:00"),
        ("2020-W45", "2020-11-01T23:00", "2020-11-08T23:00"),
        ("this morning", "2021-03-30T22:00", "2021-03-31T10:00"),
        ("tonight", "2021-03-31T16:00", "2021-03-31T22:00"),
    ],
)
def test_words_are_read_in_the_display_zone(
    monkeypatch: pytest.MonkeyPatch, words: str, since: str, until: str
) -> None:
    """A day counts to its end, also where daylight saving makes it 23 hours long; so do weeks, months and
    years. Days may be written as timelines print them."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert moments.since(words, WARSAW) == datetime.fromisoformat(f"{since}:00+00:00")
    assert moments.until(words, WARSAW) == datetime.fromisoformat(f"{until}:00+00:00")


@pytest.mark.parametrize(
    "words",
    [
        *("", "soon", "2021-02-30", "99999 years ago", "9" * 30 + " days ago", "0001-01-01", "9999-12-31"),
        *("31 February 2021", "4 Nov Dec", "4 May 4 2020", "2020-13", "9999"),
        *("last decade", "today 25:00", "last week 10:00", "02/03/2020", "31.2.2020", "Q5 2020", "2020-W60"),
    ],
)
def test_what_is_no_date_is_refused(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with pytest.raises(InvalidDateError):
        moments.until(words, WARSAW)
        moments.since(words, WARSAW)


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("command", [["log"], ["order", "/1001"], ["stats"], ["export"]])
def test_dates_the_wrong_way_round_are_refused(run: Run, command: list[str]) -> None:
    result = run(*command, "--since", "2021", "--until", "2020")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--since 2021 is not before --until 2020" in result.stderr
    assert run("log", "--since", "2020-11-05", "--until", "2020-11-05").exit_code == 0


@pytest.mark.usefixtures("shop")
def test_a_name_is_known_in_any_case(run: Run) -> None:
    assert codes(run, "order", "/1001", "--user", "jane doe") == codes(
        run, "order", "/1001", "--user", "jane@example.com"
    )


@pytest.mark.usefixtures("shop")
def test_a_kind_given_as_a_type_shows_how_to_ask_for_it(run: Run) -> None:
    result = run("log", "--type", "Shipped")
    assert (result.exit_code, "--kind shipped" in result.stderr) == (2, True)


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("format", ["text", "full"])
def test_a_log_of_which_filters_hide_everything_says_only_that(run: Run, format: str) -> None:
    result = run("log", "--until", "1900-01-01", "-o", format)
    assert result.stdout == ""
    assert result.stderr == "No event until 1900-01-01: the filters hide all 12 events.\n"


@pytest.mark.usefixtures("shop")
def test_events_that_are_not_there_are_named_by_what_was_asked_for(run: Run) -> None:
    said = run("log", "--user", "anna", "--kind", "paid,shipped", "--until", "1900").stderr
    assert said == "No event of kind paid,shipped by anna until 1900: the filters hide all 12 events.\n"


@pytest.mark.parametrize("name", ["System", "CRON", "WooCommerce", "Automatisch", "\u7cfb\u7edf"])
def test_what_a_program_wrote_under_its_name_is_the_systems(run: Run, tmp_path: Path, name: str) -> None:
    rows = f"1,1001,2020-01-01,{name},Ordered\n2,1001,2020-01-02,anna,Rang\n3,1001,2020-01-03,,Sent\n"
    (tmp_path / "h.csv").write_text(f"id,order,date,author,message\n{rows}", encoding="utf-8")
    assert run("import", str(tmp_path / "h.csv")).exit_code == 0
    assert run("log", "--no-system", "-o", "ids").stdout.split() == ["o2"]
    for option in (["--system"], ["--user", "system"]):
        assert sorted(run("log", *option, "-o", "ids").stdout.split()) == ["o1", "o3"]
    assert json.loads(run("show", "o1", "-o", "json").stdout)["user"] == name


@pytest.mark.parametrize(
    ("name", "is_machine"),
    [("WooCommerce", True), ("PlentyMarkets", True), ("woocOMMerce", False), ("Mollie", False)],
)
def test_names_of_programs_are_the_same_wherever_they_matter(name: str, is_machine: bool) -> None:
    """In what the database selects, and in what is shown; and none is a first name."""
    person = Person(id=1, email=None, name=name, is_placeholder=True)
    assert person.is_machine is is_machine
    selected = str(are_machines().compile(compile_kwargs={"literal_binds": True}))
    assert (f"'{name}'" in selected) is is_machine


@pytest.mark.usefixtures("shop")
def test_events_of_a_shop_and_of_people(run: Run) -> None:
    assert run("add-note", "pl/1001", "Rang.", "--user", "anna@shop.example").exit_code == 0
    every = json.loads(run("log", "-o", "json", "--limit", "1000").stdout)
    of_shop = json.loads(run("log", "--shop", "pl", "-o", "json").stdout)
    assert of_shop == [one for one in every if one["shop"] == "pl"] != []
    assert run("log", "--shop", "pl", "--order", "1001", "-o", "ids").stdout.split() == [of_shop[0]["id"]]
    for command in ("stats", "export", "paths", "waits", "search jane"):
        assert run(*command.split(), "--shop", "pl").exit_code == 0
        assert run(*command.split(), "--shop", "pll").exit_code == 1
    by_people = run("log", "--no-system", "-o", "ids", "--limit", "1000").stdout.split()
    assert by_people == [one["id"] for one in every if one["user"] is not None] != []
    by_nobody = run("log", "--system", "-o", "ids", "--limit", "1000").stdout.split()
    assert sorted([*by_people, *by_nobody]) == sorted(one["id"] for one in every)
