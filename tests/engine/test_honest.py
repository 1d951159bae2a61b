"""Honest code keeps working inside, with every layer on; and what goes wrong costs only itself.

Each submission below is a right one whose functions use something that a student's may, as they
would at home: threads, files, an optimiser, a plot. It must get 14/14, in silence. Each bomb is one
function of a submission that is otherwise right: it ends in time, and takes nothing with it.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest
from batch import CORPUS, ROOT, grade_all
from test_gradescope import accept

from autograder.box import usage
from autograder.gradescope import dumped, results
from autograder.model import Status

RIGHT = (CORPUS / "right-torch" / "submission.py").read_text()
DATA = "1.0,-2.0,0.5\n"
HELPER = "from .inner import identity as make\n"
INNER = "import numpy as np\n\n\ndef identity(n):\n    return np.eye(n)\n"
FILES = {
    "data.csv": DATA,
    "config.json": '{"n": 2}',
    "helpers/__init__.py": HELPER,
    "helpers/inner.py": INNER,
    "extra.py": "VALUES = [0.0, 0.0]\n",
}

# What is used -> functions that use it, in place of those of the right submission.
HONEST = {
    "threads": """
        import threading

        def A_matrix(alpha):
            cells = {}
            lock = threading.Lock()
            def fill(i, j, value):
                with lock:
                    cells[i, j] = value
            entries = [(0, 0, 1.0), (0, 1, alpha), (1, 0, -alpha), (1, 1, 1.0)]
            threads = [threading.Thread(target=fill, args=entry) for entry in entries]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            return [[cells[i, j] for j in range(2)] for i in range(2)]
    """,
    "a pool of threads": """
        from concurrent.futures import ThreadPoolExecutor

        def nce_optimal_energy(p_d, p_n):
            with ThreadPoolExecutor(4) as pool:
                log_d, log_n = pool.map(torch.log, (p_d, p_n))
            return log_d - log_n

        def contrastive_loss(z, y, y_neg):
            with ThreadPoolExecutor() as pool:
                rows = list(pool.map(lambda i: torch.logsumexp(y_neg @ z[i], 0), range(len(z))))
            return (torch.stack(rows) - (z * y).sum(1)).mean()
    """,
    "asyncio": """
        import asyncio

        async def half(x):
            await asyncio.sleep(0.001)
            return x / 2

        async def point():
            return await asyncio.gather(half(0.0), asyncio.to_thread(lambda: 0.0))

        def stationary_point():
            return asyncio.run(asyncio.wait_for(point(), 5))
    """,
    "a data file by a relative path": """
        import csv
        import numpy as np

        def linear_reparameterization():
            x = np.loadtxt("data.csv", delimiter=",")
            with open("data.csv", newline="") as file:
                assert [float(cell) for cell in next(csv.reader(file))] == x.tolist()
            F_a, F_b = np.eye(2, 3), 2 * np.eye(2, 3)
            return x, F_a, F_b, F_a @ x, F_b @ x
    """,
    "a data file by __file__": """
        import json
        from pathlib import Path

        HERE = Path(__file__).resolve().parent
        N = json.loads((HERE / "config.json").read_text())["n"]

        def stationary_point():
            assert sorted(p.name for p in HERE.glob("*.csv")) == ["data.csv"]
            return [0.0] * N
    """,
    "temporary files": """
        import os, shutil, tempfile
        import numpy as np

        def A_matrix(alpha):
            made = torch.tensor([[1.0, alpha], [-alpha, 1.0]])
            with tempfile.TemporaryDirectory() as folder:
                torch.save(made, os.path.join(folder, "A.pt"))
                made = torch.load(os.path.join(folder, "A.pt"))
            with tempfile.NamedTemporaryFile(suffix=".npy") as file:
                np.save(file, made.numpy())
                file.flush()
                made = np.load(file.name)
            with tempfile.TemporaryFile("w+") as one, tempfile.SpooledTemporaryFile(8, "w+") as two:
                np.savetxt(one, made, "%.17g")
                one.seek(0)
                two.write(one.read())
                two.seek(0)
                made = np.loadtxt(two)
            folder = tempfile.mkdtemp()
            handle, name = tempfile.mkstemp(dir=folder)
            os.close(handle)
            shutil.rmtree(folder)
            return made
    """,
    "files in the working folder": """
        import os, pickle
        import numpy as np

        def A_matrix(alpha):
            made = np.array([[1.0, alpha], [-alpha, 1.0]])
            os.makedirs("out/deep", exist_ok=True)
            with open("out/A.pickle", "wb") as file:
                pickle.dump(made, file)
            os.replace("out/A.pickle", "out/deep/A.pickle")
            with open("out/deep/A.pickle", "rb") as file:
                made = pickle.load(file)
            np.savez("out/A.npz", made=made)
            np.savetxt("out/A.txt", np.load("out/A.npz")["made"])
            with open("log.txt", "a") as log:
                log.write(f"{alpha}\\n")
            os.remove("out/A.npz")
            return np.loadtxt("out/A.txt")
    """,
    "a saved model": """
        from torch import nn

        def stationary_point():
            model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 2))
            torch.save(model.state_dict(), "model.pt")
            other = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 2))
            other.load_state_dict(torch.load("model.pt", weights_only=True))
            x = torch.ones(3, 2)
            return (model(x) - other(x)).sum(0)
    """,
    "another working directory": """
        import os, tempfile
        START = os.getcwd()
        os.chdir(tempfile.gettempdir())

        def stationary_point():
            os.chdir("/")
            os.chdir(START)
            assert os.path.exists("data.csv")
            return [0, 0]
    """,
    "megabytes of output": """
        import sys, warnings

        def A_matrix(alpha):
            for _ in range(30):
                print("x" * 99, alpha, flush=True)
            sys.stderr.write("y" * 1_000_000)
            print("z" * 1_000_000)
            for i in range(300):
                warnings.warn(f"warning {i} " + "w" * 1000)
            return [[1, alpha], [-alpha, 1]]
    """,
    "logging": """
        import logging, logging.handlers
        logging.basicConfig(level=logging.DEBUG)
        log = logging.getLogger(__name__)
        log.addHandler(logging.FileHandler("run.log"))
        log.addHandler(logging.handlers.RotatingFileHandler("two.log", maxBytes=50, backupCount=2))

        def stationary_point():
            for step in range(20):
                log.info("step %d", step)
            return [0, 0]
    """,
    "seeds": """
        import random
        import numpy as np

        def linear_reparameterization():
            random.seed(0), np.random.seed(0), torch.manual_seed(0), random.SystemRandom().random()
            rng = np.random.default_rng(0)
            x = torch.randn(3, generator=torch.Generator().manual_seed(1))
            F_a, F_b = torch.randn(2, 3), torch.from_numpy(rng.normal(size=(2, 3))).float()
            return x, F_a, F_b, F_a @ x, F_b @ x
    """,
    "several threads in torch": """
        torch.set_num_threads(4)

        def nce_optimal_energy(p_d, p_n):
            torch.set_num_threads(2 + torch.get_num_threads() % 3)
            big = torch.ones(400, 400)
            assert float((big @ big).sum()) == 400.0**3
            assert float(torch.ones(2_000_000).exp().sum()) > 5e6
            return p_d.log() - p_n.log()
    """,
    "threads in linear algebra": """
        import numpy as np

        def stationary_point():
            A = np.random.default_rng(0).normal(size=(300, 300)) + 30 * np.eye(300)
            x = np.linalg.solve(A, A @ np.zeros(300))
            np.linalg.svd(A), np.linalg.eigh(A + A.T), np.linalg.inv(A), np.linalg.qr(A)
            torch.linalg.eigvals(torch.from_numpy(A)), torch.linalg.svd(torch.from_numpy(A))
            return x[:2]
    """,
    "another default dtype": """
        torch.set_default_dtype(torch.float64)

        def contrastive_loss(z, y, y_neg):
            weights = torch.ones(len(z)) / len(z)
            terms = torch.logsumexp(z.double() @ y_neg.double().T, 1) - (z * y).double().sum(1)
            return weights @ terms
    """,
    "Adam and SGD": """
        def descended():
            p = torch.tensor([0.3, -0.4], requires_grad=True)
            optimiser = torch.optim.SGD([p], lr=0.25)
            for _ in range(50):
                loss = (p**2).sum()
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
            return p.detach()

        def stationary_point():
            p = torch.nn.Parameter(torch.tensor([0.3, -0.4]))
            optimiser = torch.optim.Adam([p], lr=0.05)
            schedule = torch.optim.lr_scheduler.StepLR(optimiser, 20, 0.5)
            for _ in range(50):
                optimiser.zero_grad()
                (p**2).sum().backward()
                optimiser.step()
                schedule.step()
            return torch.round(p.detach(), decimals=1) + descended()
    """,
    "a training loop with batches": """
        from torch.utils.data import DataLoader, TensorDataset

        def stationary_point():
            X = torch.randn(64, 2)
            net = torch.nn.Linear(2, 2, bias=False)
            optimiser = torch.optim.AdamW(net.parameters(), lr=0.1)
            for epoch in range(5):
                for (batch,) in DataLoader(TensorDataset(X), batch_size=16, shuffle=True):
                    optimiser.zero_grad()
                    torch.nn.functional.mse_loss(net(batch), batch).backward()
                    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
                    optimiser.step()
            return net(torch.zeros(1, 2))[0]
    """,
    "torch.autograd.functional": """
        from torch.autograd.functional import hessian, jacobian

        def A_matrix(alpha):
            V = lambda p: p[0] * p[1]
            signs = torch.tensor([1.0, -1.0])
            step = lambda p: p + alpha * signs * jacobian(V, p, create_graph=True)
            assert hessian(V, torch.zeros(2)).tolist() == [[0, 1], [1, 0]]
            return jacobian(step, torch.zeros(2))
    """,
    "torch.func": """
        from torch.func import grad, jacrev, vmap

        def A_matrix(alpha):
            V = lambda p: p[0] * p[1]
            step = lambda p: p + alpha * torch.tensor([1.0, -1.0]) * grad(V)(p)
            return jacrev(step)(torch.zeros(2))

        def contrastive_loss(z, y, y_neg):
            one = lambda a, b: torch.logsumexp(y_neg @ a, 0) - a @ b
            return vmap(one)(z, y).mean()
    """,
    "torch.jit.script": """
        import warnings
        warnings.simplefilter("ignore")

        @torch.jit.script
        def energy(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
            return torch.log(a) - torch.log(b)

        def nce_optimal_energy(p_d, p_n):
            return energy(p_d, p_n)
    """,
    "an autograd.Function": """
        class Log(torch.autograd.Function):
            @staticmethod
            def forward(context, x):
                context.save_for_backward(x)
                return x.log()

            @staticmethod
            def backward(context, gradient):
                return gradient / context.saved_tensors[0]

        def contrastive_loss(z, y, y_neg):
            return (Log.apply((z @ y_neg.T).exp().sum(1)) - (z * y).sum(1)).mean()
    """,
    "sympy": """
        import sympy as sp

        def stationary_point():
            d, g = sp.symbols("d g")
            V = d * g
            found = sp.solve([sp.diff(V, d), sp.diff(V, g)], [d, g], dict=True)[0]
            return sp.Matrix([found[d], found[g]])

        def A_matrix(alpha):
            a, d, g = sp.symbols("a d g")
            step = sp.Matrix([d + a * sp.diff(d * g, d), g - a * sp.diff(d * g, g)])
            return sp.lambdify(a, step.jacobian([d, g]))(alpha)
    """,
    "scipy": """
        import numpy as np
        import scipy.linalg
        from scipy import optimize, special, stats

        def stationary_point():
            found = optimize.fsolve(lambda p: [p[1], p[0]], [0.5, -0.3])
            again = optimize.minimize(lambda p: p @ p, [0.5, -0.3], method="BFGS").x
            assert np.allclose(found, again, atol=1e-4)
            assert stats.norm.cdf(0) == 0.5
            return scipy.linalg.solve(np.eye(2), found)

        def nce_optimal_energy(p_d, p_n):
            return special.logit((p_d.double() / (p_d.double() + p_n.double())).numpy())
    """,
    "the standard library": """
        import csv, dataclasses, datetime, decimal, enum, fractions, functools, glob, hashlib, io
        import itertools, json, math, operator, pathlib, re, statistics, textwrap, timeit, typing
        import collections, contextlib, copy, heapq, inspect, locale, queue, secrets, string, uuid
        import traceback, types, unittest, unittest.mock, zlib, gzip, zipfile, sqlite3, zoneinfo

        @dataclasses.dataclass(frozen=True)
        class Step:
            alpha: float
            sign: typing.Literal[1, -1] = 1

            def entry(self) -> float:
                return self.sign * self.alpha

        @functools.lru_cache(maxsize=None)
        def entry(alpha: float, sign: int) -> float:
            text = json.dumps(dataclasses.asdict(Step(alpha, sign)))
            assert re.search(r'"sign": (-?1)', text).group(1) == str(sign)
            return Step(**json.loads(text)).entry()

        def A_matrix(alpha):
            out = io.StringIO()
            csv.writer(out).writerows([[1, repr(entry(alpha, 1))], [repr(entry(alpha, -1)), 1]])
            rows = csv.reader(io.StringIO(out.getvalue()))
            return [list(map(float, row)) for row in rows]

        def stationary_point():
            datetime.datetime.now(datetime.timezone.utc), uuid.uuid4(), uuid.uuid1()
            zoneinfo.ZoneInfo("Europe/Berlin"), locale.setlocale(locale.LC_ALL, "")
            secrets.token_hex(8), hashlib.sha256(b"x").hexdigest(), inspect.getsource(entry)
            with gzip.open("x.gz", "wt") as file:
                file.write("0 0")
            with zipfile.ZipFile("x.zip", "w") as archive:
                archive.write("x.gz")
            zipfile.ZipFile("x.zip").extractall("unpacked")
            base = sqlite3.connect(":memory:")
            base.execute("create table p (d real, g real)")
            base.execute("insert into p values (0, 0)")
            (point,) = base.execute("select d, g from p").fetchall()
            with gzip.open("unpacked/x.gz", "rt") as file:
                assert list(map(float, file.read().split())) == list(point)
            return point
    """,
    "what machine it is": """
        import getpass, multiprocessing, os, platform, socket, sys, sysconfig, shutil

        def stationary_point():
            assert multiprocessing.cpu_count() >= 1 and len(os.sched_getaffinity(0)) >= 1
            assert platform.platform() and platform.processor() is not None and platform.node()
            assert getpass.getuser() and socket.gethostname() and sys.version and os.uname()
            assert os.path.expanduser("~") != "~" and os.environ["HOME"] and os.getcwd()
            assert shutil.disk_usage(".").total > 0 and shutil.which("no-such-program") is None
            torch.__config__.show(), torch.cuda.is_available(), torch.get_num_threads()
            os.environ["MY_SETTING"] = "1"
            assert os.getenv("MY_SETTING") == "1"
            return [0, 0]
    """,
    "time": """
        import time

        def stationary_point():
            start = time.perf_counter()
            time.sleep(0.1)
            assert time.perf_counter() - start < 2
            assert time.process_time() > 0 and time.strftime("%Y") >= "2024"
            return [0, 0]
    """,
    "a signal of its own": """
        import faulthandler, signal
        faulthandler.enable()

        class Rang(Exception):
            pass

        def ring(number, frame):
            raise Rang

        def stationary_point():
            signal.signal(signal.SIGALRM, ring)
            signal.setitimer(signal.ITIMER_REAL, 0.05)
            try:
                while True:
                    pass
            except Rang:
                signal.alarm(0)
                return [0, 0]
    """,
    "einsum": """
        import numpy as np

        def contrastive_loss(z, y, y_neg):
            scores = torch.einsum("id,jd->ij", z, y_neg)
            return (torch.logsumexp(scores, 1) - torch.einsum("id,id->i", z, y)).mean()

        def linear_reparameterization():
            x, F_a, F_b = np.array([1.0, 2.0]), np.eye(2), np.array([[0.0, 1.0], [1.0, 0.0]])
            z_a, z_b = np.einsum("kij,j->ki", np.stack([F_a, F_b]), x)
            return x, F_a, F_b, z_a, z_b
    """,
    "big temporaries": """
        import numpy as np

        def stationary_point():
            a = np.ones(12_500_000)
            b = a * 0.0
            c = torch.ones(25_000_000)
            return [float(b.sum()), float((c - c).sum())]
    """,
    "a deep recursion": """
        import sys
        sys.setrecursionlimit(20_000)

        def down(n):
            return 0.0 if n == 0 else down(n - 1)

        def stationary_point():
            return [down(5000), down(5001)]
    """,
    "a helper package": """
        import importlib
        from helpers import make
        import extra

        def stationary_point():
            assert importlib.import_module("helpers.inner").identity(2).tolist() == make(2).tolist()
            assert importlib.reload(extra).VALUES == [0.0, 0.0]
            return extra.VALUES
    """,
    "a main guard": """
        def main():
            raise SystemExit("only by hand")

        if __name__ == "__main__":
            main()
    """,
    "type hints": """
        from __future__ import annotations
        import collections.abc, typing
        T = typing.TypeVar("T")

        class Answer(typing.NamedTuple):
            x: torch.Tensor
            F_a: torch.Tensor
            F_b: torch.Tensor
            z_a: torch.Tensor
            z_b: torch.Tensor

        def swap(pair: tuple[T, T]) -> tuple[T, T]:
            return pair[1], pair[0]

        def linear_reparameterization() -> Answer | None:
            assert typing.get_type_hints(stationary_point)["return"] == list[float]
            x = torch.tensor([1.0, 2.0])
            F_a, F_b = swap((torch.eye(2) * 2, torch.eye(2)))
            return Answer(x, F_a, F_b, F_a @ x, F_b @ x)

        def stationary_point() -> list[float]:
            return [0.0, 0.0]
    """,
    "doctest": '''
        import doctest, sys

        def stationary_point():
            """
            >>> stationary_point.__name__
            'stationary_point'
            >>> 1 + 1
            2
            """
            finder = doctest.DocTestFinder(recurse=False)
            (test,) = finder.find(stationary_point, "point", module=False, globs=globals())
            assert doctest.DocTestRunner().run(test).failed == 0
            return [0, 0]
    ''',
    "things that are left open": """
        import atexit, threading
        atexit.register(print, "bye")
        held = [open("data.csv") for _ in range(50)]
        threading.Thread(target=threading.Event().wait, daemon=True).start()

        def stationary_point():
            return [0, 0]
    """,
    "copies of files": """
        import os, shutil, tarfile, zipfile
        from pathlib import Path

        def stationary_point():
            shutil.copyfile("data.csv", "one.csv")
            shutil.copy("data.csv", "two.csv")
            shutil.copy2("data.csv", "three.csv")
            shutil.move("three.csv", "four.csv")
            Path("five.csv").touch()
            Path("five.csv").touch()
            os.utime("five.csv", (0, 0))
            os.chmod("five.csv", 0o600)
            os.makedirs("folder/inner", exist_ok=True)
            shutil.copy("two.csv", "folder/inner")
            shutil.copytree("folder", "copy", dirs_exist_ok=True)
            with zipfile.ZipFile("files.zip", "w") as archive:
                archive.write("copy/inner/two.csv")
            shutil.unpack_archive("files.zip", "unpacked")
            with tarfile.open("files.tar", "w") as archive:
                archive.add("copy")
            with tarfile.open("files.tar") as archive:
                archive.extractall("out")
            assert Path("out/copy/inner/two.csv").read_bytes() == Path("data.csv").read_bytes()
            with open("reserved", "wb") as file:
                os.posix_fallocate(file.fileno(), 0, 1 << 20)
            return [0, float(os.path.exists("three.csv") or not os.path.exists("five.csv"))]
    """,
    "a plot": """
        import matplotlib
        import matplotlib.pyplot as plt

        def stationary_point():
            figure, axes = plt.subplots()
            axes.plot([0, 1], [1, 0], label="$V(d, g)$")
            axes.set_title("α → 0")
            axes.legend()
            figure.savefig("plot.png")
            figure.savefig("plot.pdf")
            plt.close(figure)
            return [0, 0]
    """,
}
NEEDS = {"a plot": "matplotlib", "scipy": "scipy", "sympy": "sympy"}


def written(folder, text):
    """A submission: the right one, then `text`, with the files that some of them read."""
    folder.mkdir(parents=True)
    for name, content in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content)
    text = textwrap.dedent(text)
    first = "from __future__ import annotations\n"
    head = first if first in text else ""
    (folder / "submission.py").write_text(head + RIGHT + text.replace(first, ""))
    return folder


def asked(request, fixture):
    """The names of the tests that were selected and use this fixture, in order."""
    items = [item for item in request.session.items if item.module is request.module]
    chosen = [item for item in items if fixture in item.fixturenames and hasattr(item, "callspec")]
    return [item.callspec.params["name"] for item in chosen]


@pytest.fixture(scope="module")
def honest(manifest, tmp_path_factory, request):
    """The Grade of every honest submission that is asked for, in one session."""
    folder = tmp_path_factory.mktemp("honest")
    names = asked(request, "honest") or ["threads"]
    sources = {name: written(folder / str(i), HONEST[name]) for i, name in enumerate(names)}
    found = grade_all(sources.values(), manifest)
    return {name: found[source] for name, source in sources.items()}


LONG = ["a training loop with batches"]  # torch._dynamo is imported in earnest: once is enough
RARE = [
    "a sleep", "a regular expression", "a big number", "a wait", "a bytearray", "a dictionary",
    "a string that doubles", "prints to both", "writes on the output", "an answer of gigabytes",
    "programs", "processes", "a recursion", "an abort", "a signal",
]  # fmt: skip


def daily(names, others):
    """The names as a parameter, the others marked as slow."""
    return [pytest.param(n, marks=[pytest.mark.slow] if n in others else []) for n in names]


@pytest.mark.parametrize("name", daily(HONEST, LONG))
def test_honest_code_gets_its_points(honest, name):
    """14/14, no notice, no fault of ours."""
    package = NEEDS.get(name)
    if package and importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    grade = honest[name]
    wrong = [o.message + o.detail for o in grade.outcomes if o.status is not Status.PASSED]
    assert wrong == []
    assert (grade.score, grade.fault, grade.notices) == (14, "", ())
    accept(dumped(results(grade)).encode())


def test_every_layer_was_on(honest):
    """Or which was not, and why: what is above holds for the others."""
    off = {
        f"{layer}: {why}" for grade in honest.values() for layer, on, why in grade.layers if not on
    }
    if off:
        pytest.skip("; ".join(sorted(off)))
    assert {grade.verdict for grade in honest.values()} == {"isolated"}


# Bombs. Which question's points go, and the function that takes them.

SECONDS = {"call_seconds": 1.0, "import_seconds": 4.0, "submission_seconds": 30.0}
BOMBS = {
    "a loop": "while True: pass",
    "a sleep": "import time; time.sleep(1000)",
    "a loop in C": "sum(range(10**12))",
    "a regular expression": "import re; re.match(r'(a+)+$', 'a' * 50 + 'b')",
    "a product without end": "x = torch.ones(1500, 1500)\n    while True: x = x @ x",
    "a big number": "print(len(str(7 ** (7 ** 9))))",
    "a wait": "import threading; threading.Event().wait()",
    "a list that grows": "x = []\n    while True: x.append(bytes(1 << 20))",
    "a bytearray": "return len(bytearray(1 << 34))",
    "a tensor": "return torch.ones(1 << 32)",
    "shared memory": "import mmap\n    m = [mmap.mmap(-1, 1 << 26) for _ in range(99)]\n"
    "    for one in m: one[::4096] = bytes(len(one) >> 12)",
    "a dictionary": "x = {}\n    while True: x[len(x)] = str(len(x)) * 1000",
    "large files": "data = bytes(1 << 24)\n    for k in range(200):\n"
    "        with open(f'{k}', 'wb') as file: file.write(data) + file.write(data)",
    "empty files": "for k in range(10**6): open(f'{k}', 'x').close()",
    "empty folders": "import os\n    for k in range(10**6): os.mkdir(str(k))",
    "nested folders": "import os\n    while True: os.mkdir('d' * 200); os.chdir('d' * 200)",
    "deleted files": "import os\n    data, held = bytes(1 << 24), []\n    for k in range(200):\n"
    "        held.append(open('x', 'wb')); os.unlink('x')\n"
    "        held[-1].write(data) + held[-1].write(data)",
    "a string that doubles": "x = 'x'\n    while True: x += x",
    "prints": "while True: print('x' * 1000)",
    "prints to both": "import sys\n    while True: print('x' * 99999); print('y', file=sys.stderr)",
    "writes on the output": "import os\n    while True: os.write(2, bytes(1 << 20))",
    "an answer of gigabytes": "import numpy as np; return np.broadcast_to(1.0, (10**5, 10**5))",
    "an answer without end": "import itertools; return list(itertools.count())",
    "forks": "import os\n    while True: os.fork()",
    "programs": "import subprocess\n    while True: subprocess.Popen(['sleep', '60'])",
    "processes": "import multiprocessing as m\n    while True: m.Process(target=print).start()",
    "threads": "import threading as t\n    while True: t.Thread(target=t.Event().wait).start()",
    "a recursion": "import sys; sys.setrecursionlimit(10**9)\n    f = lambda: f()\n    f()",
    "a recursion in C": "import sys; sys.setrecursionlimit(10**9)\n    x = ()\n"
    "    for _ in range(10**6): x = (x,)\n    hash(x)",
    "a crash": "import ctypes; ctypes.string_at(0)",
    "an abort": "import os; os.abort()",
    "an exit": "import os; os._exit(0)",
    "a signal": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "a closed wire": "import os; os.closerange(0, 100)",
}


@pytest.fixture(scope="module")
def bombs(manifest, tmp_path_factory, request):
    """Grades of the bombs, where the box is known to hold; and of the right submission."""
    folder = tmp_path_factory.mktemp("bombs")
    limited = manifest.limits.model_copy(update=SECONDS)
    short = manifest.model_copy(update={"limits": limited})
    harmless = written(folder / "right", "")
    right = grade_all([harmless], short)[harmless]
    if right.verdict != "isolated":
        pytest.skip(f"bombs are let off only where the box holds: {right.verdict}")
    sources = {
        name: written(folder / str(i), f"\ndef A_matrix(alpha):\n    {BOMBS[name]}\n")
        for i, name in enumerate(asked(request, "bombs"))
    }
    found = grade_all(sources.values(), short)
    return {"": right} | {name: found[source] for name, source in sources.items()}


@pytest.mark.alone
@pytest.mark.parametrize("name", daily(BOMBS, RARE))
def test_a_bomb_ends_in_time_and_alone(bombs, name):
    """Within one and a half times its limit, and at the price of its own question only."""
    grade = bombs[name]
    lost = {o.question for o in grade.outcomes if o.status is not Status.PASSED}
    assert lost == {"3.1"}, {o.question: o.message for o in grade.outcomes}
    assert not grade.ours, grade.fault or [o.detail for o in grade.outcomes]
    slowest = max(outcome.seconds for outcome in grade.outcomes)
    assert slowest < 1.5 * SECONDS["call_seconds"]
    # Four checks ask for A_matrix, and what died, not what ran out of time, is called again.
    assert grade.seconds < bombs[""].seconds + 3.5 * SECONDS["call_seconds"]


# What a right A_matrix leaves behind: the functions after it find the worker full.
LEFT = {
    "memory": "KEPT.append(bytearray(int(MB * 0.97) << 20))",
    "files": "for k in range(FILES - 50): open(f'left-{k}', 'x').close()",
    "the disk": "open('left', 'wb').write(bytes((DISK_MB - 16) // 4 << 20))\n"
    "        for k in range(3): shutil.copy('left', f'left-{k}')",
    "descriptors": "KEPT.extend(until_it_fails(lambda: open(os.devnull)))",
    "threads": "KEPT.extend(until_it_fails(waiting))",
}
LEAVING = """
import os, shutil, threading
KEPT, right = [], A_matrix
MB, DISK_MB, FILES = {memory}, {disk}, {files}

def waiting():
    thread = threading.Thread(target=threading.Event().wait, daemon=True)
    thread.start()
    return thread

def until_it_fails(make):
    made = []
    try:
        while True:
            made.append(make())
    except (OSError, RuntimeError):
        return made

def A_matrix(alpha):
    if not KEPT:
        KEPT.append(0)
        {leave}
    return right(alpha)

def needing(function):
    def called(*arguments):
        held = [open(os.devnull) for _ in range(20)], bytearray(120 << 20)
        open("needed", "wb").write(bytes(60 << 20))
        for k in range(100):
            open(f"needed-{{k}}", "w").close()
        return waiting() and function(*arguments)
    return called

stationary_point = needing(stationary_point)
contrastive_loss = needing(contrastive_loss)
"""


@pytest.mark.parametrize("name", LEFT)
def test_what_a_function_leaves_behind_costs_no_other(name, manifest, tmp_path):
    """The next one gets its points in a worker that nobody has used, and nobody reads of it."""
    limits = {"memory": manifest.limits.memory_mb, "disk": manifest.limits.disk_mb}
    leaving = LEAVING.format(**limits, files=usage.FILES, leave=LEFT[name])
    source = written(tmp_path / "handed", leaving)
    grade = grade_all([source], manifest)[source]
    wrong = [o.message + o.detail for o in grade.outcomes if o.status is not Status.PASSED]
    assert (wrong, grade.score) == ([], 14)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a disk that may be filled")
def test_a_disk_that_is_filled(tmp_path):
    """By bytes and by files, on a disk of 150 MB of its own: what else is asked has its points."""
    source = written(
        tmp_path / "handed",
        """
        def A_matrix(alpha):
            for i in range(1000):
                with open(f"big-{i}", "wb") as file:
                    file.write(bytes(50 << 20))

        def stationary_point():
            for i in range(1_000_000):
                open(f"small-{i}", "w").close()
        """,
    )
    with tempfile.TemporaryDirectory(prefix="disk-") as disk:
        Path(disk).chmod(0o755)
        script = (
            'mount -t tmpfs -o size=150m,nr_inodes=3000,mode=755 none "$1" && shift && exec "$@"'
        )
        output = tmp_path / "results.json"
        done = subprocess.run(
            ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", disk,
             sys.executable, "-m", "autograder", "grade", str(source), "--output", str(output)],
            cwd=ROOT, env={"PATH": os.environ["PATH"], "TMPDIR": disk},
            capture_output=True, text=True, timeout=100,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    found = accept(output.read_bytes())
    assert found["score"] == 10, done.stdout
    assert found["execution_time"] < 10
