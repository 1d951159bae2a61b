from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    (folder / "submission.py").write_text(RIGHT)
    (folder / "passwd.txt").symlink_to("/etc/passwd")
    (folder / "everything").symlink_to("/")
    (folder / "loop").symlink_to("loop")
    (folder / "here").symlink_to(".")
    return folder
