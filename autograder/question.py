"""A question as assignment.toml states it, with points or for practice."""

from __future__ import annotations

import keyword
import re
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from .model import Function

NAME = r"[A-Za-z_][A-Za-z0-9_]*"
CALL = re.compile(rf"({NAME})\((|{NAME}(?:, {NAME})*)\)")

Points = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
Fraction = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Margin = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Margins(Strict):
    """|got - expected| <= atol + rtol |expected|, entry by entry."""

    rtol: Margin
    atol: Margin


class Question(Strict):
    id: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+[a-z]?)*$")]
    title: Annotated[str, Field(min_length=1)]
    call: Annotated[str, Field(pattern=rf"^{CALL.pattern}$")]
    points: Points
    file: Annotated[str, Field(pattern=rf"^{NAME}\.py$")] = "submission.py"
    arguments: Literal["python", "torch"] = "python"
    practice: bool = False
    tolerance: Margins
    weights: dict[str, Points]
    credit: dict[str, Fraction] = {}  # id of a known mistake -> the part of the points it keeps

    @field_validator("call")
    @classmethod
    def call_is_a_function(cls, call: str) -> str:
        if any(map(keyword.iskeyword, re.findall(NAME, call))):
            raise ValueError(f"should name no keyword of Python, not {call!r}")
        return call

    @model_validator(mode="after")
    def weights_belong_and_add_up(self) -> Question:
        for number in self.weights:
            before, _, ordinal = number.rpartition(".")
            if before != self.id or not (ordinal.isascii() and ordinal.isdigit()):
                raise ValueError(f'weights."{number}" should be "{self.id}." and a number')
        if abs(sum(self.weights.values()) - self.points) > 1e-9:
            total = sum(self.weights.values())
            raise ValueError(f"weights should add up to points = {self.points:g}, not {total:g}")
        return self

    @property
    def voluntary(self) -> bool:
        """Practice without points: what a student leaves out is not asked for."""
        return self.practice and self.points == 0

    @property
    def function(self) -> Function:
        name, parameters = CALL.fullmatch(self.call).groups()  # type: ignore[union-attr]
        return Function(
            name=name,
            parameters=tuple(filter(None, parameters.split(", "))),
            file=self.file,
            tensors=self.arguments == "torch",
        )


class Practice(Strict):
    """A second file with functions to try, one question each: no points unless weights say so."""

    on: bool = True
    file: Annotated[str, Field(pattern=rf"^{NAME}\.py$")] = "practice.py"
    tolerance: Margins
    torch: Annotated[tuple[str, ...], Field(strict=False)] = ()
    weights: dict[str, Points] = {}
    calls: Annotated[dict[str, str], Field(min_length=1)]

    @cached_property  # asked for at each check, and each costs a validation
    def questions(self) -> tuple[Question, ...]:
        return tuple(self._question(id, call) for id, call in self.calls.items())

    def _question(self, id: str, call: str) -> Question:
        weights = {n: w for n, w in self.weights.items() if n.rpartition(".")[0] == id}
        return Question(
            id=id,
            title=call,
            call=call,
            points=sum(weights.values()),
            file=self.file,
            arguments="torch" if id in self.torch else "python",
            practice=True,
            tolerance=self.tolerance,
            weights=weights,
        )

    @model_validator(mode="after")
    def all_belong(self) -> Practice:
        for id, call in self.calls.items():
            try:
                self._question(id, call)
            except ValidationError as error:
                what = error.errors()[0]["loc"][0]
                raise ValueError(f'calls."{id}" = {call!r} is no good {what}') from None
        for key, ids in (
            ("torch", self.torch),
            ("weights", tuple(number.rpartition(".")[0] for number in self.weights)),
        ):
            unknown = [id for id in ids if id not in self.calls]
            if unknown:
                raise ValueError(f'{key} names "{unknown[0]}", which is not among the calls')
        return self
