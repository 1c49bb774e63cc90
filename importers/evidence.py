"""What was decided about an input, and by how much: shown in the report and by `events map`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LAYOUT = ("delimiter", "escapes", "quote", "header", "guards")
"""The subjects of decisions about the layout; the others are fields, for which columns were chosen."""

ALWAYS = ("delimiter", "escapes", "guards")
"""Those that are worth a line even where nothing else fits."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One decision: `chosen` fits `fits` of `sampled` records; `rejected`, the runner-up, fits `rival_fits`.

    `subject` names what was decided, such as "delimiter" or "order". `rejected` is empty where nothing else
    fits. `unit` is what was counted; of "%", `sampled` is 100.
    """

    subject: str
    chosen: str
    fits: int
    sampled: int
    rejected: str = ""
    rival_fits: int = 0
    unit: str = "records"

    @property
    def sentence(self) -> str:
        """For people: "comma 200 of 200 records; semicolon fits 1 of 200: not used"."""
        if self.unit == "%":
            return f"{self.chosen}, rather than {self.rejected}" if self.rejected else self.chosen
        counted = f"{self.chosen} {self.fits:,} of {self.sampled:,} {self.unit}"
        rival = f"{self.rival_fits:,} of {self.sampled:,}"
        return f"{counted}; {self.rejected} {rival}: not used" if self.rejected else counted

    def as_dict(self) -> dict[str, object]:
        """The decision as data, with its sentence."""
        return {
            "subject": self.subject,
            "chosen": self.chosen,
            "fits": self.fits,
            "sampled": self.sampled,
            "rejected": self.rejected,
            "rival_fits": self.rival_fits,
            "unit": self.unit,
            "sentence": self.sentence,
        }


def summarize(decisions: Sequence[Decision]) -> str:
    """The decisions in a line: those about the layout, and of the columns between two the closest one."""
    layout = [one for one in decisions if one.subject in LAYOUT and (one.subject in ALWAYS or one.rejected)]
    columns = [one for one in decisions if one.subject not in LAYOUT and one.rejected]
    closest = min(columns, key=lambda one: one.fits - one.rival_fits, default=None)
    return "; ".join(one.sentence for one in (*layout, *([closest] if closest else [])))
