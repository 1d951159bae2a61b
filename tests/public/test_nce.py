"""4.1: the energy that maximises L_NCE, judged by L_NCE itself."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.checks import Mismatch, numbers

CALL = "nce_optimal_energy(p_d, p_n)"
P_D = np.array([0.5, 0.25, 2.0, 0.02, 1.0], dtype=np.float32)
P_N = np.array([0.5, 1.0, 0.125, 0.5, 0.03], dtype=np.float32)
NUDGE = 0.01


@number("4.1.1")
@weight(0)
def test_shape(student):
    """nce_optimal_energy returns one energy for each density value"""
    numbers(CALL, student.nce_optimal_energy(P_D[:4].reshape(2, 2), P_N[:4].reshape(2, 2)), (2, 2))


@number("4.1.2")
@weight(0)
def test_no_better_energy(student):
    """no energy nearby gives a larger L_NCE, point by point"""
    E = numbers(CALL, student.nce_optimal_energy(P_D, P_N), P_D.shape)

    def terms(energy):
        """What a point adds to L_NCE: log sigmoid(E) under p_d, log(1 - sigmoid(E)) under p_n."""
        return -P_D * np.logaddexp(0, -energy) - P_N * np.logaddexp(0, energy)

    for direction, nudge in (("larger", NUDGE), ("smaller", -NUDGE)):
        better = terms(E + nudge) > terms(E)
        if better.any():
            i = int(np.argmax(better))
            raise Mismatch(
                f"{CALL}[{i}] with p_d = {P_D[i]:g}, p_n = {P_N[i]:g}",
                ("asked", "the energy with the largest L_NCE"),
                ("got", f"{E[i]:g}; one that is {direction} by {NUDGE:g} has a larger L_NCE"),
                ("wrong", f"{better.sum()} of {E.size} entries"),
            )
