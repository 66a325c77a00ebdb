# The one list of verbs. `make` prints it.
.DEFAULT_GOAL := help
SHELL := /bin/sh

# The newest Python on the path that is new enough; PYTHON=… overrides.
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url

.PHONY: help demo up test e2e test-agents test-hub live-agents test-fast test-real coverage check lint format types contracts web web-check web-types shots bench fuzz migration docs lock clean

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Taskyard needs Python 3.11 or newer on the path"; exit 1; }
	@echo "making $(VENV) with $(PYTHON) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo "installing what Taskyard runs on …"
	@$(PIP) install --require-hashes -r requirements.lock
	@TASKYARD_SKIP_WEB=1 $(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "installing what its tests need …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

PAGE := $(BIN)/python web/build.py
NODE = { echo "there is no Node 20.19 or newer here: taking one out of a wheel (60 MB) …"; \
	$(PIP) install --require-hashes -r requirements-node.lock; }
WITH_PAGE = $(MAKE) --no-print-directory web || echo "the page could not be built (see above); all else works"

AGENTS := .cache/agents
$(VENV)/.agents: requirements-agents.lock tests/agents/npm/package-lock.json $(VENV)/.dev
	@echo "installing the agents that the tests run (0.8 GB) …"
	@$(PIP) install --require-hashes -r requirements-agents.lock
	@mkdir -p $(AGENTS) && cp tests/agents/npm/package.json tests/agents/npm/package-lock.json tests/agents/npm/.npmrc $(AGENTS)
	@if command -v npm >/dev/null; then npm ci --prefix $(AGENTS) --silent --no-audit --no-fund; \
	 else echo "npm is not here: the tests of goose and of the ACP adapter of Claude are skipped"; fi
	@touch $@

demo: $(VENV)/.runtime ## the main job in a minute: five tasks from the board to merged commits (no key, no network)
	@$(WITH_PAGE)
	@$(BIN)/taskyard demo --yes

up: $(VENV)/.runtime ## server, worker and board on this machine
	@$(WITH_PAGE)
	@$(BIN)/taskyard up

test: $(VENV)/.dev ## lint, types, contracts, the page; units, every part with its neighbour, certificates; SQLite and PostgreSQL
	@$(MAKE) --no-print-directory check web
	@$(BIN)/pytest -n 2 tests/unit tests/integration tests/conformance

e2e: $(VENV)/.dev ## whole stack: scenarios by name, kills and cuts, attacks
	@$(MAKE) --no-print-directory web
	@$(BIN)/pytest -n 2 tests/e2e tests/fault tests/security

HUB := .cache/hub
$(VENV)/.hub: tests/hub/npm/package-lock.json $(VENV)/.dev
	@mkdir -p $(HUB) && cp tests/hub/npm/package.json tests/hub/npm/package-lock.json tests/hub/npm/.npmrc $(HUB)
	@if command -v npm >/dev/null; then npm ci --prefix $(HUB) --silent --no-audit --no-fund; \
	 else echo "npm is not here: the tests of the SignalR client are skipped"; fi
	@touch $@

test-hub: $(VENV)/.hub ## the official SignalR client for JavaScript against /hub
	@$(BIN)/pytest tests/hub

test-agents: $(VENV)/.agents ## the real Claude Code and goose against a model server on this machine
	@$(BIN)/pytest -n 2 tests/agents

live-agents: $(VENV)/.dev ## codex, opencode, gemini, qwen: those on the path, against a model server on this machine
	@$(BIN)/pytest tests/live

test-fast: $(VENV)/.dev ## the pure parts only, in seconds
	@$(BIN)/pytest tests/unit

test-real: $(VENV)/.dev ## those with real databases, servers, repositories and processes
	@$(BIN)/pytest -n 2 tests/integration

coverage: $(VENV)/.dev ## how much of the library and the domain its tests reach; fails below the floor
	@$(BIN)/coverage run -m pytest --quiet tests/unit tests/integration/library
	@$(BIN)/coverage report

check: lint types contracts web-check ## what needs no running

lint: $(VENV)/.dev ## ruff: rules and format
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .

format: $(VENV)/.dev ## ruff, mending what it can
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

types: $(VENV)/.dev ## mypy, strict
	@$(BIN)/mypy --no-error-summary

contracts: $(VENV)/.dev ## the import contracts of docs/architecture.md
	@$(BIN)/lint-imports --no-logo

web: $(VENV)/.runtime ## the page, built into the package where its sources have changed
	@$(PAGE) is-ready || $(NODE)
	@$(PAGE)

web-check: $(VENV)/.dev ## the page: its lock, types, rules and units, and that it knows the API as it is
	@$(PAGE) has-node || $(NODE)
	@$(PAGE) npm ci --dry-run --ignore-scripts --silent
	@$(PAGE) npm run --silent typecheck
	@$(PAGE) npm run --silent lint
	@$(PAGE) npm run --silent test
	@$(PAGE) types --check

web-types: $(VENV)/.runtime ## web/src/api/schema.d.ts anew from docs/api/openapi.json
	@$(PAGE) has-node || $(NODE)
	@$(PAGE) types

shots: $(VENV)/.dev web ## docs/shots anew, from a board at work (Chromium must be on the path)
	@$(BIN)/pytest -q -p no:randomly tests/e2e/browser/shots.py

bench: $(VENV)/.dev ## numbers, as ratios in one run; prints a table (not part of the tests)
	@$(BIN)/python tests/bench/run_all.py

fuzz: $(VENV)/.dev ## random requests and chains of them against a whole server, five minutes
	@$(BIN)/python tests/fuzz/run.py 300

migration: $(VENV)/.dev ## m='Words.': a migration out of what store/schema.py says and the migrations do not make yet
	@$(BIN)/python -m taskyard.store.migration.generate "$(m)"

docs: $(VENV)/.dev ## docs/state.md, docs/api/openapi.json and reference.md anew from the code, and the page's types from them
	@$(BIN)/python -m taskyard.testing.state docs/state.md
	@$(BIN)/python -m taskyard.testing.reference docs/api
	@$(MAKE) --no-print-directory web-types

lock: $(VENV)/.dev ## requirements*.lock anew
	@$(PIP) install uv
	@$(COMPILE) pyproject.toml -o requirements.lock
	@$(COMPILE) --group dev pyproject.toml -o requirements-dev.lock
	@$(COMPILE) --group agents --group dev pyproject.toml -o requirements-agents.lock
	@$(COMPILE) --group node -o requirements-node.lock

clean: ## away with the virtual environment and all caches
	@rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	@rm -rf src/taskyard/_web web/node_modules web/codegen/node_modules
