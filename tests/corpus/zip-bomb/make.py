import zipfile
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    with zipfile.ZipFile(folder / "hw3.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("submission.py", RIGHT)
        with archive.open("zeros.bin", "w") as member:
            for _ in range(400):
                member.write(bytes(1 << 20))
    return folder / "hw3.zip"
