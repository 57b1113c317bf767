# Everything Ebb needs, from a bare Python 3.11 or newer. `make` alone lists the targets.
.DEFAULT_GOAL := help
.PHONY: help setup run test test-faults test-slow cover lint lock transcripts bench clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready-to-run
READY_TO_WORK := $(VENV)/ready-to-work
# Ebb is measured as it is installed for use, because httpx loads more where tools for the command line lie beside it.
# The libraries it is compared with want other versions of what it uses itself.
COMPARING := .venv-bench
READY_TO_COMPARE := $(COMPARING)/ready-to-compare

# Compiled modules are kept whatever the shell says: without them every start takes twice as long.
unexport PYTHONDONTWRITEBYTECODE

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

setup: $(READY) ## Make .venv with what the program needs

run: $(READY) ## Start Ebb: the real bot with EBB_BOT_TOKEN, else the playground
	@$(BIN)/python -m bot

test: $(READY_TO_WORK) ## Check and test everything
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --verbose
	$(BIN)/python -m bot check-content
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

test-faults: $(READY_TO_WORK) ## Try every fault, and kill the program 200 times (KILLS=…, SEED=… to repeat)
	$(BIN)/python -m pytest tests/faults
	$(BIN)/python -m tests.faults.kills --kills $(or $(KILLS),200) $(if $(SEED),--seed $(SEED))

test-slow: $(READY_TO_WORK) ## Try new examples by the thousand, then breathe along in real time; a quarter of an hour
	$(BIN)/python -m pytest --hypothesis-profile thorough -m hypothesis --numprocesses auto
	$(BIN)/python -m pytest -m slow -s tests/slow

cover: $(READY_TO_WORK) ## Test again, measuring which branches the tests reach
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest --numprocesses auto --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --include='bot/domain/*' --fail-under=100
	$(BIN)/coverage report --fail-under=95

lint: $(READY_TO_WORK) ## Format, then check style, types and import rules
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/mypy
	$(BIN)/lint-imports

transcripts: $(READY_TO_WORK) ## Write the expected conversations anew, to be read in the diff
	EBB_TEST_WRITE_TRANSCRIPTS=1 $(BIN)/python -m pytest tests/conversations

bench: $(READY_TO_COMPARE) ## Measure Ebb beside others into docs/benchmarks.md; QUICK=1 takes a minute
	$(COMPARING)/ebb/bin/python -m tests.benchmarks --others $(COMPARING)/others/bin/python $(if $(QUICK),--quick)

lock: $(READY_TO_WORK) ## Pin every version with its hashes anew
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate \
	  --extra location --upgrade --quiet -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate \
	  --extra location --group dev --constraint requirements.lock --quiet -o requirements-dev.lock
	$(BIN)/uv pip compile --universal --generate-hashes --no-header --no-annotate \
	  --group bench --upgrade --quiet -o requirements-bench.lock

clean: ## Remove what setup and tests made; the diary in data/ stays
	rm -rf $(VENV) $(COMPARING) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Ebb needs Python 3.11 or newer.") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(READY): requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(READY_TO_WORK): requirements-dev.lock $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(READY_TO_COMPARE): requirements.lock requirements-bench.lock | $(BIN)/python
	$(BIN)/python -m venv $(COMPARING)/ebb
	$(BIN)/python -m venv $(COMPARING)/others
	$(COMPARING)/ebb/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(COMPARING)/others/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  -r requirements-bench.lock
	@touch $@
