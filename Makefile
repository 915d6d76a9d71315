# Chapterhouse for developers and for a first look. `make help` lists what there is.
# Needs Python 3.11 or later, make and git; everything else is installed into this folder.

SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
# Tests use both cores; more processes only wait for each other.
WORKERS ?= 2
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export UV_NO_PROGRESS := 1

FRONT_END := src/chapterhouse/look/static/built/.stamp
GEOGRAPHY := src/chapterhouse/lib/data/.stamp
LOCALES := $(wildcard src/chapterhouse/locale/*/LC_MESSAGES/django.po)

.DEFAULT_GOAL := help
.PHONY: help setup run test test-sqlite test-postgres check bench format lock texts package chromium

help: ## Show what there is.
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

# --- The environment ------------------------------------------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Chapterhouse needs Python 3.11 or later. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || scripts/install_system_packages python3-venv
	$(PYTHON) -m venv .venv

.venv/uv.stamp: requirements/uv.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt
	@touch $@

# What it takes to run: the libraries, and the tools that build the front end and the gazetteer.
.venv/run.stamp: requirements/build.txt pyproject.toml .venv/uv.stamp
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes -r requirements/build.txt
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

# What it takes to test and check, besides.
.venv/dev.stamp: requirements/dev.txt .venv/run.stamp
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

$(FRONT_END): package-lock.json scripts/build_front_end.py .venv/run.stamp \
		$(shell find src/chapterhouse/look/static_src -type f 2>/dev/null)
	$(BIN)/python scripts/build_front_end.py
	@mkdir -p $(@D) && touch $@

$(GEOGRAPHY): $(FRONT_END) scripts/build_geography.py
	$(BIN)/python scripts/build_geography.py
	$(BIN)/python scripts/build_front_end.py
	@mkdir -p $(@D) && touch $@

%/django.mo: %/django.po .venv/run.stamp
	$(BIN)/python -c 'import polib, sys; polib.pofile(sys.argv[1]).save_as_mofile(sys.argv[2])' $< $@

chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
		|| scripts/install_system_packages chromium

setup: .venv/dev.stamp $(FRONT_END) $(GEOGRAPHY) $(LOCALES:.po=.mo) chromium ## Create .venv and build what is built.

# --- Running --------------------------------------------------------------------------------------------------------

run: .venv/run.stamp $(FRONT_END) $(GEOGRAPHY) $(LOCALES:.po=.mo) ## Start a living demo network; Ctrl-C stops it.
	@exec $(BIN)/chapterhouse demo

# --- Proving --------------------------------------------------------------------------------------------------------

test: test-sqlite test-postgres ## Run all tests: on SQLite, then what differs on PostgreSQL.

test-sqlite: setup
	$(BIN)/pytest -n $(WORKERS) --dist loadfile

test-postgres: setup
	$(BIN)/python scripts/with_postgres.py $(BIN)/pytest -n $(WORKERS) --dist loadfile

# Types and migrations read the settings, which make a data folder.
check: export CHAPTERHOUSE_DATA := build/check
check: setup ## Look for what is wrong without running it: style, types, floors, drift.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/build_reference.py --check
	$(BIN)/python manage.py makemigrations --check --dry-run

bench: setup ## Measure speed, memory and weight against a bare Django view in the same run.
	$(BIN)/python -m bench

format: .venv/dev.stamp ## Bring the code into the house's style.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

package: setup ## Build the package that `pip install` takes, into dist/.
	$(BIN)/python -m hatchling build -t wheel

texts: .venv/run.stamp ## Bring the translations' texts up to the sources.
	@command -v msgmerge >/dev/null || scripts/install_system_packages gettext
	cd src/chapterhouse && ../../$(BIN)/python -m django makemessages --all --no-location --no-wrap --no-obsolete

lock: .venv/uv.stamp ## Choose the newest allowed versions and pin them.
	UV="$(BIN)/uv" scripts/lock
