"""One line of what `make bench` prints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`bound` is the most it may be, `least` the least; with neither it only informs."""

    what: str
    value: float
    unit: str
    bound: float | None = None
    least: float | None = None

    @property
    def met(self) -> bool:
        below = self.bound is None or self.value <= self.bound
        return below and (self.least is None or self.value >= self.least)

    def __str__(self) -> str:
        most = "" if self.bound is None else f"<= {self.bound:g}"
        bound = most if self.least is None else f">= {self.least:g}"
        verdict = "" if not bound else ("ok" if self.met else "NOT MET")
        return f"{self.what:66} {self.value:9.3f} {self.unit:4} {bound:>9}  {verdict}"
