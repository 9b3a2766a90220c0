PYTHON ?= .venv/bin/python

.PHONY: help setup check lint types layers test fast flows builds course bench pictures build

help:  ## list what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup:  ## a virtual environment with everything a developer needs
	python3 -m venv .venv
	.venv/bin/python -m pip install --upgrade pip
	.venv/bin/python -m pip install --editable ".[runtime]" --group dev

check: lint types layers test course  ## everything that must be green before a commit is pushed

lint:  ## formatting and lint
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .

types:  ## mypy --strict
	$(PYTHON) -m mypy

layers:  ## imports point down only
	$(PYTHON) -c "from importlinter.cli import lint_imports_command as run; run()"

test:  ## every test, real wrangler included
	$(PYTHON) -m pytest -n auto

fast:  ## the tests of all logic, without app, wrangler or terminal: under two minutes on two cores
	$(PYTHON) -m pytest -n auto -m "not flow and not wrangler and not pty and not builds and not exhaustive"

flows:  ## the tests that drive the app headless: some minutes
	$(PYTHON) -m pytest -n auto -m "flow and not wrangler and not pty and not builds and not exhaustive"

builds:  ## build real framework projects, move them, build them again, prove each state: many minutes
	EDGEWISE_BUILDS=1 $(PYTHON) -m pytest -m builds -rA

course:  ## the course's own checks
	$(PYTHON) -m edgewise lessons check

bench:  ## print ratios; asserts nothing
	$(PYTHON) -m tests.bench

pictures:  ## draw the pictures of the README again
	$(PYTHON) -m tests.pictures

build:  ## wheel and sdist
	$(PYTHON) -m build
