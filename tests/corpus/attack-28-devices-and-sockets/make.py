import os
import socket
import stat
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()
WRONG = """

def A_matrix(alpha):
    return open("zeros", "rb").read(100)
"""


def make(folder):
    (folder / "submission.py").write_text(RIGHT + WRONG)
    for name in ("conftest.py", "pytest.ini", "assignment.toml", "notes.txt"):
        os.mkfifo(folder / name)
    here = os.getcwd()
    with socket.socket(socket.AF_UNIX) as server:
        os.chdir(folder)  # the path of a socket is short
        server.bind("helper.py")
        os.chdir(here)
    if os.geteuid() == 0:
        try:
            os.mknod(folder / "zeros", stat.S_IFCHR | 0o666, os.makedev(1, 5))
        except PermissionError:
            pass  # a container without CAP_MKNOD
    return folder
