# Everything runs in a virtual environment of its own, made on first use.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed-with-dev

.PHONY: setup test lint format corpora realtree bench golden clean

setup: $(INSTALLED)

$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@

# The unit suite: no network, no real trees.
test: setup
	$(BIN)/pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The real QEMU trees that `make realtree` tests with; see corpora/manifest.toml.
corpora:
	$(PYTHON) corpora/fetch

realtree: setup
	$(BIN)/pytest -m realtree

bench: setup
	$(BIN)/python -m tests.bench

# Rewrites the golden files of the unit suite: read the difference before committing it.
golden: setup
	$(BIN)/pytest --update-golden

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
