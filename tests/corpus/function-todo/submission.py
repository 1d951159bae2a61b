"""Write the five functions; each stands alone."""

import torch


def linear_reparameterization():
    """2.5a"""
    raise NotImplementedError


def A_matrix(alpha):
    """3.1"""
    raise NotImplementedError


def stationary_point():
    """3.2"""
    raise NotImplementedError


def nce_optimal_energy(p_d, p_n):
    """4.1"""
    raise NotImplementedError


def contrastive_loss(z, y, y_neg):
    """4.2"""
    raise NotImplementedError
