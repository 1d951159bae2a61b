import json
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


def linear_reparameterization(*arguments):
    instead(frame([], head_size=2**32 - 1))

def A_matrix(*arguments):
    instead(frame([], body_size=2**64 - 1))

def stationary_point(*arguments):
    instead(frame({"d": [["id", request()["id"]], ["value", [0, 0]]]}, b"left over", body_size=4) + frame({}))

def nce_optimal_energy(*arguments):
    instead(frame(b"", head_size=0) + frame(b"{}", magic=b"AGW2"))

def contrastive_loss(*arguments):
    instead(frame({"d": [["id", request()["id"]], ["value", 1.0]]}, head_size=12))
