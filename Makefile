# Two commands do everything from a bare checkout: `make serve` and `make test`. A second call repeats no work.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

VENV := .venv
PYTHON := $(VENV)/bin/python
STATE := .state
# What is installed in the environment. The requirement files are the only inputs; dev.txt holds all of runtime.txt.
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed
# An OpenID provider for the tests, in an environment of its own.
OIDC := $(STATE)/oidc/.installed
# What the pages take from the npm registry; package-lock.json is the only input.
DESIGN := node_modules/.installed
# Debian's Chromium: the browser that Playwright would download by itself is not in any package.
# With it letters that the pages' own typeface lacks, Arabic ones among them.
CHROMIUM := . requirements/system.sh && need chromium chromium fonts-dejavu-core
UV := . requirements/uv.sh && "$$UV"
# Makes the environment anew where there is none, or one of another Python.
ENVIRONMENT = $(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null \
  || { $(UV) venv --quiet --clear --python 3.10 $(VENV); }

# Two processes. Files stay whole and in their order, by which the longest do not come last.
SHARED := -n 2 --dist loadfile --no-loadscope-reorder

export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL ?= 2
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export PYTHONUTF8 := 1

.PHONY: help serve test check train design browser screens bench faults soak mutate nlu-report register requirements clean

help:  ## show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 22

serve: $(RUNTIME) design train  ## serve the chat page on http://127.0.0.1:8000 (VEJVISER_PORT changes the port)
	exec env PYTHONWARNINGS=ignore VEJVISER_DEMO=$${VEJVISER_DEMO-true} $(PYTHON) -m api

test: $(DEV)  ## check the code, train the model if its inputs changed, run all tests
	@# training takes more than a minute and mostly one core: the checks and what is to be installed come beside it
	$(MAKE) train & $(MAKE) check design browser $(OIDC) || { kill $$!; exit 1; }; wait $$!
	$(PYTHON) -m pytest $(SHARED) --ignore=tests/browser $(PYTEST_ARGS)
	# in processes of their own: Playwright keeps an event loop running, and no other test can then start one
	$(PYTHON) -m pytest $(SHARED) tests/browser $(PYTEST_ARGS)

check: $(DEV)  ## ruff, and mypy (strict) on rules_core
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy

train: $(RUNTIME)  ## train the model if its inputs changed
	PYTHONWARNINGS=ignore $(PYTHON) -m bot.train

design: $(DESIGN)

browser:
	@$(CHROMIUM)

screens: $(DEV) design browser train  ## photograph the main states of the pages into build/screens; README=1 renews those of the README
	$(PYTHON) -m tests.browser.screens $(if $(README),--readme)

bench: $(DEV) train design  ## measure the app beside stock Rasa, some twelve minutes; writes benchmarks/results.md, the README's table and its chart
	$(PYTHON) -m benchmarks
	$(PYTHON) -m benchmarks.rules

faults: $(DEV) design train  ## kill -9 200 times, databases away for 30 s, a full disk; writes the figures of docs/faults.md (half an hour)
	VEJVISER_KILLS=$${VEJVISER_KILLS:-200} VEJVISER_OUTAGE=$${VEJVISER_OUTAGE:-30} VEJVISER_FAULTS_RECORD=1 \
	  $(PYTHON) -m pytest tests/faults $(PYTEST_ARGS)
	VEJVISER_RACES=$${VEJVISER_RACES:-1000} $(PYTHON) -m pytest tests/replicas $(PYTEST_ARGS)

soak: $(DEV) design train  ## half an hour at a steady load; writes docs/soak.md; VEJVISER_SOAK_MINUTES shortens it
	$(PYTHON) -m benchmarks.soak

mutate: $(DEV)  ## break the knowledge in small ways; at least 95 of 100 breaks must make a named case fail
	$(PYTHON) -m tests.mutation

nlu-report: $(DEV) train  ## how well the language model understands sentences that it was not trained on
	PYTHONWARNINGS=ignore $(PYTHON) -m benchmarks.nlu_report

register: $(RUNTIME)  ## write build/register.html: every rule for a jurist to print and tick off
	$(PYTHON) -m rules_core register --out build/register.html \
	  $(if $(wildcard ../shared/sources),--sources ../shared/sources)

requirements:  ## compile requirements/*.in to hashed *.txt; UPGRADE=--upgrade takes newer releases
	for name in uv runtime dev oidc; do \
	  $(UV) pip compile --quiet --generate-hashes --python-version 3.10 $(UPGRADE) \
	    requirements/$$name.in -o requirements/$$name.txt; \
	done

clean:  ## remove the environment, trained models and caches; keeps the conversations in .state
	rm -rf $(VENV) models .rasa .mypy_cache .ruff_cache .pytest_cache .hypothesis $(STATE)/uv
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(DESIGN): package.json package-lock.json .npmrc
	@. requirements/system.sh && need npm npm
	npm ci --ignore-scripts --loglevel=error
	@touch $@

# After `make test` the environment holds the runtime too, so both stamps are set and `make serve` installs nothing.
# `uv pip sync` removes what the file does not name: after a runtime sync the dev packages are gone, and so is their stamp.
$(RUNTIME): requirements/runtime.txt
	@$(ENVIRONMENT)
	@rm -f $(DEV)
	$(UV) pip sync --require-hashes --python $(PYTHON) requirements/runtime.txt
	@touch $@

$(DEV): requirements/dev.txt requirements/runtime.txt
	@$(ENVIRONMENT)
	$(UV) pip sync --require-hashes --python $(PYTHON) requirements/dev.txt
	@touch $(RUNTIME) $@

$(OIDC): requirements/oidc.txt
	$(UV) venv --quiet --clear --python 3.10 $(STATE)/oidc
	$(UV) pip sync --require-hashes --python $(STATE)/oidc/bin/python requirements/oidc.txt
	@touch $@
