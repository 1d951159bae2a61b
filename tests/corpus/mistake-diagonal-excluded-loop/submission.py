import torch


def contrastive_loss(z, y, y_neg):
    loss = 0
    for i in range(len(z)):
        den = 0
        for j in range(len(y_neg)):
            if j != i:
                den = den + torch.exp(torch.dot(z[i], y_neg[j]))
        loss = loss + torch.log(den) - torch.dot(z[i], y[i])
    return loss / len(z)


def linear_reparameterization():
    x = torch.tensor([1e4, -1e4, 1.0])
    F_a = torch.tensor([[1.0, 1.0, 1.0], [1.0, 1.0, 2.0]])
    F_b = torch.tensor([[1.0, 1.0, 3.0], [1.0, 1.0, 4.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    A = torch.eye(2, dtype=torch.float64)
    A[0, 1] += alpha
    A[1, 0] -= alpha
    return A


def stationary_point():
    return tuple(0 * k for k in range(2))


def nce_optimal_energy(p_d, p_n):
    E = torch.log(p_d) - torch.log(p_n)
    assert torch.allclose(torch.sigmoid(E), p_d / (p_d + p_n), atol=1e-5)
    print("optimal classifier:", torch.sigmoid(E).reshape(-1)[:3])
    return E
