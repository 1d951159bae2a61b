import numpy as np
import torch
import no_such_plot as plt
import no_such_seaborn as sns
sns.set_theme(style="whitegrid")
plt.rcParams["figure.figsize"] = (8, 4)

def linear_reparameterization():
    x = np.ones(2)
    return x, np.eye(2), 3 * np.eye(2), x, 3 * x

fig, ax = plt.subplots(1, 2)
ax[0].scatter([1], [1])

def A_matrix(alpha):
    return np.eye(2) + alpha * np.array([[0, 1], [-1, 0]])

for a in (0.1, 0.5):
    lam = np.linalg.eigvals(A_matrix(a))
    ax[1].plot(lam.real, lam.imag, "o")
plt.savefig("eigs.png")

def stationary_point():
    return np.zeros(2)

def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)

def contrastive_loss(z, y, y_neg):
    return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()
