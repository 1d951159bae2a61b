import stat
import zipfile
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    with zipfile.ZipFile(folder / "hw3.zip", "w") as archive:
        for name, kind, data in (
            ("secret.txt", stat.S_IFLNK, "/etc/passwd"),
            ("helpers", stat.S_IFLNK, "/"),
            ("fifo", stat.S_IFIFO, ""),
            ("null", stat.S_IFCHR, ""),
        ):
            info = zipfile.ZipInfo(name)
            info.create_system = 3
            info.external_attr = (kind | 0o777) << 16
            archive.writestr(info, data)
        archive.writestr("submission.py", RIGHT)
    return folder / "hw3.zip"
