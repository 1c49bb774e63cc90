"""Orders that differ in a # or in zeros alone are orders of their own, and the report says so."""

from __future__ import annotations

import re
import shlex

import pytest
from bringing import HEADER, Bring


@pytest.mark.parametrize(("first", "then"), [("1001", "#1001"), ("#1001", "1001")])
@pytest.mark.parametrize("dry_run", [False, True])
def test_an_order_that_differs_from_a_known_one_only_by_a_sign_is_named(
    bring: Bring, first: str, then: str, dry_run: bool
) -> None:
    bring(HEADER + f"1,{first},2020-01-01,,a\n")
    report = bring(HEADER + f"2,{then},2020-01-02,,b\n3,1002,2020-01-02,,c\n", dry_run=dry_run)
    (said,) = [one for one in report.remarks if "only by a #" in one]
    assert said.startswith("1 order differs from another of the shop only by a # (")
    assert ("events undo" in said) is not dry_run


def test_other_orders_are_not(bring: Bring) -> None:
    bring(HEADER + "1,#1001,2020-01-01,,a\n")
    report = bring(HEADER + "2,1002,2020-01-02,,b\n3,#1001,2020-01-02,,c\n")
    assert not [one for one in report.remarks if "only by a #" in one]


def test_both_in_one_file_are(bring: Bring) -> None:
    report = bring(HEADER + "1,#1001,2020-01-01,,a\n2,1001,2020-01-02,,b\n")
    assert [one for one in report.remarks if "(#1001 and 1001)" in one]


@pytest.mark.parametrize(
    ("first", "then", "remedy"),
    [
        ("000000104", "104", "--set order=order:09 adds the zeros"),
        ("104", "0104", r"--set 'order=order ~ ^0*(\d+)$' leaves out the zeros"),
    ],
)
def test_an_order_that_differs_by_leading_zeros_is_named_with_what_writes_it_alike(
    bring: Bring, first: str, then: str, remedy: str
) -> None:
    bring(HEADER + f"1,{first},2020-01-01,,a\n")
    report = bring(HEADER + f"2,{then},2020-01-02,,b\n3,1040,2020-01-02,,c\n4,0,2020-01-02,,d\n")
    (said,) = [one for one in report.remarks if "only by leading zeros" in one]
    assert f"({first} and {then})" in said
    assert remedy in said


def test_the_option_is_quoted_for_a_shell(bring: Bring) -> None:
    text = "order's no,date,message\n104,2020-01-01,a\n0104,2020-01-02,b\n#104,2020-01-02,b\n"
    report = bring(text, sets=("order=order's no", "date=date", "message=message"))
    said = [one.partition("alike; ")[2] for one in report.remarks if "only by" in one]
    options = [shlex.split(re.split(" adds | leaves ", one)[0])[1] for one in said]
    assert len(options) == 2
    assert options[0] == "order=#{order's no}"
    assert options[1] in ("order=order's no:04", r"order=order's no ~ ^0*(\d+)$")
