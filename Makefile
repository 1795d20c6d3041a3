# The one door for work. Each target sets up what it needs on a machine that has only Python 3.11 or
# newer: a virtual environment of its own, filled from a lock file with hashes. `make` lists them.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DOCS_VENV := .venv-docs
DOCS_READY := $(DOCS_VENV)/.ready

# On a Linux machine without a display there is no browser to open.
HEADLESS := $(shell [ "$$(uname)" != Linux ] || [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ] || echo --no-browser)

.PHONY: help demo test check promises bench docs web pictures golden scoreboard format lock clean style types

help: ## list these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|'

demo: $(READY) ## play the reference night, offline, in the terminal and in a browser (DEMO=--once and the like)
	@$(BIN)/outright demo $(HEADLESS) $(DEMO)

check: $(READY) style types ## the quick part of the tests: format, lint, types, walls, docs
	@echo "house: walls, sizes, links, words"
	@$(BIN)/python -m pytest tests/house -q

# They are measured by their own tests alone: measuring slows every test that is measured.
DECIDES := tests/rules tests/verdict

# One worker more than there are cores: there is always one that waits for a browser, a clock or a site that hangs.
# One thread of linear algebra in each of several workers: more only wait for each other. (Other runs have them all.)
# The tests' files lie in memory where there is room, so that no test waits for a disk to sync what another wrote;
# what a disk may lose is tried on made-up ones. They are removed when all is well.
ROOM := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 6000000 { print "/dev/shm" }')
WORKERS := $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))
SPREAD := OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not promise"

# The rules and the verdicts decide what is said of a contest: every line and branch of them is tested.
test: $(READY) style types ## everything that must hold before a change goes in (under ten minutes)
	@tools/browser.sh
	@tools/postgres.sh
	@tools/web.sh
	@$(BIN)/python -m coverage erase
	@files=$$(mktemp -d $(or $(ROOM),$${TMPDIR:-/tmp})/outright.XXXXXX); export PYTEST_DEBUG_TEMPROOT=$$files; \
	  $(SPREAD) --cov=outright.rules --cov=outright.verdict --cov-report= $(DECIDES) \
	  && $(SPREAD) $(foreach d,$(DECIDES),--ignore=$d) $(TESTS) \
	  && rm -rf $$files || { echo "test: the files of the tests are in $$files" >&2; exit 1; }
	@report=$$($(BIN)/python -m coverage report --fail-under=100 --precision=2) \
	  && echo "coverage: rules and verdicts at 100 % of lines and branches" \
	  || { echo "$$report"; echo "coverage: rules and verdicts must be at 100 % of lines and branches" >&2; exit 1; }

promises: $(READY) ## the slow tests of what is promised: durability, coverage of intervals, load
	@tools/browser.sh
	@tools/postgres.sh
	@$(BIN)/python -m pytest -m promise

bench: $(READY) ## how fast, against peers and ceilings: every bench/*.py in turn
	@tools/postgres.sh
	@for script in bench/*.py; do echo "$$script"; $(BIN)/python "$$script"; done

docs: $(DOCS_READY) ## build the documentation into site/
	@$(DOCS_VENV)/bin/zensical build --clean

web: ## build the pages' scripts from web/src (needs Node) into the package, where they are checked in
	@tools/web.sh
	@cd web && npm run --silent check && npm run --silent build

pictures: $(READY) ## take the pictures of the README and the documentation anew
	@tools/browser.sh
	@$(BIN)/python tools/pictures.py

scoreboard: $(READY) ## count every past contest of ../shared/data again, and write the documentation's scoreboard
	@rows=$$(mktemp --suffix=.parquet); trap 'rm -f $$rows' EXIT; data=$${OUTRIGHT_SHARED:-../shared}/data; \
	  $(BIN)/outright backtest $$data --priors leave-one-out --rows $$rows >/dev/null; \
	  $(BIN)/python tools/scoreboard.py $$data $$rows

golden: $(READY) ## write what the tests compare with anew: the verbs' output, the schema, the README's capture
	@$(BIN)/python tools/pictures.py --text
	@OUTRIGHT_GOLDEN=write $(BIN)/python -m pytest -q tests/cli tests/feeds/test_docs.py tests/night/test_recorded_polls.py
	@git diff --stat -- README.md docs tests/cli/golden

format: $(READY) ## format, and repair what a machine can repair
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: $(READY) ## write the lock files anew (UPGRADE=1 takes the newest versions)
	@tools/lock.sh $(BIN)/python $(if $(UPGRADE),--upgrade)

clean: ## remove everything that make made
	rm -rf $(VENV) $(DOCS_VENV) web/node_modules site build dist htmlcov .coverage* .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests bench tools -name __pycache__ -type d -prune -exec rm -rf {} +

style:
	@echo "style: format and lint"
	@$(BIN)/ruff format --check --quiet --output-format concise . || { echo "style: not formatted; make format does it" >&2; exit 1; }
	@$(BIN)/ruff check --quiet --output-format concise .

types:
	@echo "types: strict in src"
	@$(BIN)/mypy --no-error-summary

style types: $(READY)

$(READY): requirements.lock pyproject.toml tools/setup.sh
	@tools/setup.sh $(VENV) requirements.lock --project
	@touch $@

$(DOCS_READY): requirements-docs.lock tools/setup.sh
	@tools/setup.sh $(DOCS_VENV) requirements-docs.lock
	@touch $@
