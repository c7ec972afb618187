# `make help` lists the targets. Everything is installed into .venv from constraints.txt.
PYTHON ?= python3
VENV ?= .venv
RUN = $(VENV)/bin/python
READY = $(VENV)/.ready
# two processes at a time, a file's tests in one of them since they share what is costly to make
TWO = -n 2 --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help run test test-fast check docs pages format bench report conformance clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) .ci/prerequisites.py
	@echo "installing into $(VENV): about two minutes and 2.4 GB, torch being most of it"
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt torch
	$(RUN) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

run: $(READY) ## the default experiment on the simulated shop
	$(RUN) -m fashrec.run experiment=pca128

test: $(READY) ## all tests
	$(RUN) -m pytest $(TWO)

test-fast: $(READY) ## the tests that take less than about a second each
	$(RUN) -m pytest $(TWO) -m "not slow"

check: $(READY) ## ruff, format, types, architecture, spelling, docs
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/codespell
	@$(MAKE) --no-print-directory docs

docs: $(READY) ## the site, into build/docs/index.html
	$(RUN) -m sphinx -j 2 -W --keep-going -q -c docs . build/docs
	@echo build/docs/index.html

pages: $(READY) ## do what the docs' pages say, and write the outputs that they show anew
	rm -rf build/pages
	$(RUN) -m tests.pages.play --write build/pages
	$(RUN) -m tests.pages.notebook build/pages/docs/tutorial

format: $(READY) ## let ruff mend what it can
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

bench: $(READY) ## hot paths beside the last baseline: what became slower (BASELINE=1: make a new one)
	@mkdir -p .benchmarks && rm -f .benchmarks/last.json
	$(RUN) -m pytest tests/benchmarks --benchmark-enable --benchmark-only --benchmark-columns=min,median,rounds \
	  --benchmark-json=.benchmarks/last.json; status=$$?; \
	$(RUN) -m fashrec.bench ratios $(if $(BASELINE),keep=true) && exit $$status

report: $(READY) ## tables of the runs below runs/, into reports/
	$(RUN) -m fashrec.report

# one environment a library, since they pin numpy and pandas against each other; what fails to install leaves its log
RIVALS = $(patsubst .ci/conformance/%.txt,.conformance/%.log,$(wildcard .ci/conformance/*.txt))

.conformance/%.log: .ci/conformance/%.txt
	$(PYTHON) -m venv --clear .conformance/$*
	.conformance/$*/bin/python -m pip install --quiet --disable-pip-version-check -r $< > $@ 2>&1 || rm -rf .conformance/$*

conformance: $(READY) $(RIVALS) ## other libraries' metrics beside ours, into docs/ (installs them: 5 GB)
	$(RUN) -m fashrec.conformance

clean: ## remove the environment and caches (never runs/ or .store/)
	rm -rf $(VENV) .conformance .pytest_cache .mypy_cache .ruff_cache .import_linter_cache build dist
