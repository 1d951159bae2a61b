"""A practice question's topic in short: its formula, and slips as (id, hint, formula or some)."""

from collections.abc import Callable
from typing import Any

from reference.mistakes.mistake import Mistake, Topic

Slip = tuple[str, str, Any]


def topic(question: str, right: Callable[..., Any], *slips: Slip) -> Topic:
    function = right.__name__
    mistakes = tuple(
        Mistake(
            id=name,
            question=question,
            function=function,
            hint=hint,
            variants=wrong if isinstance(wrong, tuple) else (wrong,),
        )
        for name, hint, wrong in slips
    )
    return Topic(question=question, function=function, right=right, mistakes=mistakes)
