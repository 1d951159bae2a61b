import zipfile


def make(folder):
    with zipfile.ZipFile(folder / "hw3.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("submission.py", b"#" * (100 << 20))
    return folder / "hw3.zip"
