"""Practice, for no points: a number for most parts of the assignment, to try before you write.

Write those that help you and leave the rest: a function that still raises NotImplementedError is
not checked, and without this file nothing changes. `pytest` checks what you wrote; `python
practice.py` draws what your functions say (with matplotlib: pip install matplotlib).

Arguments are NumPy arrays of float64 and Python numbers unless it says torch; D is the size of x, K
of z, N of a batch, M the number of negatives. Logarithms are natural.
"""

import numpy as np
import torch

# Question 1: p(z) = N(0, I), p(x|z) = N(W z + b, sigma2 I), q(z|x) = N(m, S).
# x: (D,), W: (D, K), b: (D,), sigma2: a positive number, m: (K,), S: (K, K).


def expected_complete_log_likelihood(x, W, b, sigma2, m, S):
    """1.1: E_q[log p(x|z) p(z)], one number."""
    raise NotImplementedError


def log_marginal_likelihood(x, W, b, sigma2):
    """1.1: log p(x), one number."""
    raise NotImplementedError


def kl_to_posterior(x, W, b, sigma2, m, S):
    """1.1: the KL divergence from q to the true posterior p(z|x), one number.

    How do the three functions of 1.1, and the entropy of q, hang together?
    """
    raise NotImplementedError


def elbo(x, W, b, sigma2, m, S):
    """1.2: the evidence lower bound at q, one number."""
    raise NotImplementedError


def amortization_gap(X, W, b, sigma2, V, c, s2):
    """1.2, 1.3: what one encoder for all data loses to a q of its own for each datum.

    X: (N, D), one datum a row. The encoder is q(z|x) = N(V x + c, s2 I) with V: (K, D), c: (K,).
    Returns the mean over the rows of X of: the ELBO of the best q with a diagonal covariance, minus
    the ELBO of the encoder's q.
    """
    raise NotImplementedError


# Question 2.


def beta_vae_loss(x, x_hat, mu, log_var, beta):
    """2, eq. 1, for binary data: its mean over the batch, one number that torch can differentiate.

    torch float32 tensors: x (N, D) of zeros and ones, x_hat (N, D) the decoder's means of Bernoulli
    variables, mu and log_var (N, K) of a diagonal Gaussian q. The prior is N(0, I).
    """
    raise NotImplementedError


def reconstruction_optimum(x, W, b):
    """2.1: the q that minimises eq. 1 at beta = 0, for p(x|z) = N(W z + b, I) and diagonal q.

    Returns (mu, var), both (K,): its mean and its variances. W has rank K.
    """
    raise NotImplementedError


def optimal_posterior(x, W, b, sigma2, beta):
    """2.2: the same at beta > 0, for p(x|z) = N(W z + b, sigma2 I).

    Returns (mu, var), both (K,). What becomes of them as beta grows?
    """
    raise NotImplementedError


def mutual_information(p_xy):
    """2.3: I(X; Y) of a joint distribution p_xy (n_x, n_y), a table that may hold zeros."""
    raise NotImplementedError


def information_lower_bound(p_xy, q_x_given_y):
    """2.3: H(X) - E[-log q(x|y)] for a decoder q_x_given_y (n_x, n_y) whose columns sum to 1."""
    raise NotImplementedError


def change_of_basis(F_a, F_b):
    """2.5b: an invertible M (2, 2) with F_b = M F_a, for F_a, F_b (2, n).

    Raises an error, of any kind, where there is no such M.
    """
    raise NotImplementedError


# Question 3.


def eigenvalues(alpha):
    """3.3: the two eigenvalues of A_matrix(alpha), complex, in any order: (2,)."""
    raise NotImplementedError


def trajectory(d0, g0, alpha, steps):
    """3.3: the states [d, g] from [d0, g0] on, one a row: (steps + 1, 2)."""
    raise NotImplementedError


# Question 4. Rows of z and y lie on the unit sphere.


def alignment_term(z, y):
    """4.2: L_align as the assignment defines it; z, y: (N, d). One number."""
    raise NotImplementedError


def uniformity_term(z, y_neg):
    """4.2: L_unif as the assignment defines it; z: (N, d), y_neg: (M, d). One number."""
    raise NotImplementedError


def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    """4.3: your objective for a joint encoder h, one number that torch can differentiate.

    torch float32 tensors: z_pos (N, d) = h(x_i, x'_i), y_pos (N, d) = g(x'_i),
    z_neg (N, M, d) = h(x_i, x'_j), y_neg (M, d) = g(x'_j). It has eq. 4 as its special case where h
    does not look at x'.
    """
    raise NotImplementedError


def encoder_passes(n, m):
    """4.4: forward passes for one loss over n anchors with their positives and m more negatives.

    Returns (separate, joint): the calls of f and g on one input each, and those of h (on one pair
    each) and g.
    """
    raise NotImplementedError


if __name__ == "__main__":
    import pictures

    pictures.draw()
