# Two commands matter: `make up` and `make test`. Everything they need goes into .venv and var/.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOUSE := $(BIN)/python -m config.house
LOCKS := requirements/runtime.lock requirements/dev.lock
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))
# The stamp names what is installed, so that another branch's locks are installed when needed.
INSTALLED := $(VENV)/installed-$(shell cat $(LOCKS) | cksum | cut -d' ' -f1)

.DEFAULT_GOAL := help
.PHONY: up test lint demo bench soak walk shell messages lock help clean .venv

up: $(INSTALLED) $(CATALOGUES) ## Start the demo shop: servers, web, worker, beat, provider sandbox
	@$(HOUSE) up

test: $(INSTALLED) ## Everything that CI runs
	@$(HOUSE) test

lint: $(INSTALLED) ## The static part of it: format, lint, types, import contracts
	@$(HOUSE) lint

demo: $(INSTALLED) ## Drive real orders to every end state of the shop that is up
	@$(HOUSE) join -- $(BIN)/python -m demo.story

bench: $(INSTALLED) ## Benchmarks, each against its floor (ONLY=name runs one)
	@$(HOUSE) run --durable -- $(BIN)/python -m bench $(ONLY)

soak: $(INSTALLED) ## The tests with long rounds of races and random operations
	@SOAK=1 $(HOUSE) run -- $(BIN)/python -m pytest

walk: $(INSTALLED) ## N random walks of so many STEPS through the shop (from SEED on)
	@WALKS=$(or $(N),1000) STEPS=$(or $(STEPS),30) SEED=$(SEED) $(HOUSE) run -- $(BIN)/python -m pytest tests/walk -n 2

shell: $(INSTALLED) ## A Python shell in the shop that is up
	@$(HOUSE) join -- $(BIN)/python manage.py shell

.venv: $(INSTALLED)

$(INSTALLED):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or later is needed; $(PYTHON) is `$(PYTHON) -V 2>/dev/null || echo not there`: install one and name it, for instance make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "Python's venv module is missing: install it, on Debian with apt-get install python3-venv"; exit 1; }
	@echo "Installing the locked dependencies into $(VENV): a minute, the first time"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes \
	  $(addprefix -r ,$(LOCKS))
	@rm -f $(VENV)/installed-*
	@touch $@

messages: $(INSTALLED) ## Bring the message catalogue in step with the code
	@$(BIN)/python -m tests.catalogue

%.mo: %.po | $(INSTALLED)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

lock: ## Resolve requirements/*.in anew, into lock files with hashes
	@rm -rf var/lock-tool && $(PYTHON) -m venv var/lock-tool
	@var/lock-tool/bin/pip install --quiet --disable-pip-version-check uv
	@for name in runtime dev; do \
	  var/lock-tool/bin/uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-annotate --no-header \
	    requirements/$$name.in -o requirements/$$name.lock || exit 1; done
	@rm -rf var/lock-tool

clean: ## Forget the shop's data, the secrets and all caches (not while it is up)
	@[ ! -e var/house.lease ] || flock --nonblock var/house.lease true || { \
	  echo "The shop is up: stop it with Ctrl-C first"; exit 1; }
	rm -rf var staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
