def make(folder):
    (folder / "hw3.zip").write_text("This was a Word document once.\n")
    return folder / "hw3.zip"
