# `make help` lists what there is. Everything runs in .venv, made on first use.
SHELL := /bin/bash
# Debian's own interpreter can be read by every user; one in a private home cannot, and the student
# user then cannot load a library (docs/security.md).
PYTHON ?= $(shell for p in /usr/bin/python3 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' \
	2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
SUBMISSION ?= tests/corpus/right-torch
OUTPUT ?= results.json
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input

.PHONY: help grade build test test-all lint bench fairness clean

help:            ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

grade: $(VENV)/grading    ## grade SUBMISSION=PATH (a folder, a zip, a .py), or a right example of ours
	@$(BIN)/python -m autograder grade "$(SUBMISSION)" --output "$(OUTPUT)"

build: $(VENV)/grading    ## dist/autograder.zip for Gradescope and dist/student.zip for students
	@$(BIN)/python -m autograder build

test: $(VENV)/developing lint    ## every check of ours, reduced counts: at most ten minutes
	$(BIN)/python -m pytest -q -m "not slow and not alone" -n 2 --dist loadfile
	$(BIN)/python -m pytest -q -m "not slow and alone"

test-all: $(VENV)/developing lint    ## the full counts
	$(BIN)/python -m pytest -q -m "not alone" -n 2 --dist loadfile
	$(BIN)/python -m pytest -q -m alone

lint: $(VENV)/developing    ## ruff, mypy --strict, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/developing    ## the bounds, measured: both sides in one run, medians
	$(BIN)/python -m benchmarks

fairness: $(VENV)/developing    ## false fails, false passes, diagnoses over hundreds of answers
	PYTHONPATH=tests/engine $(BIN)/python -m fairness

clean:           ## remove what make made
	rm -rf $(VENV) *.egg-info results.json dist

$(VENV)/grading: requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "make: Python 3.10 or newer with venv is needed (Debian: apt-get install python3-venv)" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "setting up $(VENV) (once; a minute or two)"
	@$(BIN)/python -c 'import torch' 2>/dev/null || bash setup.sh --torch $(BIN)/python
	@$(PIP) -r requirements.txt
	@$(PIP) --no-deps --editable .
	@$(BIN)/python -m compileall -q autograder reference
	@touch $@

$(VENV)/developing: $(VENV)/grading requirements-dev.txt
	@$(PIP) -r requirements-dev.txt
	@touch $@
