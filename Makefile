# Everything sets itself up: a fresh machine needs Python 3.11 or newer, git and make, nothing more.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo portal test test-fast check bench lock clean help

demo: .venv/ready ## play one quarter of the invented council of Ashcombe
	$(BIN)/cleardays demo

portal: .venv/ready ## open the portal on what the demo made
	$(BIN)/cleardays portal --demo

test: .venv/ready-dev ## every test that can run on this machine
	$(BIN)/python -m pytest -n auto --dist worksteal

test-fast: .venv/ready-dev ## the inner set: no server, browser or process
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not full"

check: .venv/ready-dev ## the house rules: arrows, types, style
	$(BIN)/lint-imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/ready-dev ## measure, as ratios in one run
	$(BIN)/python -m bench
	$(BIN)/python -m bench.papers
	$(BIN)/python -W ignore -m bench.portal

# pip will not match the lock's plain “sqlalchemy” with Prefect's “sqlalchemy[asyncio]”, hence --no-deps: the lock
# holds every dependency, and pip check says so.
.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/pip check
	touch $@

.venv/ready-dev: requirements-dev.lock .venv/ready
	$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements-dev.lock
	$(BIN)/pip check
	touch $@

lock: ## renew both locks (needs uv)
	uv pip compile pyproject.toml build-requirements.in --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links -o requirements.lock
	uv pip compile pyproject.toml build-requirements.in --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links -o requirements-dev.lock

clean: ## remove what was made, but no plan store of yours (var/)
	rm -rf .venv demo build *.egg-info

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'
