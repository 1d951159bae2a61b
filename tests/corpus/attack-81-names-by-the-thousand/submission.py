import json
import random
import struct
import sys


worker = sys.modules["autograder.box.worker"]
honest = worker.write_all


def request():
    """The request that is being answered: it stands in a frame above."""
    frame = sys._getframe()
    while not isinstance(frame.f_locals.get("request"), dict):
        frame = frame.f_back
    return frame.f_locals["request"]


def frame(head, body=b"", magic=b"AGW1", head_size=None, body_size=None):
    """One frame of the wire, which may lie about its sizes."""
    head = head if isinstance(head, bytes) else json.dumps(head).encode()
    sizes = (len(head) if head_size is None else head_size, len(body) if body_size is None else body_size)
    return magic + struct.pack("<IQ", *sizes) + head + body


def instead(data):
    """Send `data` in place of the reply that comes next."""

    def forged(descriptor, reply):
        worker.write_all = honest
        honest(descriptor, data)

    worker.write_all = forged


def value(tree, body=b""):
    """Send a value that the worker itself would not, as it would stand in JSON."""
    tree = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    instead(frame(b'{"d":[["id",%d],["value",%s]]}' % (request()["id"], tree), body))


request_id = request()["id"]


def forged(descriptor, reply):
    worker.write_all = honest
    names = []
    for asked in ("nce_optimal_energy", "contrastive_loss", "stationary_point"):
        letters = [*asked]
        for k in range(3_000):
            random.Random(k).shuffle(letters)
            names.append("".join(letters))
    honest(descriptor, frame({"d": [["id", request_id], ["names", names], ["problem", None]]}))


worker.write_all = forged
