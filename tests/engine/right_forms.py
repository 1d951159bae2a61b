"""The many ways to write a right answer down, as expressions; test_right_variants.py joins them.

Each table holds texts that are equal in exact arithmetic. Those of 4.1 are in `d` and `n`, the two
densities; those of 4.2 in z, y, y_neg, in the positives `a` (N,), the negatives `s` (N, M) and the
logs of their sums `l` (N,). What is no textbook way is left out: where float32 loses more than the
tolerance allows, as arccosh does near 1, the code is at fault.
"""

# log d - log n, by way of log d and log n, or of their ratio, or of the classifier d / (d + n)
LOGS = (
    "log({p})",
    "-log(1 / {p})",
    "LN2 * log2({p})",
    "log10({p}) * LN10",
    "2 * log(sqrt({p}))",
    "log({p} ** 2) / 2",
    "(log(3 * {p}) - log3)",
    "(log(0.1 * {p}) + LN10)",
    "log1p({p} - 1)",
    "(log({p} / ({p} + {q})) + log({p} + {q}))",
    "(log1p({q} / {p}) * -1 + log({p} + {q}))",
)
RATIOS = (
    "log({d} / {n})",
    "-log({n} / {d})",
    "log({d} * (1 / {n}))",
    "log2({d} / {n}) / LOG2E",
    "log10({d} / {n}) * LN10",
    "log(({d} / {n}) ** 2) / 2",
    "2 * log(sqrt({d}) / sqrt({n}))",
    "log1p(({d} - {n}) / {n})",
    "-log1p(({n} - {d}) / {d})",
    "log(({d} + {n}) / {n} - 1)",
    "(log({d} / ({d} + {n})) - log({n} / ({d} + {n})))",
    "(log({d} / ({d} + {n})) - log(1 - {d} / ({d} + {n})))",
    "(log({d} / ({d} + {n})) - log1p(-{d} / ({d} + {n})))",
    "-log(1 / ({d} / ({d} + {n})) - 1)",
    "-log(({d} + {n}) / {d} - 1)",
    "(log1p({d} / {n}) - log1p({n} / {d}))",
    "2 * atanh(({d} - {n}) / ({d} + {n}))",
    "asinh(({d} / {n} - {n} / {d}) / 2)",
    "log(exp(log({d})) / exp(log({n})))",
)
LIBRARIES = {
    "torch": "log, log2, log10, log1p, exp, sqrt, atanh, asinh = (torch.log, torch.log2, "
    "torch.log10, torch.log1p, torch.exp, torch.sqrt, torch.atanh, torch.asinh)",
    "np": "log, log2, log10, log1p, exp, sqrt, atanh, asinh = (np.log, np.log2, np.log10, "
    "np.log1p, np.exp, np.sqrt, np.arctanh, np.arcsinh)",
    "math": "from math import log, log2, log10, log1p, exp, sqrt, atanh, asinh",
    "mpmath": "from mpmath import log, log10, log1p, exp, sqrt, atanh, asinh\n"
    "    log2 = lambda p: log(p, 2)",
}

POSITIVES = (
    "(z * y).sum(1)",
    "torch.sum(z * y, dim=-1)",
    "torch.einsum('nd,nd->n', z, y)",
    "torch.diagonal(z @ y.T)",
    "torch.inner(y, z).diag()",
    "torch.bmm(z[:, None], y[:, :, None]).reshape(-1)",
    "torch.linalg.vecdot(z, y)",
    "F.cosine_similarity(z, y)",
    "1 - (z - y).pow(2).sum(1) / 2",
    "(2 - (z - y).square().sum(1)) / 2",
    "((z + y).pow(2).sum(1) - (z - y).pow(2).sum(1)) / 4",
    "(z + y).norm(dim=1) ** 2 / 2 - 1",
    "1 - torch.linalg.norm(z - y, dim=1) ** 2 / 2",
    "1 - F.pairwise_distance(z, y) ** 2 / 2",
    "torch.stack([z[i] @ y[i] for i in range(len(z))])",
    "torch.stack([torch.dot(u, v) for u, v in zip(z, y)])",
    "sum(z[:, k] * y[:, k] for k in reversed(range(z.shape[1])))",
    "torch.func.vmap(torch.dot)(z, y)",
)
NEGATIVES = (
    "z @ y_neg.T",
    "torch.mm(z, y_neg.t())",
    "torch.matmul(y_neg, z.T).T",
    "torch.einsum('nd,md->nm', z, y_neg)",
    "(z[:, None, :] * y_neg[None]).sum(-1)",
    "F.linear(z, y_neg)",
    "torch.tensordot(z, y_neg, dims=([1], [1]))",
    "torch.inner(z, y_neg)",
    "torch.addmm(torch.zeros(1, dtype=z.dtype), z, y_neg.T)",
    "F.cosine_similarity(z[:, None], y_neg[None], dim=-1)",
    "1 - torch.cdist(z, y_neg) ** 2 / 2",
    "1 - (z[:, None] - y_neg[None]).pow(2).sum(-1) / 2",
    "((z[:, None] + y_neg).square().sum(-1) - 2) / 2",
    "torch.stack([y_neg @ u for u in z])",
    "torch.stack([torch.stack([u @ v for v in y_neg]) for u in z])",
    "torch.cat([z @ v[:, None] for v in y_neg], dim=1)",
    "torch.cat([z @ part.T for part in y_neg.split(2)], dim=1)",
    "torch.func.vmap(lambda u: y_neg @ u)(z)",
)
LOG_SUMS = (
    "torch.logsumexp(s, 1)",
    "s.exp().sum(1).log()",
    "torch.log(torch.sum(torch.exp(s), dim=-1))",
    "s.amax(1) + (s - s.amax(1, keepdim=True)).exp().sum(1).log()",
    "s.max() + (s - s.max()).exp().sum(1).log()",
    "(s - s.max().detach()).exp().sum(1).log() + s.max().detach()",
    "s.mean(1) + (s - s.mean(1, keepdim=True)).exp().sum(1).log()",
    "1 + (s - 1).exp().sum(1).log()",
    "torch.logsumexp(s + 5, 1) - 5",
    "math.log(s.shape[1]) + s.exp().mean(1).log()",
    "s[:, 0] - torch.log_softmax(s, 1)[:, 0]",
    "s[:, -1] - torch.log(torch.softmax(s, 1)[:, -1])",
    "s[:, 0] + F.cross_entropy(s, torch.zeros(len(s), dtype=torch.long), reduction='none')",
    "functools.reduce(torch.logaddexp, s.T)",
    "torch.logcumsumexp(s, 1)[:, -1]",
    "torch.logaddexp(torch.logsumexp(s[:, :1], 1), torch.logsumexp(s[:, 1:], 1))",
    "LN2 * torch.log2(torch.exp2(s / LN2).sum(1))",
    "LN10 * torch.log10(torch.exp(s).sum(1))",
    "-torch.log(1 / torch.exp(s).sum(1))",
    "torch.stack([torch.logsumexp(row, 0) for row in s])",
    "torch.log(sum(torch.exp(s[:, j]) for j in range(s.shape[1])))",
    "torch.log1p(torch.expm1(s).sum(1) + (s.shape[1] - 1))",
    "torch.log(torch.exp(s) @ torch.ones(s.shape[1], dtype=s.dtype))",
    "2 * torch.log(torch.sqrt(torch.exp(s).sum(1)))",
)
MEANS = (
    "(-a + l).mean()",
    "l.mean() - a.mean()",
    "-(a - l).mean()",
    "-torch.mean(a) + torch.mean(l)",
    "(l - a).sum() / len(a)",
    "sum(l - a) / z.shape[0]",
    "(l - a) @ torch.full_like(a, 1 / len(a))",
    "torch.stack([l[i] - a[i] for i in range(len(a))]).mean()",
    "-torch.log(torch.exp(a) / torch.exp(l)).mean()",
    "-torch.mean(torch.log(torch.exp(a - l)))",
    "-torch.log(torch.prod(torch.exp(a - l))) / len(a)",
    "(F.softplus(l - a) - F.softplus(a - l)).mean()",
    "torch.log(torch.exp(s - a[:, None]).sum(1)).mean()",
    "torch.logsumexp(s - a.unsqueeze(1), dim=1).mean()",
    "-torch.log(torch.exp(a) / torch.exp(s).sum(1)).mean()",
    "l.clone().sub_(a).mean()",
    "F.l1_loss(l - a + 9, torch.zeros_like(a)) - 9",
    "0.25 * (l - a).mean() + 0.75 * (l.sum() - a.sum()) / len(z)",
)
SPHERE = (
    "pass",
    "z, y, y_neg = F.normalize(z), F.normalize(y), F.normalize(y_neg)",
    "z = z / z.norm(dim=1, keepdim=True)",
    "y = y / (y ** 2).sum(1, keepdim=True).sqrt()",
    "z, y, y_neg = z.double(), y.double(), y_neg.double()",
    "z, y, y_neg = z.T.contiguous().T, y.clone(), y_neg.flip(0)",
)

MATRICES = (
    "np.array([[1, alpha], [-alpha, 1]])",
    "np.eye(2) + alpha * np.array([[0, 1], [-1, 0]])",
    "torch.eye(2) + alpha * torch.tensor([[0, 1], [-1, 0]])",
    "torch.tensor([[1.0, alpha], [-alpha, 1.0]])",
    "np.array([step(1, 0, alpha), step(0, 1, alpha)]).T",
    "np.column_stack([step(1.0, 0.0, alpha), step(0.0, 1.0, alpha)])",
    "torch.autograd.functional.jacobian(lambda v: torch.stack(step(*v, alpha)), torch.zeros(2))",
    "np.hypot(1, alpha) * turned(np.arctan(alpha))",
    "(1 + alpha**2) * np.linalg.inv(np.array([[1, -alpha], [alpha, 1]]))",
    "2 * np.eye(2) - np.array([[1, -alpha], [alpha, 1]])",
    "np.array([[1, 1j * alpha], [1j * alpha, 1]]).real + alpha * np.array([[0, 1], [-1, 0]])",
    "np.float32(alpha) * np.float32([[0, 1], [-1, 0]]) + np.eye(2, dtype=np.float32)",
    "np.array([[(1 + 1j * alpha).real, (1 + 1j * alpha).imag], [-alpha, 1]])",
    "np.linalg.matrix_power(np.eye(2), 3) - alpha * np.rot90(np.diag([1.0, -1.0]))",
    "np.array([[Fraction(1), Fraction(alpha)], [-Fraction(alpha), Fraction(1)]])",
    "np.array(sympy.eye(2) + sympy.Float(alpha) * sympy.Matrix([[0, 1], [-1, 0]]), dtype=float)",
)
POINTS = (
    "np.zeros(2)",
    "torch.zeros(2)",
    "np.array([0, 0])",
    "np.array([0.0, -0.0])",
    "np.linalg.solve([[0, 0.1], [-0.1, 0]], np.zeros(2))",
    "np.array([Fraction(0), Fraction(0)])",
    "np.full(2, 1e-9)",
    "0.99 ** 2000 * torch.ones(2)",
)

SCALES = (1.0, 1e-12, 1e-6, 1e-3, 1e3, 1e9)
FIRST = (
    "rng.normal(size=(2, n))",
    "rng.uniform(1, 2, size=(2, n))",
    "rng.integers(1, 9, size=(2, n))",
    "np.outer(rng.normal(size=2), rng.normal(size=n))",
)
SECOND = (
    "rng.normal(size=(2, n))",
    "2 * F_a",
    "1.001 * F_a",
    "-F_a",
    "turned(0.7) @ F_a",
    "np.array([[1, 0.5], [0, 2]]) @ F_a",
    "F_a[::-1] - F_a",
    "np.zeros((2, n))",
    "F_a + 0.1 * np.abs(F_a).max() * rng.normal(size=(2, 1))",
)
CAST = (
    "x, F_a, F_b = (np.float32(v) for v in (x, F_a, F_b))",
    "x, F_a, F_b = (torch.as_tensor(v.copy()) for v in (x, F_a, F_b))",
    "x, F_a, F_b = (torch.as_tensor(v.copy()).float() for v in (x, F_a, F_b))",
    "pass",
)
PRODUCTS = (
    "F @ x",
    "x @ F.T",
    "(F * x).sum(1)",
    "[sum(f * v for f, v in zip(row, x)) for row in F]",
    "[sum(float(f) * float(v) for f, v in zip(row, x)) for row in F]",
    "sum(F[:, k] * x[k] for k in reversed(range(n)))",
    "[math.fsum(float(f * v) for f, v in zip(row, x)) for row in F]",
)
TOGETHER = (
    "x, F_a, F_b, z_a, z_b",
    "[x, F_a, F_b, z_a, z_b]",
    "dict(zip('z_b z_a F_b F_a x'.split(), (z_b, z_a, F_b, F_a, x)))",
    "collections.namedtuple('R', 'x F_a F_b z_a z_b')(x, F_a, F_b, z_a, z_b)",
    "collections.namedtuple('R', 'z_a z_b x F_a F_b')(z_a, z_b, x, F_a, F_b)",
    "collections.OrderedDict(x=x, z_a=z_a, z_b=z_b, F_a=F_a, F_b=F_b)",
)
