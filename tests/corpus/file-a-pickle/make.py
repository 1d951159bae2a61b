import pickle


class Evil:
    def __reduce__(self):
        return print, ("pwned",)


def make(folder):
    (folder / "submission.py").write_bytes(pickle.dumps(Evil()))
    return folder
