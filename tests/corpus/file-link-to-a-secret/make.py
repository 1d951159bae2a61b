def make(folder):
    (folder / "submission.py").symlink_to("/etc/passwd")
    return folder
