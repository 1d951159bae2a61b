from pathlib import Path

HERE = Path("/tmp/autograder-attack")  # where test_attacks.py lays out what there is to attack
RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()
THIEF = """
import importlib
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))


def A_matrix(alpha):
    for name in ("stolen", "stolen_folder.reference", "up.source.reference"):
        try:
            return importlib.import_module(name).A_matrix(alpha)
        except ImportError as error:
            print(error)
    for path in pathlib.Path(__file__).parent.rglob("*"):
        print(path, path.is_file() and path.read_bytes()[:100])
    return "refused"
"""


def make(folder):
    (folder / "submission.py").write_text(RIGHT + THIEF)
    (folder / "stolen.py").symlink_to(HERE / "source" / "reference.py")
    (folder / "stolen_folder").symlink_to(HERE / "source")
    (folder / "chain.py").symlink_to("stolen.py")
    (folder / "key").symlink_to(HERE / "home" / ".ssh" / "id_rsa")
    (folder / "up").symlink_to("/")
    (folder / "itself").symlink_to("itself")
    (folder / "environ").symlink_to("/proc/self/environ")
    return folder
