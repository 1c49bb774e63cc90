"""Command lines that cannot work: each is answered with the command that does."""

from __future__ import annotations

import shlex

import pytest
from running import Run


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("9999", "events find 9999"),
        ("nobody@example.com", "events find nobody@example.com"),
        ("log 1001 1002", "`events log` takes no argument. To look up '1002': events find 1002"),
        ("types 1001", "`events types` takes no argument. To look up '1001': events find 1001"),
        ("import a.csv --map 'Ord. Ref=order'", "To map one column: --set 'order=Ord. Ref'"),
        ("where o10", "The line that o10 came from: events show o10 --source"),
        ("flag 1001", 'events add-note 1001 "URGENT"'),
        ("set-status 1001 shipped", "events record shipped NUMBER"),
        ("db drop", "Nothing was changed. One import is taken back with `events undo ID`"),
        ("sql 'select 1'", "sqlite3 -readonly FILE"),
        ("db schema", "docs/ledger.md explains the tables"),
        ("help exit-codes", "docs/exit-codes.md"),
        ("reimport 1", "imported again by the same `events import` command"),
        ("log --mine", "--user NAME"),
        ("undo --all", "events undo ID takes one back"),
        ("customers --by month", "events orders --by month"),
        ("stats --average", "events stats --kind refunded (or paid)"),
        ("restore x.db", "events db copy FILE PLACE"),
        ("db restore x.db", "events --database FILE orders"),
        ("log other.db", "events --database other.db log"),
        ("db upgrade other.db", "events --database other.db db upgrade"),
        ("print 1001", "events order 1001 --format html > order.html"),
        ("export a.csv -o parquet", "a.csv has the extension of csv, but --format says parquet"),
        ("log --useer x", "Did you mean --user?"),
        ("orders --like mug", "events find TEXT"),
        ("log --format jsn", "Did you mean json?"),
        ("stats --since 2020 mug", "events find mug"),
        ("stats --by week", "is not one of month, day, year, type, kind, author, source, shop"),
        ("redact 1001", "events order 1001 --redact. To erase a person for good: events forget EMAIL"),
        ("mask jane@example.com", "events customer jane@example.com --redact"),
        ("rm o1", "events undo-note o1 --user jane@example.com"),
        ("rm 1001", "`events undo-note ID`"),
        ("orders --total", "events orders --sort paid"),
        ("--completion", "events completion bash"),
        ("order 1001 -o out/a.html", "events order 1001 --format html > out/a.html"),
        (
            "order 1001 -o out/a.docx",
            "none writes .docx. To write a file: events order 1001 --format html > out/a.html",
        ),
        ("log --csv -o paid.csv", "To write a file: events log --format csv > paid.csv"),
        ("add-note 1001 hello --color2 'x y'", "No such option: --color2"),
        ("log --between 2020 2021", "--since DATE --until DATE"),
        ("report --month 2020-02", "events stats --since 2020-02 --until 2020-02"),
        ("report a.html --since 2020", "events stats --since 2020-02 --until 2020-02"),
        ("retry out/rejects-7.csv", "events retry 7 out/rejects-7.csv"),
        ("retry mended.csv", "events retry ID mended.csv"),
        ("config set user anna", 'config.toml: user = "anna"'),
        ("config set tz Europe/Berlin", 'config.toml: display_tz = "Europe/Berlin"'),
        ("config set pager=off", "config.toml: pager = false"),
        ("config set colour red", "'red' is not one of auto, always, never"),
        ("config set zone Berlin", "There is no time zone 'Berlin'"),
        ("config set editor vi", "There is no setting 'editor'. The settings are database, user, display_tz"),
        ("orders --paid --refunded", "Choose paid or refunded: a list shows one state, the last step"),
        ("customers unshipped", "events orders --status unshipped"),
        ("orders finished", "events orders --status completed (or shipped, delivered, refunded, cancelled)"),
        ("order pl 1001", "One of a shop: events order pl/1001"),
        ("order 1001 --shop pl", "SHOP/NUMBER, as events order pl/1001"),
        ("orders --min 100", "events orders --sort paid"),
        ("redo 3", "the same `events import` command"),
        ("add-note 2002 hello --date 2999-11-23", "--date 2999-11-23 is still to come"),
        ("add-note 2002 hello --date soon", "Cannot read 'soon' as a date"),
        ("import a.csv --author anna@shop.example", "Who imports: --user EMAIL"),
        ("record 1001 lost", "events record shipped NUMBER"),
        ("authors merge uwe 'Uwe Kraemer'", "events actors assign NAME EMAIL"),
        ("add-note 1001 Bank transfer announced", "events add-note 1001 'Bank transfer announced'"),
        ("orders --count", "Lists end with their number"),
        ("reclassify o5 cancelled", "events record order TYPE NUMBER"),
        ("doctor refunds", "To look up 'refunds': events log --kind refunded"),
        ("waits paid sold", "The steps are placed, authorized, paid"),
        ("waits paid shipped delivered", "Name the step that orders wait from and the one they wait for"),
        ("-x log1.db db upgrade", "No such option: -x"),
        ("customer", "Example: events customer"),
        ("completion", "Choose from: bash, zsh, fish"),
        ("customer example.com", "Nearest: "),
        ("export all.docx", "no format has the extension .docx"),
        ("export -o all.txt", "no format has the extension .txt"),
        ("order jane@example.com", "events customer jane@example.com"),
        ("customer nobody@example.com", "events customers add nobody@example.com"),
        ("show 9999", "events find 9999"),
    ],
)
@pytest.mark.usefixtures("shop")
def test_a_mistake_shows_the_command_that_works(run: Run, typed: str, answer: str) -> None:
    result = run(*shlex.split(typed))
    assert result.exit_code != 0
    assert answer in result.stderr
    assert result.stdout == ""
