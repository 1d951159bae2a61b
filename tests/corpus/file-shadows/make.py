from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()
SHADOWS = """numpy torch random json math typing os sys types collections sitecustomize usercustomize
pytest _pytest pydantic conftest setup struct select tokenize traceback inspect worker wire load plain""".split()


def make(folder):
    (folder / "submission.py").write_text("import random\nimport json\nimport math\n\nrandom.random(), json.dumps({}), math.pi\n" + RIGHT)
    for name in SHADOWS:
        (folder / f"{name}.py").write_text(f"raise RuntimeError('{name} of the student was imported')\n")
    return folder
