from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    (folder / "submission.py").write_text(RIGHT)
    for image in range(200):
        place = folder.joinpath("data", *(f"{image}_{level}" for level in range(14)))
        place.mkdir(parents=True)
        (place / "image.txt").write_text("0")
    return folder
