"""How a deed fares in a child of this process that has put a layer on."""

import errno
import os
import signal
from collections.abc import Callable

from autograder.box import jail

SECONDS = 20


def answer(code: Callable[[], object], uid: int | None, put_on: Callable[[], object]) -> str:
    """How `code` fares in a child with the layer on: "through", its errno's name, what it raised.

    Where the child died, the signal.
    """
    receive, send = os.pipe()
    pid = os.fork()
    if pid == 0:
        signal.alarm(SECONDS)
        try:
            os.write(send, fare(code, uid, put_on).encode())
        except BaseException as error:
            os.write(send, f"not put on: {error!r}".encode())
        finally:
            os._exit(0)
    os.close(send)
    with os.fdopen(receive, "rb") as pipe:
        said = pipe.read().decode()
    _, status = os.waitpid(pid, 0)
    return signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else said


def fare(code: Callable[[], object], uid: int | None, put_on: Callable[[], object]) -> str:
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    jail.no_new_privileges()
    put_on()
    try:
        code()
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "through"
