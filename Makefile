# Every chore of the project; `make` alone lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := bash
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
WORKERS ?= 3
# Thousands of small databases: in memory, where there is room, they cost a third less time.
ROOMY := $(shell df --output=avail -k /dev/shm 2>/dev/null | awk 'NR == 2 && $$1 > 4000000 {print "/dev/shm"}')
PYTEST := $(if $(ROOMY),TMPDIR=$(ROOMY)) $(BIN)/pytest -n $(WORKERS) --dist worksteal --durations 15
export PYTHONUNBUFFERED := 1

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

run: $(STAMP) ## install, migrate, load the example and serve on this machine
	@$(BIN)/python -m app.serve --prepare

test: services $(STAMP) lint types arch ## everything that a change must pass; what CI runs
	$(BIN)/coverage erase
	$(PYTEST) --cov --cov-report=
	$(BIN)/coverage report --include 'app/domain/*' --fail-under 100
	$(BIN)/coverage report --omit 'app/domain/*' --fail-under 90

check: lint types arch ## the quick checks, before a commit
	$(BIN)/pytest -q -x -n $(WORKERS) tests/domain tests/architecture

lint: $(STAMP) ## style of code and templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP) ## mypy, strict
	$(BIN)/mypy

arch: $(STAMP) ## which layer may use which
	$(BIN)/lint-imports

bench: services $(STAMP) ## measure; writes bench/results.md
	$(BIN)/python -m bench

soak: services $(STAMP) ## the long tests, then half an hour of steady use: nothing may drift
	$(PYTEST) -m soak
	$(BIN)/python -m bench.soak

screenshots: services $(STAMP) ## take the pictures of the README anew, of the example
	$(BIN)/python -m bench.screenshots

lock: $(STAMP) ## choose newest allowed versions and write their hashes
	$(BIN)/uv pip compile setup.cfg --extra test --extra dev --python-version 3.11 --upgrade \
		--generate-hashes --no-annotate --no-header --quiet --output-file requirements.lock
	@! grep -nE '://|--.*index|--find-links' requirements.lock

# The lock alone decides what is installed: equal file, no work. `--no-deps` because a resolver that
# looks further than the lock finds releases newer than it; `pip check` says when the lock misses one.
$(STAMP): requirements.lock setup.cfg pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
		{ echo 'Python 3.11 or newer with its venv module is needed (Debian: apt-get install python3-venv)'; exit 1; }
	@echo 'Installing the pinned packages into .venv ...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m pip --disable-pip-version-check check >/dev/null || \
		{ $(BIN)/python -m pip --disable-pip-version-check check; exit 1; }
	@touch $@

# A test never skips for want of a service: what is missing is installed, or the run fails.
services:
	@missing=; \
	command -v redis-server >/dev/null || missing="$$missing redis-server"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v soffice >/dev/null || missing="$$missing libreoffice-calc"; \
	if [ -n "$$missing" ]; then \
		$(SUDO) apt-get update -q && \
		$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing; \
	fi

.PHONY: help run test check lint types arch bench soak screenshots lock services
