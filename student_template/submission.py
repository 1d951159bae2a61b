"""Your answers. Run `pytest` in this folder as often as you like; hand in this file.

NumPy is imported as np, torch as torch; other modules of yours may lie beside this file. Functions
are called by position, so you may rename their parameters.
"""

import numpy as np
import torch


def linear_reparameterization():
    """Question 2.5a: two different linear representations of one observation.

    Returns (x, F_a, F_b, z_a, z_b): x of shape (n,) for an n of your choice, F_a and F_b of shape
    (2, n), and the two representations z_a, z_b of shape (2,) that they give.
    """
    raise NotImplementedError


def A_matrix(alpha):
    """Question 3.1: the update of the two players as one matrix.

    alpha: the learning rate, a Python float.
    Returns A of shape (2, 2): [d, g] after a simultaneous step is A times [d, g] before it.
    """
    raise NotImplementedError


def stationary_point():
    """Question 3.2 (its "6.1" is 3.1): where the dynamics stand still.

    Returns the coordinates [d, g], of shape (2,).
    """
    raise NotImplementedError


def nce_optimal_energy(p_d, p_n):
    """Question 4.1: the energy that maximises L_NCE, where E is what goes into the sigmoid.

    p_d, p_n: torch float32 tensors of one shape, of any rank: positive density values.
    Returns the optimal energy at each of them, of the same shape.
    """
    raise NotImplementedError


def contrastive_loss(z, y, y_neg):
    """Question 4.2: equation 4, where the y_j of the denominator are the rows of y_neg.

    z: (N, d), y: (N, d), y_neg: (M, d): torch float32 tensors with rows on the unit sphere; row i
    of z and of y are a positive pair. N and M differ in general.
    Returns one number that torch can differentiate in z and y.
    """
    raise NotImplementedError
