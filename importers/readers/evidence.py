"""What was decided about an input, and by how much: shown in the report and by `events map`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One decision: `chosen` fits `fits` of `sampled` records; `rejected`, the runner-up, fits `rival_fits`.

    `subject` names what was decided, such as "delimiter". `rejected` is empty where nothing else fits.
    """

    subject: str
    chosen: str
    fits: int
    sampled: int
    rejected: str = ""
    rival_fits: int = 0

    @property
    def sentence(self) -> str:
        """For people: "comma 200 of 200 records; backslash escapes fit 1 of 200: not used"."""
        counted = f"{self.chosen} {self.fits} of {self.sampled} records"
        if not self.rejected:
            return counted
        return f"{counted}; {self.rejected} {self.rival_fits} of {self.sampled}: not used"
