"""Who grades: the cores of this machine, or a cluster. Both are a concurrent.futures Executor.

What runs there is the same function of a parcel (bytes) that gives a Reply (bytes), and the same
Crew of warm examiners. So a run is written once, and its results do not depend on where it was.

On a cluster of dask.distributed a worker plugin holds the crew: it is made on each worker that
joins, and ended with it. What a lost worker had is given to others by the scheduler.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any

from .desk import Crew, Terms
from .errors import UsageError
from .parcel import Reply

PLUGIN = "autograder-crew"
WAITING = 2  # submissions for each that is being graded: nobody waits for the next
START_SECONDS, END_SECONDS = 10, 10
LOOK_SECONDS = 5.0  # between looks at how large the cluster is


@dataclass(frozen=True, slots=True)
class Workforce:
    """Where to submit parcels, and how many at a time."""

    executor: Executor
    grade: Callable[[bytes], Reply]
    room: Callable[[], int]

    def submit(self, parcel: bytes) -> Future[Reply]:
        return self.executor.submit(self.grade, parcel)


@contextmanager
def local(terms: Terms, jobs: int) -> Iterator[Workforce]:
    """Threads of this process, each of which waits for an examiner of its own."""
    crew = Crew(terms, jobs)
    pool = ThreadPoolExecutor(jobs)
    try:
        yield Workforce(pool, crew.grade, lambda: jobs * WAITING)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        crew.close()
        pool.shutdown(wait=True)


@contextmanager
def cluster(terms: Terms, address: str) -> Iterator[Workforce]:
    """The workers of a dask scheduler. UsageError where there is none."""
    try:
        from dask import distributed
    except ImportError:
        raise UsageError("--scheduler needs dask: pip install 'autograder[cluster]'") from None
    try:
        # Asked first: a client that cannot read it is never whole, and waits 20 s for its end.
        distributed.comm.get_address_host_port(address)
        client: Any = distributed.Client(address, set_as_default=False, timeout=f"{START_SECONDS}s")  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise UsageError(f"there is no scheduler at {address}: {error}") from None
    try:
        client.register_plugin(_plugin(terms), name=PLUGIN)
        executor = client.get_executor(pure=False)
        yield Workforce(executor, graded_there, _Room(client).now)
        executor.shutdown(wait=False)
    finally:
        # The cluster may be gone, and what was finished is written: nobody waits for it for ever.
        ending = Thread(target=client.unregister_worker_plugin, args=(PLUGIN,), daemon=True)
        ending.start()
        ending.join(END_SECONDS)
        client.close(timeout=END_SECONDS)


class _Room:
    """How many submissions a cluster that grows and shrinks may have at a time."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.looked = float("-inf")
        self.threads = 0

    def now(self) -> int:
        if time.monotonic() - self.looked > LOOK_SECONDS:
            self.looked = time.monotonic()
            self.threads = sum(self.client.nthreads().values())
        return max(self.threads, 1) * WAITING + 8  # those on their way


def _plugin(terms: Terms) -> Any:
    """Made here, because dask is not imported where it is not used."""
    from dask.distributed import WorkerPlugin

    class CrewPlugin(WorkerPlugin):
        crew: Crew

        def setup(self, worker: Any) -> None:
            self.crew = Crew(terms)

        def teardown(self, worker: Any) -> None:
            self.crew.close()

    return CrewPlugin()


def graded_there(parcel: bytes) -> Reply:
    """On a worker of a cluster: its crew's reply."""
    from dask.distributed import get_worker

    worker: Any = get_worker()
    crew: Crew = worker.plugins[PLUGIN].crew
    return crew.grade(parcel)
