# ruff: noqa: E501
"""Drafts of mappings for rows that hold a whole order each."""

from __future__ import annotations

import json
from pathlib import Path

from running import Run

ORDERS = (
    "Référence;Client;Total TTC;Mode de paiement;Date de commande;Date de paiement;Date d'expédition;N° de suivi\n"
    "CMD-1;marie@exemple.fr;75,00;Carte;13/01/2022 10:00;13/01/2022 10:01;14/01/2022 16:30;6C00000000001\n"
    "CMD-2;paul@exemple.fr;1 020,40;;14/01/2022 09:15;18/01/2022 08:00;;\n"
)


def test_a_draft_for_a_row_per_order_gives_its_steps_as_it_stands(run: Run, tmp_path: Path) -> None:
    file, draft = tmp_path / "commandes.csv", tmp_path / "legacy.toml"
    file.write_text(ORDERS)
    draft.write_text(run("map", str(file)).stdout)
    assert run("import", str(file), "--map", str(draft), "--tz", "Europe/Paris").exit_code == 0
    shown = run("log", "--format", "oneline", "--display-tz", "Europe/Paris").stdout
    assert [line.split("  ", 1)[0] for line in shown.splitlines()] == ["o5", "o3", "o4", "o2", "o1"]
    for said in (
        "Order placed: 75,00", "Paid: 75,00, Carte", "Paid: 1 020,40", "Tracking number: 6C00000000001"
    ):  # fmt: skip
        assert said in shown
    assert "legacy" not in shown
    assert (
        "duplicate            5"
        in run("import", str(file), "--map", str(draft), "--tz", "Europe/Paris").stdout
    )


LIST = [
    {
        "id": "5f1a01",
        "orderNumber": "3001",
        "createdOn": "2022-03-01T10:15:00.000Z",
        "modifiedOn": "2022-03-03T09:00:00.000Z",
        "customerEmail": "nina.roth@mail.example",
        "fulfillmentStatus": "FULFILLED",
        "fulfilledOn": "2022-03-03T09:00:00.000Z",
        "refundedTotal": {"value": "0.00", "currency": "EUR"},
        "grandTotal": {"value": "64.00", "currency": "EUR"},
        "internalNotes": [{"content": "Gift, leave the price out"}],
    },
    {
        "id": "5f1a02",
        "orderNumber": "3002",
        "createdOn": "2022-03-02T18:40:10.000Z",
        "modifiedOn": "2022-03-02T18:40:10.000Z",
        "customerEmail": "leo.kraus@mail.example",
        "fulfillmentStatus": "PENDING",
        "fulfilledOn": None,
        "refundedTotal": {"value": "0.00", "currency": "EUR"},
        "grandTotal": {"value": "18.50", "currency": "EUR"},
        "internalNotes": [],
    },
]


def test_a_list_of_orders_is_no_list_of_events_of_their_creation(run: Run, tmp_path: Path) -> None:
    file, draft = tmp_path / "orders.json", tmp_path / "legacy.toml"
    file.write_text(json.dumps({"result": LIST, "pagination": {}}))
    refused = run("import", str(file), "-q")
    assert refused.exit_code == 2
    assert (
        "createdOn, fulfilledOn" in refused.stderr
        and "fulfillmentStatus has no date of its own" in refused.stderr
    )
    run("map", str(file), str(draft))
    run("import", str(file), "--map", str(draft))
    shown = json.loads(run("order", "3001", "--format", "json").stdout)
    assert [(one["date"][:16], one["message"]) for one in shown] == [
        ("2022-03-01T10:15", "Order placed: 64.00 EUR"),
        ("2022-03-03T09:00", "Shipped"),
    ]
    drafted = draft.read_text()
    assert "internalNotes has no date of its own" in drafted
    assert '# date = "modifiedOn"' in drafted and "kind" not in drafted
