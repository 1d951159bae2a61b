"""What can be seen of a wrong contrastive_loss where no mistake of question 4.2 explains it.

The most useful first: the first one that is seen is told. The inputs of the question's Topic change
one argument at a time, so that each of these can be seen.
"""

from reference.mistakes.mistake import in_batch
from reference.mistakes.residuals import (
    IMPRECISE,
    gradient_off,
    off_whatever,
    offset,
    only_off_with,
)
from reference.mistakes.symptoms import (
    CONSTANT,
    RANDOM,
    ROUNDED,
    SHOWN_ONLY,
    Symptom,
    a_constant_times,
    no_gradient,
    order_matters,
    pairs_order_matters,
    right_only,
    unused,
)

SYMPTOMS: tuple[Symptom, ...] = (
    RANDOM,
    CONSTANT,
    Symptom(
        id="y-neg-unused",
        hint="The loss does not change with y_neg. The y_j of the denominator of eq. 4 are the "
        "rows of y_neg.",
        seen=unused(2),
    ),
    Symptom(
        id="y-unused",
        hint="The loss does not change with y. The positive of row i is the row i of y, "
        "whatever the negatives are; a cross entropy with labels 0, 1, ... takes it from them.",
        seen=unused(1),
    ),
    ROUNDED,
    Symptom(
        id="a-constant-times",
        hint="The loss is a constant times what it should be: which factor stands in front of "
        "it that eq. 4 does not have?",
        seen=a_constant_times,
    ),
    Symptom(
        id="off-by-a-constant",
        hint="The loss is off by the same constant every time: what is added to it that eq. 4 "
        "does not have, or left out?",
        seen=offset,
    ),
    IMPRECISE,
    Symptom(
        id="z-detached",
        hint="The values are right, but nothing flows back to z: is it detached, or computed "
        "without gradients?",
        seen=no_gradient(0),
    ),
    Symptom(
        id="y-detached",
        hint="The values are right, but nothing flows back to y: is it detached, or computed "
        "without gradients?",
        seen=no_gradient(1),
    ),
    Symptom(
        id="gradient-off",
        hint="The values are right, the gradients are not: is a part of the loss detached, or "
        "computed without gradients?",
        seen=gradient_off,
    ),
    Symptom(
        id="in-batch-only",
        hint="Right where y_neg is y itself, and nowhere else: the negatives are a batch of "
        "their own, of any size.",
        seen=right_only(lambda *arguments: in_batch(arguments)),
    ),
    Symptom(
        id="equal-sizes-only",
        hint="Right where there are as many negatives as rows of z (M = N), and nowhere else: "
        "N and M are independent.",
        seen=right_only(lambda z, y, y_neg: len(y_neg) == len(z)),
    ),
    Symptom(
        id="few-negatives-only",
        hint="Right where there are no more negatives than rows of z, wrong where M > N: does "
        "a loop over the negatives end too early?",
        seen=right_only(lambda z, y, y_neg: len(y_neg) <= len(z)),
    ),
    Symptom(
        id="many-negatives-only",
        hint="Right where there are at least as many negatives as rows of z, wrong where "
        "M < N: N and M are independent.",
        seen=right_only(lambda z, y, y_neg: len(y_neg) >= len(z)),
    ),
    SHOWN_ONLY,
    Symptom(
        id="order-matters",
        hint="The loss changes when the rows of y_neg are put in another order. In eq. 4 each "
        "z_i meets all of them, in a sum.",
        seen=order_matters(2),
    ),
    Symptom(
        id="pairs-order-matters",
        hint="The loss changes when the pairs (z_i, y_i) are put in another order: does a loop "
        "over i leave some out, end too early, or keep only the last?",
        seen=pairs_order_matters,
    ),
    Symptom(
        id="numerator-off",
        hint="What y_neg adds to the loss is right, what y adds is not: check the numerator of "
        "eq. 4, z_i . y_i for each i.",
        seen=only_off_with(1, 2),
    ),
    Symptom(
        id="denominator-off",
        hint="What y adds to the loss is right, what y_neg adds is not: check the denominator "
        "of eq. 4, and the log of it.",
        seen=only_off_with(2, 1),
    ),
    Symptom(
        id="off-elsewhere",
        hint="What is wrong with the loss does not change with y or y_neg: is something in N, "
        "M or d, or in z alone, added to eq. 4 or left out of it?",
        seen=off_whatever(1, 2),
    ),
)
