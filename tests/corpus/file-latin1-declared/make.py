from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    text = "# -*- coding: latin-1 -*-\n# r\xe9ponses de Fran\xe7ois\nNAME = 'Fran\xe7ois'\nassert len(NAME) == 8\n" + RIGHT
    (folder / "submission.py").write_bytes(text.encode("latin-1"))
    return folder
