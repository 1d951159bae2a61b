"""What is wrong by a thousandth loses its points, in every way of near_misses.py."""

from near_misses import MISSES, WHOLE, noticed


def test_every_near_miss_is_noticed(quick):
    """And without the error nothing is lost, so that it is the error that was noticed."""
    sizes = {miss: miss.at for miss in (*MISSES, *WHOLE)}
    exact = {miss: 0.0 for miss in MISSES if miss.line.startswith(("v = v", "L = L + {e}"))}
    lost, none = noticed([sizes, exact], quick)
    assert [miss.line for miss in sizes if miss not in lost] == []
    assert none == set()
