# TODO
"""Answers will follow."""
