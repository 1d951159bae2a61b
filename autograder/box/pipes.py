"""The grader's ends of a worker's pipes: bytes out, bytes in, and what they make.

None of these waits, unless told to; who calls them keeps the clock. What comes in is the student's
word: whatever is wrong with it is a `Died`.
"""

from __future__ import annotations

import os
import select
from typing import Any

from ..errors import Died
from . import grammar, wire

OUTPUT_BYTES = 64 << 10  # kept of what the student prints: this much of the head and of the tail
NO_ANSWER = "what came back from its process was not an answer"


class Output:
    """The head and the tail of what a student prints, however much it is."""

    def __init__(self) -> None:
        self.head = b""
        self.tail = b""
        self.left_out = 0

    def add(self, data: bytes) -> None:
        room = OUTPUT_BYTES - len(self.head)
        self.head += data[:room]
        rest = self.tail + data[room:]
        self.tail = rest[-OUTPUT_BYTES:]
        self.left_out += len(rest) - len(self.tail)

    def text(self) -> str:
        """All that was kept, with a note where something was left out."""
        gap = f"\n[... {self.left_out:,} bytes left out ...]\n" if self.left_out else ""
        return self.head.decode(errors="replace") + gap + self.tail.decode(errors="replace")


def push(descriptor: int, data: memoryview) -> memoryview:
    """Write what the pipe takes of `data`: what is left of it."""
    try:
        return data[os.write(descriptor, data) :]
    except BlockingIOError:
        return data
    except BrokenPipeError:  # the worker is dying; its pidfd will say so
        return data[len(data) :]


def pull(descriptor: int, reply: bytearray) -> bool:
    """Add what is there to `reply`, first a frame's length; False at the end of file."""
    try:
        for _ in range(2):
            data = os.read(descriptor, _missing(reply))
            reply += data
            if not data or whole(reply):
                return bool(data)
    except BlockingIOError:
        pass
    return True


def _missing(reply: bytearray) -> int:
    """How many bytes the frame that `reply` begins still lacks, as far as they tell."""
    size = wire.PREFIX.size
    if len(reply) < size:
        return size - len(reply)
    try:
        return wire.frame_size(bytes(reply[:size])) - len(reply)
    except grammar.WireError:
        raise Died(NO_ANSWER) from None


def whole(reply: bytearray) -> bool:
    """Whether `reply` is one frame."""
    return len(reply) >= wire.PREFIX.size and _missing(reply) == 0


def decoded(frame: bytes) -> dict[str, Any]:
    """What a worker says in a frame."""
    try:
        reply = wire.decode(frame)
    except grammar.WireError:
        reply = None
    if not isinstance(reply, dict):
        raise Died(NO_ANSWER)
    return reply


def readable(descriptor: int, seconds: float = 0.0) -> bool:
    """Whether there is something to read, an end too; of a pidfd, whether its process ended."""
    poll = select.poll()  # select() takes no descriptor above 1,023
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
