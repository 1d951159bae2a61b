"""Known wrong answers, each as a function that gives it and a sentence that helps.

A mistake is a wrong variant of one reference function, with the equation of the reference module
at which it leaves the derivation. Graders recognise an answer by computing the variants on the same
input; the tests of the graders submit each variant and demand that it fails with its own hint.

A hint points at the step where the slip happened. It goes to students, so it gives neither the
answer nor more of the assignment's errata than unblocks. Where several slips give the same values,
nothing can tell them apart, and the hint names them all.
"""

from reference.mistakes import contrastive, gan, nce, reparameterization, stationary
from reference.mistakes.mistake import Mistake, Pair, Topic

__all__ = ["MISTAKES", "TOPICS", "Mistake", "Pair", "Topic"]

MISTAKES: tuple[Mistake, ...] = (
    *reparameterization.MISTAKES,
    *gan.MISTAKES,
    *stationary.MISTAKES,
    *nce.MISTAKES,
    *contrastive.MISTAKES,
)

TOPICS: tuple[Topic, ...] = (
    reparameterization.TOPIC,
    gan.TOPIC,
    stationary.TOPIC,
    nce.TOPIC,
    contrastive.TOPIC,
)
