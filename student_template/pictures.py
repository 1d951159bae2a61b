"""Draws what your functions say: `python practice.py`. Nothing to change.

Three pictures, of those functions of submission.py and practice.py that are written: the path of d
and g; the contrastive loss and its terms for more and more negatives; L_NCE around your energy.
"""

import linecache
import math
import sys

import numpy as np
import practice
import submission
import torch

FILE = "practice.png"


def draw(file=FILE):
    """Write the pictures to a file; say what is missing for those that cannot be drawn."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        sys.exit("the pictures need matplotlib: pip install matplotlib")
    figure = Figure(figsize=(15, 4.5), layout="constrained")
    for axes, picture in zip(figure.subplots(1, 3), (paths, terms, energy)):
        try:
            picture(axes)
        except (NotImplementedError, AttributeError) as error:
            name = _missing(error)
            axes.text(0.5, 0.5, f"write {name} first", ha="center", transform=axes.transAxes)
            axes.set_axis_off()
            print(f"{picture.__name__}: {name} is not written yet")
    figure.savefig(file, dpi=120)
    print(f"see {file}")


def paths(axes, alpha=0.1, steps=60):
    """Simultaneous updates against alternating ones, which apply the rows of A one by one."""
    simultaneous = np.array(practice.trajectory(1.0, 0.0, alpha, steps), dtype=float)
    A = np.array(submission.A_matrix(alpha), dtype=float)
    states = [np.array([1.0, 0.0])]
    for _ in range(steps):
        state = states[-1].copy()
        for player in range(2):
            state[player] = A[player] @ state
        states.append(state)
    axes.plot(*simultaneous.T, "o-", markersize=3, label="simultaneous")
    axes.plot(*np.array(states).T, "s-", markersize=3, label="alternating")
    axes.set(xlabel="d", ylabel="g", aspect="equal", title=f"d and g, learning rate {alpha:g}")
    axes.legend()


def terms(axes, n=32, d=8):
    """The loss, its two terms and log M, as the number of negatives M grows."""
    generator = torch.Generator().manual_seed(0)
    z, y = _rows(generator, n, d), _rows(generator, n, d)
    sizes = [2**k for k in range(1, 13)]
    lines = {"loss": [], "alignment term": [], "uniformity term": [], "log M": []}
    for m in sizes:
        y_neg = _rows(generator, m, d)
        lines["loss"].append(float(submission.contrastive_loss(z, y, y_neg)))
        lines["alignment term"].append(float(practice.alignment_term(z.numpy(), y.numpy())))
        lines["uniformity term"].append(float(practice.uniformity_term(z.numpy(), y_neg.numpy())))
        lines["log M"].append(math.log(m))
    for (name, values), style in zip(lines.items(), ("-", "--", "-.", ":")):
        axes.plot(sizes, values, style, label=name)
    axes.set(xscale="log", xlabel="negatives M", title="the contrastive loss and its terms")
    axes.legend()


def energy(axes):
    """L_NCE of your energy times a factor: where is it best?"""
    x = torch.linspace(-6, 6, 601)
    p_d = torch.exp(-((x - 1) ** 2) / 2) / math.sqrt(2 * math.pi)
    p_n = torch.exp(-(x**2) / 8) / math.sqrt(8 * math.pi)
    E = torch.as_tensor(submission.nce_optimal_energy(p_d, p_n)).detach()
    scales = np.linspace(-1, 3, 81)
    logsigmoid = torch.nn.functional.logsigmoid
    values = [
        float(torch.trapezoid(p_d * logsigmoid(s * E) + p_n * logsigmoid(-s * E), x))
        for s in scales
    ]
    axes.plot(scales, values)
    axes.axvline(1, linestyle=":", color="grey")
    axes.set(xlabel="factor", title="L_NCE of your energy times a factor")


def _rows(generator, n, d):
    return torch.nn.functional.normalize(torch.randn(n, d, generator=generator), dim=1)


def _missing(error):
    """The function that is not written, or not there; any other error is raised again."""
    if isinstance(error, AttributeError):
        if error.obj is not practice and error.obj is not submission:  # `in` would ask an array
            raise error
        return error.name
    traceback = error.__traceback__
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    code = traceback.tb_frame.f_code
    if "NotImplementedError" not in linecache.getline(code.co_filename, traceback.tb_lineno):
        raise error  # torch's own, for what it does not have for integers
    return code.co_name
