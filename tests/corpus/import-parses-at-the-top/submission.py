import argparse, logging, sys
logging.basicConfig(filename="train.log", level=logging.DEBUG)
log = logging.getLogger(__name__)
parser = argparse.ArgumentParser()
parser.add_argument("--tau", type=float, default=1.0)
parser.add_argument("--dim", type=int, default=2)
args = parser.parse_args()
import torch
def contrastive_loss(z, y, y_neg):
    log.debug("z %s y %s", z.shape, y.shape)
    logits = torch.mm(z, y_neg.t()) / args.tau
    pos = torch.einsum("ij,ij->i", [z, y]) / args.tau
    return torch.mean(-pos + torch.logsumexp(logits, dim=1))

def linear_reparameterization():
    x = [1.0, 2.0]
    return x, [[1, 0], [0, 1]], [[0, -1], [1, 0]], [1.0, 2.0], [-2.0, 1.0]

def A_matrix(alpha):
    return [[1.0, alpha], [-alpha, 1.0]]

def stationary_point():
    return [0.0, 0.0]

def nce_optimal_energy(p_d, p_n):
    return p_d.log() - p_n.log()
