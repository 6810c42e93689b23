# The two commands of the README, and what they stand on.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test install lint types lock generated clean
.DEFAULT_GOAL := run

run: install
	$(BIN)/vroegsignaal up --demo

test: install lint types
	$(BIN)/python -m pytest

install: .venv/.installed services/worklist/static/assets/.built

.venv/.installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

services/worklist/static/assets/.built: .venv/.installed services/worklist/assets/package-lock.json services/worklist/assets/build.py
	$(BIN)/python services/worklist/assets/build.py
	touch $@

lint:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types:
	$(BIN)/mypy

lock:
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --all-extras --no-header --no-annotate --no-emit-index-url --no-emit-find-links -o requirements.lock pyproject.toml

# Documents that follow from the code: glossary, API description, tables of commands and figures, words of the dashboard.
generated:
	$(BIN)/python -m tests.generated

clean:
	rm -rf .venv services/worklist/static/assets services/worklist/assets/node_modules
