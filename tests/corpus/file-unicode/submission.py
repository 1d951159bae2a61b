"""Réponses 🎲 — dynamique de d et g"""
import numpy as np
import torch


def A_matrix(α):
    print("α =", α, "🎲")
    return np.array([[1.0, α], [-α, 1.0]])


def nce_optimal_energy(p_d, p_n):
    λ = p_d / p_n
    return λ.log()


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a = np.eye(2)
    F_b = np.array([[0.0, -1.0], [1.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def stationary_point():
    return np.zeros(2)


def contrastive_loss(z, y, y_neg):
    positive = torch.einsum("nd,nd->n", z, y)
    negative = torch.einsum("nd,md->nm", z, y_neg)
    return (-positive + negative.exp().sum(dim=1).log()).mean()
