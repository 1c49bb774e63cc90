# ruff: noqa: E501
"""Drafts of mappings for rows that hold a whole order each."""

from __future__ import annotations

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
