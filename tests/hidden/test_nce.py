"""4.1 against the reference, densities of every rank; the far tails only for a remark."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import reference
from autograder.checks import close, numbers

CALL = "nce_optimal_energy(p_d, p_n)"
LEAST, MOST = 0.015, 9.5
SHAPES = ((), (5,), (3, 4), (2, 3, 4))
TAILS = (1e-30, 1e-12, 1e12, 1e30)


def densities(rng, shape):
    """p_d, p_n, float32, log-uniform in [LEAST, MOST] with both ends among them."""
    drawn = np.exp(rng.uniform(np.log(LEAST), np.log(MOST), size=(2, *shape)))
    if len(shape) == 1:
        drawn[0, :2], drawn[1, :2] = (LEAST, MOST), (MOST, LEAST)
    return drawn.astype(np.float32)


@number("4.1.3")
@weight(3)
def test_every_rank(student, tolerance, rng, remark):
    """nce_optimal_energy is the maximiser of L_NCE for densities of any rank"""
    for shape in SHAPES:
        p_d, p_n = densities(rng, shape)
        call = f"{CALL}, densities of rank {len(shape)}"
        came = student.nce_optimal_energy(p_d, p_n)
        close(call, came, reference.nce_optimal_energy(p_d, p_n), tolerance)
    look_at_the_tails(student, remark)


def look_at_the_tails(student, remark):
    """Never costs a point: a ratio is right, and overflows where a difference of logs does not."""
    p_d = np.array(TAILS, dtype=np.float32)
    try:
        numbers(CALL, student.nce_optimal_energy(p_d, p_d[::-1].copy()), p_d.shape)
    except AssertionError:  # the student's, whatever it is
        remark(
            "Where one density is tiny and the other huge your energy is not finite: "
            "write it so that no intermediate value overflows."
        )
