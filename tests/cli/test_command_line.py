"""Command lines that people type first: other names, options in any place, and things to look up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import platformdirs
import pytest
from running import Run
from typer.main import get_command

from cli.app import app
from cli.commands import COMMANDS
from cli.words import hints, option_synonyms, synonyms
from cli.words.command_line import normalize
from cli.words.command_rules import state_of
from events.errors import UsageError


@pytest.fixture(scope="module")
def root() -> Any:
    return get_command(app)


def _commands(command: Any, root: Any) -> Iterator[Any]:
    for name in COMMANDS:
        found = root.get_command(None, name)
        yield found
        yield from getattr(found, "commands", {}).values()


def _option_names(command: Any) -> set[str]:
    return {
        name
        for param in command.params
        if param.param_type_name == "option"
        for name in (*param.opts, *param.secondary_opts)
    }


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("note 1001 -m hello", "add-note 1001 hello"),
        ("note 1001 --message=hello", "add-note 1001 hello"),
        ("ls -n 3", "orders --limit 3"),
        ("people add x@y.example", "customers add x@y.example"),
        ("log --json", "log --format json"),
        ("orders --stuck", "orders --status stuck"),
        ("order 1001 --newest-first --tz UTC", "--display-tz UTC order 1001 --reverse"),
        ("order 1001 --newest", "order 1001 --reverse"),
        ("log --oldest", "log --reverse"),
        ("import a.csv --tz UTC", "import a.csv --tz UTC"),
        ("stats --by year --durations", "stats --by year"),
        ("stats --group-by=kind", "stats --by=kind"),
        ("log --by mia", "log --user mia"),
        ("add note 1001 hello", "add-note 1001 hello"),
        ("add-notes notes.csv", "add-note --from-file notes.csv"),
        ("add-note --file notes.csv", "add-note --from-file notes.csv"),
        ("add order 7", "orders add 7"),
        ("notes 1001", "log --kind note --order=1001"),
        ("orders stuck", "orders --status stuck"),
        ("orders waiting --limit 3", "orders --status stuck --limit 3"),
        ("orders --unshipped", "orders --status unshipped"),
        ("log --refunded", "log --kind refunded"),
        ("correct-note o7 -- --last", "correct-note o7 -- --last"),
        ("search -- --before --desc", "search -- --before --desc"),
        ("stats --source=woocommerce", "stats --source=woocommerce"),
        ("order 1001 --mask", "order 1001 --redact"),
        ("orders refunds", "orders --status refunded"),
        ("orders list", "orders"),
        ("legend", "types"),
        ("signs -o json", "types -o json"),
        ("customers ls --limit 3", "customers --limit 3"),
        ("orders jane", "orders --customer jane"),
        ("orders --sort oldest", "orders --reverse --sort began"),
        ("orders --sort-by=newest", "orders --sort began"),
        ("orders --oldest", "orders --reverse --sort began"),
        ("orders --top 2 --oldest", "orders --limit 2 --reverse --sort began"),
        ("orders --newest-first --limit 3", "orders --limit 3 --sort began"),
        ("orders --by month --oldest", "orders --by month --reverse"),
        ("orders --sort refunds", "orders --sort refunded"),
        ("log --sort oldest", "log --reverse"),
        ("order 1001 --order-by newest", "order 1001 --reverse"),
        ("orders --not-shipped --paid", "orders --status unshipped"),
        ("log refunds --in 2020", "log --kind=refunded --since=2020 --until=2020"),
        ("refunds --limit 3", "log --kind refunded --limit 3"),
        ("log --kind refunded --total", "stats --kind refunded --sum"),
        (
            "sum --refunded --by month --year 2020",
            "stats --kind refunded --by month --since=2020 --until=2020 --sum",
        ),
        ("stats refunds --total", "stats --kind=refunded --sum"),
        ("total refunds --by month", "stats --kind=refunded --by month --sum"),
        ("total --since 2020", "stats --since 2020 --sum"),
        ("log --kind paid refunds", "log --kind paid --kind=refunded"),
        ("config get tz", "db info"),
        ("state 1001", "order 1001"),
        ("origin o3", "show --source o3"),
        ("batch last --rejected", "batch --rejected"),
        ("batches 1 --rejects r.csv", "batch 1 --rejects r.csv"),
        ("imports 12", "batch 12"),
        ("order --number 1001", "order 1001"),
        ("add-note --order 1001 hello", "add-note 1001 hello"),
        ("shops", "stats --by shop"),
        ("correct o5 hello", "correct-note o5 hello"),
        ("order 1001 --notes", "order 1001 --kind note"),
        ("log -5", "log --limit 5"),
        ("orders --kind paid", "orders --status paid"),
        ("orders --sort began --desc", "orders --sort began"),
        ("orders --sort-by began --asc", "orders --sort began --reverse"),
        ("log --oldest-first", "log --reverse"),
        ("customers --desc", "customers --reverse"),
        ("customers --sort paid --desc", "customers --sort paid"),
        ("customers --sort-by paid --desc", "customers --sort paid"),
        ("customers --order-by=orders --asc", "customers --sort=orders --reverse"),
        ("customers --stuck --desc", "customers --status stuck"),
        ("customers --status stuck --sort email --desc", "customers --status stuck --sort email --reverse"),
        ("customers Stuck --asc", "customers --status stuck --reverse"),
        ("customers paid", "customers --status paid"),
        ("orders delivered", "orders --status delivered"),
        ("orders failed --limit 3", "orders --status failed --limit 3"),
        ("actors --grep tom", "actors --like tom"),
        ("status", "db info"),
        ("status 1001", "order 1001"),
        ("open", "orders --status open"),
        ("db path", "db info"),
        ("settings", "db info"),
        ("undo latest", "undo last"),
        ("order 1001 -o md", "order 1001 -o markdown"),
        ("log --format=NDJSON", "log --format=jsonl"),
        ("where a.csv 3", "where a.csv:3"),
        ("where a.csv:3 4", "where a.csv:3 4"),
        ("undo --yes newest", "undo --yes last"),
        ("undo -n --user last last", "undo --dry-run --user last last"),
        ("add-note 1001 -- -o a.html", "add-note 1001 -- -o a.html"),
        ("--db x.db orders", "--database x.db orders"),
        ("--json order 1001", "order --format json 1001"),
        ("--dry-run forget jane@example.com", "forget --dry-run jane@example.com"),
        ("--yes -q forget jane@example.com", "-q forget --yes jane@example.com"),
        ("edit-note --last hello", "correct-note last hello"),
        ("delete-note --last", "undo-note last"),
        ("where", "db info"),
        ("log --author=mia", "log --user=mia"),
        ("search mug --by date", "search mug --by date"),
        ("order 1001 -v", "-v order 1001"),
        ("order 1001 --db x.db --limit 1", "--database x.db order 1001 --limit 1"),
        ("-q order 1001 --no-color", "-q --color never order 1001"),
        ("orders add 5 --color=never", "--color=never orders add 5"),
        ("import a.csv -n -m map.toml", "import a.csv --dry-run --map map.toml"),
        ("log --grep --author", "log --grep --author"),
        ("add-note 1001 -- -v --json", "add-note 1001 -- -v --json"),
        ("help orders add", "orders add --help"),
        ("help", "--help"),
        ("help grep", "search --help"),
        ("stats --foo 5", "stats --foo 5"),
        ("1001", "order 1001"),
        ("jane@example.com --json", "customer jane@example.com --format json"),
        ("show 1001 --limit 3", "order 1001 --limit 3"),
        ("show o17 --json", "show o17 --format json"),
        ("log 1001", "log --order=1001"),
        ("log jane@example.com -n 3", "log --customer=jane@example.com --limit 3"),
        ("log o17", "show o17"),
        ("customers jane", "customers --like=jane"),
        ("customers add jane@example.com", "customers add jane@example.com"),
        ("log --on 2020-02", "log --since=2020-02 --until=2020-02"),
        ("log --before 2020-03-01", "log --until 2020-03-01"),
        ("log --before o17", "log --before o17"),
        ("log --status paid", "log --kind paid"),
        ("stuck", "orders --status stuck"),
        ("rejects", "batch --rejected"),
        ("check", "db check"),
        ("check a.csv", "reconcile a.csv"),
        ("watch", "log --follow"),
        ("undo --last", "undo"),
        ("undo --last 1", "undo --last 1"),
        ("undo --last=1", "undo --last=1"),
        ("import a.csv --progress", "import a.csv"),
        ("import a.csv --date at --author=by", "import a.csv --set date=at --set author=by"),
        ("import a.csv --from m.toml", "import a.csv --map m.toml"),
        ("export -o events.csv", "export events.csv"),
        ("export --output events.csv", "export events.csv"),
        ("map odd.csv -o m.toml", "map odd.csv m.toml"),
        ("version", "--version"),
        ("--version", "--version"),
        ("record order captured 1001 --amount 5", "record order captured 1001 --amount 5"),
        ("nonsense --json", "nonsense --json"),
        ("durations paid shipped", "waits paid shipped"),
        ("waits from paid to shipped", "waits paid shipped"),
        ("waits --from paid --to shipped", "waits paid shipped"),
        ("waits --from 2020 --to 2021", "waits --since 2020 --until 2021"),
        ("--since 2020 log --reverse", "log --since 2020 --reverse"),
        ("--limit=3 -r log", "log --limit=3 -r"),
        ("-d log1.db db upgrade", "-d log1.db db upgrade"),
        ("--foo log1.db db upgrade", "--foo log1.db db upgrade"),
        ("-x 1001", "-x 1001"),
        ("add-note 1001 hello --at=yesterday", "add-note 1001 hello --date=yesterday"),
        ("count --by users", "stats --by author"),
        ("stats --by=Months --since 2020", "stats --by=month --since 2020"),
        ("record paid 1001", "record order marked_as_paid 1001"),
        ("copy backup.db", "db copy backup.db"),
        ("tail 20", "log --limit 20"),
        ("handover --mine", "log --since today --user me"),
        ("customer mary stone -n 3", "customer mary~stone --limit 3"),
        ("last 1001", "order 1001"),
        ("track RM742199501GB", "find RM742199501GB"),
        ("find --postcode NR1", "find NR1"),
        ("customers --email jane", "customers --like jane"),
        ("unshipped", "orders --status unshipped"),
        ("unpaid --csv", "orders --status unpaid --format csv"),
        ("overdue", "orders --status stuck"),
        ("staff", "stats --by author"),
        ("stats --monthly", "stats --by month"),
        ("log --days 7 --mine-not", "log --since=7~days~ago --mine-not"),
        ("orders --hours=24", "orders --since=24~hours~ago"),
        ("--last-week log", "log --since=last~week --until=last~week"),
        ("export --to orders.csv", "export orders.csv"),
        ("export --to 2020", "export --until 2020"),
    ],
)
def test_a_command_line_is_normalized(root: Any, typed: str, meant: str) -> None:
    assert normalize(root, typed.split()) == [word.replace("~", " ") for word in meant.split()]


def test_any_number_of_orders_is_named(root: Any) -> None:
    assert normalize(root, ["orders", *["1001"] * 1500, "-r"]) == [
        "orders",
        *["--number", "1001"] * 1500,
        "-r",
    ]


def test_no_option_of_a_command_has_the_name_of_a_global_one(root: Any) -> None:
    """It could not be given behind that command."""
    everywhere = _option_names(root) - {"-h", "--help"}
    for command in _commands(root, root):
        assert not everywhere & _option_names(command), command.name


def test_other_names_are_of_commands_and_options_that_exist(root: Any) -> None:
    others = [synonyms.COMMANDS, synonyms.PAIRS, synonyms.ALONE]
    for words in (meant.split() for one in others for meant in one.values()):
        assert words[0] in COMMANDS or words == ["--version"]
    assert not (synonyms.COMMANDS.keys() | hints.COMMANDS.keys()) & COMMANDS.keys()
    known = _option_names(root).union(*map(_option_names, _commands(root, root)))
    meant = {
        word for others in option_synonyms.OPTIONS.values() for other in others for word in other[:1]
    } - {""}
    assert meant <= known


def test_every_hint_is_shown_for_its_command(root: Any) -> None:
    for name, hint in hints.COMMANDS.items():
        with pytest.raises(UsageError, match=name) as error:
            normalize(root, [name])
        assert str(error.value).endswith(hint.format(target="NUMBER"))


@pytest.mark.parametrize("name", ["anonymise", "anonymize", "gdpr", "mask", "pseudonymize", "redact"])
@pytest.mark.usefixtures("shop")
def test_a_name_that_may_mean_masking_erases_nobody(run: Run, name: str) -> None:
    asked = run(name, "jane@example.com", stdin="y\n")
    assert asked.exit_code == 2
    assert "events forget EMAIL" in asked.stderr
    assert run("customer", "jane@example.com").exit_code == 0


def test_no_other_name_of_a_command_that_erases_may_mean_less(root: Any) -> None:
    assert [name for name, meant in synonyms.COMMANDS.items() if meant == "forget"] == ["erase"]


@pytest.mark.usefixtures("shop")
def test_stats_by_a_group_show_that_group_only(run: Run) -> None:
    by_kind = json.loads(run("stats", "--by", "kind", "-o", "json").stdout)
    assert list(by_kind) == ["events", "first", "last", "kinds"]
    whole = json.loads(run("stats", "-o", "json").stdout)
    assert by_kind.items() <= whole.items()
    cut = json.loads(run("stats", "--by", "author", "--authors", "1", "-o", "json").stdout)
    assert (len(cut["authors"]), cut["all_authors"]) == (1, whole["all_authors"])
    assert run("stats", "--by", "year", "-o", "csv").stdout.splitlines()[1:] == ["year,2020,12" + 7 * ","]
    assert "  2020-11-0" in run("stats", "--by", "day").stdout.partition("By day, Europe/Warsaw")[2]
    text = run("stats", "--by", "author").stdout
    assert ("By author" in text, "By kind" in text) == (True, False)


@pytest.mark.usefixtures("shop")
def test_log_and_search_take_an_order_or_a_customer(run: Run) -> None:
    whole = json.loads(run("order", "/1001", "-o", "json").stdout)
    assert json.loads(run("log", "/1001", "-o", "json", "--limit", "99").stdout) == whole[::-1]
    of_jane = json.loads(run("log", "jane@example.com", "-o", "json", "--all").stdout)
    assert {event["order"] for event in of_jane} <= {"1001", None}
    found = json.loads(run("search", "--order", "/1001", "jane", "-o", "json").stdout)
    assert found
    assert {event["order"] for event in found} == {"1001"}
    assert run("log", "--order", "1", "--customer", "jane@example.com").exit_code == 2


@pytest.mark.usefixtures("shop")
def test_a_search_for_a_number_or_an_e_mail_shows_whose_it_is_first(run: Run) -> None:
    assert run("search", "100").stdout.startswith("Orders\n")
    assert run("search", "jane@example.com").stdout.startswith("People\n")
    assert "People" not in run("search", "jane@example.com", "--redact").stdout


@pytest.mark.usefixtures("shop")
def test_the_order_shown_last_is_shown_again(run: Run) -> None:
    assert "No order was shown yet" in run("last").stderr
    shown = run("order", "/1001").stdout
    assert run("last").stdout == shown
    (kept,) = Path(platformdirs.user_state_dir("events", appauthor=False)).glob("last*.json")
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.write_text("[" * 100_000)
    assert "No order was shown yet" in run("last").stderr


def test_authors_are_assigned_from_a_file_all_or_none(run: Run, tmp_path: Path) -> None:
    legacy = tmp_path / "legacy.csv"
    rows = "".join(f"7,2020-01-0{day},Called,{who}\n" for day, who in ((1, "anna"), (2, "bo")))
    legacy.write_text(f"order,date,message,author\n{rows}")
    assert run("import", str(legacy)).exit_code == 0
    names = tmp_path / "names.csv"
    names.write_text("anna,anna@shop.example\nnobody,bo@shop.example\n")
    assert run("actors", "assign", str(names)).exit_code == 1
    assert run("actors", "--unassigned", "-o", "jsonl").stdout.count("\n") == 2
    names.write_text("Name;Email\nanna;anna@shop.example\nbo;bo@shop.example\n")
    assert "anna of default is now anna@shop.example" in run("assign", str(names)).stdout
    assert run("actors", "--unassigned", "-o", "jsonl").stdout == ""


def test_records_outside_the_dates_of_an_import_count_as_skipped(run: Run, tmp_path: Path) -> None:
    legacy = tmp_path / "legacy.csv"
    rows = "".join(f"7,{year}-12-31 23:30,Called\n" for year in (2018, 2019, 2020))
    legacy.write_text(f"order,date,message\n{rows}")
    dates = ("--since", "2019", "--until", "2019", "--tz", "Europe/Warsaw")
    report = json.loads(run("import", str(legacy), *dates, "-o", "json").stdout)
    assert (report["read"], report["imported"], report["skipped"]) == (3, 1, 2)
    assert report["notes"]["skips"] == {"before --since": 1, "after --until": 1}
    assert run("reconcile", str(legacy)).exit_code == 0
    run("undo", "1")
    again = run("batch", "1").stderr
    assert "--since 2018-12-31T23:00:00+00:00 --until 2019-12-31T23:00:00+00:00" in again
    assert run("import", str(legacy), "--since", "2020", "--until", "2019").exit_code == 2


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("partially refunded", "partially_refunded"),
        (" Partially-Shipped ", "partially_shipped"),
        ("not shipped", "unshipped"),
        ("refunds", "refunded"),
        ("waiting", "stuck"),
    ],
)
def test_a_state_is_called_as_lists_print_it_too(word: str, state: str) -> None:
    assert state_of(word) == state
