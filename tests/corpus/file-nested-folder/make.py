from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    (folder / "hw 3 – été").mkdir()
    (folder / "hw 3 – été" / "submission.py").write_text("from extra import two\n" + RIGHT)
    (folder / "hw 3 – été" / "extra.py").write_text("two = 2\n")
    (folder / "__MACOSX" / "hw 3").mkdir(parents=True)
    (folder / "__MACOSX" / "hw 3" / "._submission.py").write_bytes(b"\0\5\x16\7")
    (folder / "__MACOSX" / "submission.py").write_bytes(b"\0\5\x16\7")
    (folder / ".DS_Store").write_bytes(bytes(64))
    return folder
