PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test setup lint train eval bench clean

demo: setup
	@$(BIN)/entente brief examples/exercise.html

test: setup
	@$(BIN)/ruff check src tests training evals bench
	@$(BIN)/ruff format --check src tests training evals bench
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Entente needs Python 3.11 or newer: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

$(VENV)/.train: $(VENV)/.ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,train]'
	@touch $@

train: $(VENV)/.train
	$(BIN)/python -m training

eval: setup
	$(BIN)/python -m evals

bench: setup
	$(BIN)/python -m bench

clean:
	rm -rf $(VENV) runs build dist
