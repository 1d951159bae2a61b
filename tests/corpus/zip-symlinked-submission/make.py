import stat
import zipfile


def make(folder):
    with zipfile.ZipFile(folder / "hw3.zip", "w") as archive:
        info = zipfile.ZipInfo("submission.py")
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return folder / "hw3.zip"
