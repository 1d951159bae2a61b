"""Answers that are wrong by a little, in many ways, and how little the graders notice.

    PYTHONPATH=. .venv/bin/python tests/engine/near_misses.py

prints, for each way, the smallest error that loses its points. `{e}` in a text is the size of the
error; `at` is the size that must be noticed, 1e-3 unless the way says otherwise.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from batch import ROOT, grade_all

from autograder import manifest as manifests

SIZES = [m * 10.0**-k for k in range(1, 8) for m in (3, 2, 1)]  # 0.3 to 1e-7

RIGHT = {
    "2.5a": """
def linear_reparameterization():
    x = torch.tensor([1.0, -2.0, 0.5])
    F_a, F_b = torch.eye(2, 3), torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0]])
    z_a, z_b = F_a @ x, F_b @ x
    {line}
    return x, F_a, F_b, z_a, z_b
""",
    "3.1": """
def A_matrix(alpha):
    A = np.array([[1.0, alpha], [-alpha, 1.0]])
    {line}
    return A
""",
    "3.2": """
def stationary_point():
    v = np.zeros(2)
    {line}
    return v
""",
    "4.1": """
def nce_optimal_energy(p_d, p_n):
    E = torch.log(p_d) - torch.log(p_n)
    {line}
    return E
""",
    "4.2": """
def contrastive_loss(z, y, y_neg):
    N, M = len(z), len(y_neg)
    a, s = (z * y).sum(1), z @ y_neg.T
    L = right = (torch.logsumexp(s, 1) - a).mean()
    {line}
    return L
""",
}
GRADIENT = "L = right.detach() + ({0}) - ({0}).detach()"


@dataclass(frozen=True)
class Miss:
    """One way to be wrong: a line of code in the right function; `entry` must lose its points."""

    entry: str
    line: str
    at: float = 1e-3

    @property
    def question(self) -> str:
        return self.entry.rpartition(".")[0]

    def text(self, size: float) -> str:
        return RIGHT[self.question].replace("{line}", self.line.replace("{e}", repr(size)))


def gradient(differentiated: str, at: float = 1e-3) -> Miss:
    """The value is right, and its gradient is that of another loss."""
    return Miss("4.2.5", GRADIENT.format(differentiated), at)


MISSES = (
    Miss("2.5a.2", "z_a = z_a * (1 + {e})"),
    Miss("2.5a.2", "z_b = z_b + {e}"),
    Miss("2.5a.2", "z_a[1] += {e}"),
    Miss("2.5a.2", "F_b[0, 2] += {e}"),
    Miss("2.5a.2", "x = x + {e}"),
    Miss("2.5a.2", "z_b = z_b + {e} * z_b ** 2"),
    Miss("2.5a.2", "F_a, z_a = -F_a, -z_a * (1 - {e})"),
    Miss("3.1.4", "A = A * (1 + {e})"),
    Miss("3.1.4", "A[0, 0] += {e}"),
    Miss("3.1.4", "A[1, 0] -= {e}"),
    Miss("3.1.4", "A[0, 1] *= 1 + {e}"),
    Miss("3.1.4", "A[1, 1] -= {e} * alpha**2"),
    Miss("3.1.4", "A /= 1 + {e} * alpha**2"),
    Miss("3.1.4", "A[0, 1] += {e} * (alpha == 0)"),
    Miss("3.1.4", "A[0, 1] += {e} * (alpha < 0)"),
    Miss("3.1.4", "A[0, 1] += {e} * (alpha > 1)"),
    Miss("3.1.4", "A[0, 1] += {e} * (0 < alpha < 1e-3)"),
    Miss("3.2.2", "v = v + {e}"),
    Miss("3.2.2", "v[0] += {e}"),
    Miss("3.2.2", "v[1] -= {e}"),
    Miss("4.1.3", "E = E * (1 + {e})"),
    Miss("4.1.3", "E = E + {e}"),
    Miss("4.1.3", "E = E + {e} * (E.ndim == 0)"),
    Miss("4.1.3", "E = E + {e} * (E.ndim == 1)"),
    Miss("4.1.3", "E = E + {e} * (E.ndim == 2)"),
    Miss("4.1.3", "E = E + {e} * (E.ndim == 3)"),
    Miss("4.1.3", "E.view(-1)[-1] += {e}"),
    Miss("4.1.3", "E = E + {e} * (E < 0)"),
    Miss("4.1.3", "E = E + {e} * (E > 0)"),
    Miss("4.1.3", "E = E + {e} * p_d"),
    Miss("4.1.3", "E = torch.log(p_d + {e}) - torch.log(p_n + {e})"),
    Miss("4.1.3", "E = torch.log(p_d / (p_n + {e}))"),
    Miss("4.1.3", "E = torch.log(p_d / p_n + {e})"),
    Miss("4.1.3", "E = torch.log(p_d / (p_d + p_n + {e}) / (1 - p_d / (p_d + p_n)))"),
    Miss("4.1.3", "E = p_d.clamp(min={e}).log() - p_n.clamp(min={e}).log()", at=0.02),
    Miss("4.1.3", "E = E.clamp(-6.5 + {e}, 6.5 - {e})", at=0.1),
    Miss("4.2.4", "L = L * (1 + {e})"),
    Miss("4.2.4", "L = L + {e}"),
    Miss("4.2.4", "L = L + {e} * (M > N)"),
    Miss("4.2.4", "L = L + {e} * (M < N)"),
    Miss("4.2.4", "L = L + {e} * (M == N)"),
    Miss("4.2.4", "L = L + {e} * (M > 100)"),
    Miss("4.2.4", "L = L + {e} * (N > 6)"),
    Miss("4.2.4", "L = L + {e} * (L < 1)"),
    Miss("4.2.4", "L = L + {e} * a[-1]", at=1e-2),
    Miss("4.2.4", "L = (torch.logsumexp(s / (1 + {e}), 1) - a / (1 + {e})).mean()"),
    Miss("4.2.4", "L = (torch.logsumexp(s * (1 + {e}), 1) - a).mean()"),
    Miss("4.2.4", "L = (torch.log(s.exp().sum(1) + {e} * a.exp()) - a).mean()"),
    Miss("4.2.4", "L = (torch.log(s.exp().sum(1) - {e} * s[:, 0].exp()) - a).mean()"),
    Miss("4.2.4", "L = (torch.log(s.exp().sum(1) - {e} * s[:, -1].exp()) - a).mean()"),
    Miss("4.2.4", "L = -torch.log(a.exp() / s.exp().sum(1) + {e}).mean()"),
    Miss("4.2.4", "L = -torch.log(a.exp() / (s.exp().sum(1) + {e})).mean()", at=1e-2),
    Miss("4.2.4", "L = (1 - {e}) * L + {e} * (s.exp().mean(1).log() - a).mean()"),
    Miss("4.2.4", "L = (torch.logsumexp(s.clamp(-1 + {e}, 1 - {e}), 1) - a).mean()", at=0.1),
    Miss("4.2.4", "L = (torch.logsumexp(s, 1) - a).sum() / (N + {e})"),
    gradient("right * (1 + {e})"),
    gradient("right + {e} * a.mean()"),
    gradient("right + {e} * z[0, 0]"),
    gradient("right + {e} * y[-1, -1]"),
    gradient("right + (N - 1) * {e} * a[0] / N"),
    gradient("(torch.logsumexp(s / (1 + {e}), 1) - a / (1 + {e})).mean()"),
    gradient("(torch.logsumexp(s, 1) - (1 + {e}) * a).mean()"),
    gradient("((1 + {e}) * torch.logsumexp(s, 1) - a).mean()"),
    gradient("(torch.log(s.exp().sum(1) + {e} * a.exp()) - a).mean()", at=3e-3),
)
# Without a size: right on most inputs, or in all but one part.
WHOLE = (
    Miss("3.1.4", "A[0, 1] = min(alpha, 9)"),
    Miss("3.1.4", "A[1, 0] = -abs(alpha)"),
    Miss("3.1.4", "A = A.round(3)"),
    Miss("4.1.3", "E = E.half()"),
    Miss("4.2.4", "L = (torch.logsumexp(s[:, :N], 1) - a).mean()"),
    Miss("4.2.4", "L = (torch.logsumexp(s[:, :100], 1) - a).mean()"),
    Miss("4.2.4", "L = (torch.logsumexp(s, 1) - a)[:M].mean()"),
    Miss("4.2.4", "L = (torch.logsumexp(s, 1) - a)[:5].mean()"),
    Miss("4.2.4", "L = (torch.logsumexp(s, 1) - a).sum() / min(N, M)"),
    gradient("(torch.logsumexp(s, 1) - (z * y.detach()).sum(1)).mean()"),
    gradient("(torch.logsumexp(z.detach() @ y_neg.T, 1) - (z.detach() * y).sum(1)).mean()"),
    gradient("(torch.logsumexp(z.detach() @ y_neg.T, 1) - a).mean()"),
    gradient("(torch.logsumexp(s, 1) - a).sum()"),
    gradient("-a.mean()"),
    gradient("-right"),
)


def submissions(sizes: Mapping[Miss, float]) -> Iterator[tuple[tuple[Miss, ...], str]]:
    """As few as will do, since a submission has a miss in each question; and which they are."""
    queues = [[miss for miss in sizes if miss.question == question] for question in RIGHT]
    for row in zip_longest(*queues):
        chosen = tuple(miss for miss in row if miss is not None)
        texts = {q: text.replace("{line}", "pass") for q, text in RIGHT.items()}
        texts |= {miss.question: miss.text(sizes[miss]) for miss in chosen}
        yield chosen, "\n".join(["import numpy as np", "import torch", *texts.values()])


def noticed(many: list[dict[Miss, float]], manifest: Any) -> list[set[Miss]]:
    """For each mapping of `many` the misses that lose their points at their sizes."""
    with tempfile.TemporaryDirectory() as place:
        handed: dict[Path, tuple[int, tuple[Miss, ...]]] = {}
        for i, sizes in enumerate(many):
            for chosen, text in submissions(sizes):
                folder = Path(place, str(len(handed)))
                folder.mkdir()
                (folder / "submission.py").write_text(text, "utf-8")
                handed[folder] = i, chosen
        grades = grade_all(handed, manifest)
    found: list[set[Miss]] = [set() for _ in many]
    for folder, (i, chosen) in handed.items():
        assert not grades[folder].fault
        scores = {outcome.number: outcome.score for outcome in grades[folder].outcomes}
        found[i] |= {miss for miss in chosen if scores[miss.entry] == 0}
    return found


def main() -> None:
    manifest = manifests.read(ROOT / "assignment.toml")
    lost = noticed([dict.fromkeys(MISSES, size) for size in SIZES], manifest)
    print("smallest error that loses the points")
    for miss in MISSES:
        least = [size for size, found in zip(SIZES, lost) if miss in found]
        print(f"{miss.entry:7} {min(least, default=float('nan')):8.1g}  {miss.line}")


if __name__ == "__main__":
    main()
