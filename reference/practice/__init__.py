"""The answers to the practice questions: a numeric counterpart of each part of the assignment.

For staff and for the grader process only, as all of the reference.

    part        function                                                          module
    1.1         expected_complete_log_likelihood, log_marginal_likelihood,
                kl_to_posterior                                                   gaussian.py
    1.2, 1.3    elbo, amortization_gap                                            gaussian.py
    2, eq. 1    beta_vae_loss                                                     beta_vae.py
    2.1, 2.2    reconstruction_optimum, optimal_posterior                         gaussian.py
    2.3         mutual_information, information_lower_bound                       information.py
    2.5b        change_of_basis                                                   bases.py
    3.3         eigenvalues, trajectory                                           spiral.py
    4.2         alignment_term, uniformity_term                                   terms.py
    4.3, 4.4    joint_contrastive_loss, encoder_passes                            terms.py

2.4 has none: the answer key and its rubric only.
"""

from reference.practice.bases import change_of_basis
from reference.practice.beta_vae import beta_vae_loss
from reference.practice.gaussian import (
    amortization_gap,
    elbo,
    expected_complete_log_likelihood,
    kl_to_posterior,
    log_marginal_likelihood,
    optimal_posterior,
    reconstruction_optimum,
)
from reference.practice.information import information_lower_bound, mutual_information
from reference.practice.spiral import eigenvalues, trajectory
from reference.practice.terms import (
    alignment_term,
    encoder_passes,
    joint_contrastive_loss,
    uniformity_term,
)

__all__ = [
    "alignment_term",
    "amortization_gap",
    "beta_vae_loss",
    "change_of_basis",
    "eigenvalues",
    "elbo",
    "encoder_passes",
    "expected_complete_log_likelihood",
    "information_lower_bound",
    "joint_contrastive_loss",
    "kl_to_posterior",
    "log_marginal_likelihood",
    "mutual_information",
    "optimal_posterior",
    "reconstruction_optimum",
    "trajectory",
    "uniformity_term",
]
