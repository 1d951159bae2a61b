"""A submission: each function tries one thing that the box should refuse.

It returns where it got through, and raises where it was refused. Every target is a file, a socket
or a process that the test made for it, so that it may get through, as root, with no layer on.
"""

import ctypes
import errno
import fcntl
import mmap
import os
import resource
import signal
import socket
import subprocess
import threading
import time

IPC_CREAT, IPC_RMID = 0o1000, 0
SHMGET, SHMCTL, PRLIMIT, IO_URING_SETUP, PIDFD_GETFD = 29, 31, 302, 425, 438
PTRACE_SEIZE, PR_SET_DUMPABLE, CLONE_NEWUSER = 0x4206, 4, 0x1000_0000
F_SETSIG = 10
GIB = 1 << 30
libc = ctypes.CDLL(None, use_errno=True)


def made(name, *arguments):
    """A function of libc, by its name; OSError where it fails."""
    result = getattr(libc, name)(*arguments)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def reached(name, *arguments):
    """The same for a call that can only come to EFAULT."""
    try:
        made(name, *arguments)
    except OSError as error:
        if error.errno != errno.EFAULT:
            raise


# Files.


def read_secret(at):
    os.open(at["secret"], os.O_RDONLY)


def read_reference(at):
    os.open(at["reference"], os.O_RDONLY)


def write_results(at):
    os.open(at["results"], os.O_WRONLY)


def leave_file(at):
    os.close(os.open(f"{at['open folder']}/left-{os.getpid()}", os.O_WRONLY | os.O_CREAT))


def empty_library(at):
    os.open(at["library"], os.O_RDONLY | os.O_TRUNC)


def stat_private(at):
    os.stat(at["private"])


def change_mode(at):
    os.chmod("submission.py", 0o640)
    if os.stat("submission.py").st_mode & 0o777 != 0o640:
        raise OSError(errno.EPERM, "it was only said to be done")


def change_times(at):
    os.utime("submission.py", (1, 1))
    if os.stat("submission.py").st_mtime != 1:
        raise OSError(errno.EPERM, "it was only said to be done")


def lock(at):
    with open("submission.py") as file:
        fcntl.flock(file, fcntl.LOCK_SH)


# Other processes. "grader" is one of the grader's user, "neighbour" one of the worker's.


def kill(at):
    os.kill(at["grader"], signal.SIGKILL)


def kill_by_descriptor(at):
    reading, writing = os.pipe()
    fcntl.fcntl(reading, fcntl.F_SETOWN, at["grader"])
    fcntl.fcntl(reading, F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(reading, fcntl.F_SETFL, os.O_ASYNC)
    os.write(writing, b"x")


def lower_limits(at):
    resource.prlimit(at["grader"], resource.RLIMIT_CORE, (0, 0))


def slow_down(at):
    os.setpriority(os.PRIO_PROCESS, at["grader"], 19)


def move_to_one_processor(at):
    os.sched_setaffinity(at["grader"], os.sched_getaffinity(0))


def read_environment(at):
    os.open(f"/proc/{at['grader']}/environ", os.O_RDONLY)


def open_memory(at):
    os.open(f"/proc/{at['neighbour']}/mem", os.O_RDWR)


def trace(at):
    made("ptrace", PTRACE_SEIZE, at["neighbour"], None, None)


def read_memory(at):
    """At an address where the process has nothing: EFAULT where the call is let through."""
    found = ctypes.create_string_buffer(8)
    local = (ctypes.c_void_p * 2)(ctypes.addressof(found), 8)
    remote = (ctypes.c_void_p * 2)(0x1000, 8)
    reached("process_vm_readv", at["neighbour"], local, 1, remote, 1, 0)


def steal_descriptor(at):
    made("syscall", PIDFD_GETFD, os.pidfd_open(at["neighbour"]), 0, 0)


# Programs and rights.


def fork(at):
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def execute(at):
    os.execv("/bin/true", ["true"])


def run_setuid(at):
    """A program that is root's whoever starts it, and shows what only root may read."""
    subprocess.run([at["setuid program"], at["root's file"]], check=True, capture_output=True)


def be_root(at):
    if os.geteuid() != 0:
        os.setresuid(0, 0, 0)


def unshare_user(at):
    made("unshare", CLONE_NEWUSER)


# The network and the kernel.


def connect(at):
    socket.create_connection(("127.0.0.1", at["port"]), 5)


def send_packet(at):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", at["port"]))


def connect_by_path(at):
    socket.socket(socket.AF_UNIX).connect(at["socket"])


def open_netlink(at):
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)


def make_memory_file(at):
    os.memfd_create("x")


def share_memory(at):
    made("shmctl", made("shmget", 0, 4096, IPC_CREAT | 0o666), IPC_RMID, None)


def set_up_io_uring(at):
    """Without its parameters: EFAULT where the call is let through."""
    reached("syscall", IO_URING_SETUP, 1, None)


# Resources.


def take_memory(at):
    """Reserved only: what is written to, the host would see."""
    return len(mmap.mmap(-1, GIB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))


def take_shared_memory(at):
    return len(mmap.mmap(-1, GIB))


def take_threads(at):
    """Each waits until this process ends. Fewer than the host, which counts them, lets be."""
    for _ in range(200):
        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()


def write_large_file(at):
    os.truncate(os.open("large", os.O_RDWR | os.O_CREAT), 100 << 20)


def open_many_files(at):
    for _ in range(300):
        os.dup(0)


def dump_core(at):
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    made("prctl", PR_SET_DUMPABLE, 1, 0, 0, 0)
    os.abort()


def outlive(at):
    """The test ends the fork server meanwhile."""
    time.sleep(600)
