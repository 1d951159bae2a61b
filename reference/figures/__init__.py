"""The figures of the answer key: `python -m reference.figures` draws them again, byte for byte."""
