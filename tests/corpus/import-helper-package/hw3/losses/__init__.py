from ..settings import ZERO
