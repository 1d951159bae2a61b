def make(folder):
    (folder / "submission.py").mkdir()
    return folder
