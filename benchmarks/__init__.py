"""How fast, against what, in one run: `make bench` prints every bound of ours beside its figure."""
