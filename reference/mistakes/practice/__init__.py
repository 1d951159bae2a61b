"""Known mistakes of the practice questions, with ids of their own; loaded only where one failed."""

from reference.mistakes.mistake import Topic
from reference.mistakes.practice import gaussian, information, spiral, terms

__all__ = ["TOPICS"]

TOPICS: tuple[Topic, ...] = (
    *gaussian.TOPICS,
    *information.TOPICS,
    *spiral.TOPICS,
    *terms.TOPICS,
)
