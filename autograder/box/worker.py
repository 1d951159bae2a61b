"""Inside the box: load the student's file, answer calls, compute gradients.

One exchange is one frame in, one frame out. A request is a dict:

    {"id": 1, "do": "load", "file": "submission.py"}
    {"id": 2, "do": "call", "file": ..., "function": "A_matrix", "arguments": [0.1]}
    {"id": 3, "do": "gradient", ..., "wrt": [0, 1]}

and so is a reply, with the request's id and one of

    {"names": [...], "problem": raised or None, "absent": [...]}   load
    {"value": ...}                                        call
    {"value": ..., "gradients": [...] or None, "why": ""} gradient
    {"raised": {"type", "message", "where"}}              the student's exception
    {"missing": ""}                                       no such function in the file,
    {"missing": "an ndarray"}                             or something else of that name

`Worker.answer` is the whole of it, and is what a laptop calls too; `serve` puts it behind a pipe.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from . import grammar, load, wire
from .plain import description, is_tensor, live, plain
from .plain import torch as loaded_torch

NAMES = 200


class Worker:
    """The student's files in one process. `folder` is where they lie."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, dict[str, Any]] = {}
        if "torch" in sys.modules:
            loaded_torch()  # hold on to it

    def answer(self, request: Any) -> dict[str, Any]:
        """The reply to one request. Whatever the student's code does, short of dying, is in it."""
        ours = vars(sys).get("argv")
        sys.argv = [str(self.folder / request["file"])]  # a student's argparse reads it
        try:
            return {"id": request["id"], **self._reply(request)}
        except BaseException as error:  # the student's: SystemExit, KeyboardInterrupt, anything
            return {"id": request["id"], "raised": load.describe(error, self.folder)}
        finally:
            sys.argv = ours or []

    def _reply(self, request: Any) -> dict[str, Any]:
        file = request["file"]
        if request["do"] == "load":
            found = load.load(self.folder, file)
            self.files[file] = found.names
            return {
                "names": _functions(found.names),
                "problem": found.problem,
                "absent": list(found.absent),
            }
        function = self.files[file].get(request["function"])
        if not callable(function):
            return {"missing": "" if function is None else description(function)}
        arguments = [live(argument) for argument in request["arguments"]]
        if request["do"] == "gradient":
            return _gradient(function, arguments, request["wrt"])
        return {"value": plain(function(*arguments))}


def _gradient(function: Any, arguments: list[Any], wrt: list[int]) -> dict[str, Any]:
    """The value, and its gradients in arguments[i] for i in wrt; `why` there are none, else "".

    The arguments are clones of leaves, so that in-place work on them is allowed.
    """
    torch = loaded_torch()
    leaves = [arguments[i].requires_grad_(True) for i in wrt]
    with torch.enable_grad():
        value = function(*[a.clone() if is_tensor(a) else a for a in arguments])
        while isinstance(value, (list, tuple)) and len(value) == 1:
            value = value[0]  # one element, in whatever it comes: `return loss,` is a tuple
        if is_tensor(value) and value.is_complex():
            value = value.real  # its imaginary part is judged with the value
        why = _not_differentiable(value)
        if why:
            return {"value": plain(value), "gradients": None, "why": why}
        gradients = torch.autograd.grad(value.reshape(()), leaves, allow_unused=True)
    filled = [
        torch.zeros_like(leaf) if gradient is None else gradient
        for gradient, leaf in zip(gradients, leaves)
    ]
    return {"value": plain(value), "gradients": [plain(g) for g in filled], "why": ""}


def _not_differentiable(value: Any) -> str:
    if not is_tensor(value):
        return "a number outside torch" if isinstance(value, (int, float)) else description(value)
    if value.numel() != 1:
        return f"a tensor of shape {tuple(value.shape)}"
    if not value.requires_grad:
        return "a tensor cut off from its inputs"
    return ""


def _functions(namespace: dict[str, Any]) -> list[str]:
    names = [n for n, v in namespace.items() if isinstance(n, str) and not n.startswith("_")]
    return [name[:80] for name in names if callable(namespace[name])][:NAMES]


def serve(folder: Path, requests: int, replies: int) -> None:
    """Answer frames from the descriptor `requests` on `replies`, until it is closed."""
    sys.path.insert(0, str(folder))  # helpers lie beside the file; NumPy and torch are loaded
    sys.dont_write_bytecode = True
    worker = Worker(folder)
    while True:
        frame = read_frame(requests)
        if frame is None:
            return
        reply = worker.answer(wire.decode(frame))
        write_all(replies, _encoded(reply))


def _encoded(reply: dict[str, Any]) -> bytes:
    try:
        return wire.encode(reply)
    except grammar.WireError as error:  # many values, each small enough, together too large
        instead = grammar.Other(f"too much to send: {error}")
        return wire.encode({"id": reply["id"], "value": instead})


def read_frame(descriptor: int) -> bytes | None:
    """One frame, or None where the other side has closed."""
    data = _read_exactly(descriptor, wire.PREFIX.size)
    if data is None:
        return None
    rest = _read_exactly(descriptor, wire.frame_size(data) - len(data))
    return None if rest is None else data + rest


def _read_exactly(descriptor: int, size: int) -> bytes | None:
    parts: list[bytes] = []
    while size:
        part = os.read(descriptor, min(size, 1 << 20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of `data`; a pipe may take it in parts."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
