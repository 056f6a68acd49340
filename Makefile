# AskProAI. `make` lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/sh
export DJANGO_SETTINGS_MODULE ?= askproai.settings.dev
unexport PYTHONDONTWRITEBYTECODE
PY := .venv/bin/python
STARTED_AT := $(shell date +%s)

.PHONY: help demo test test-failures test-thorough check lock screens help-pictures clean

help: ## list the targets
	@grep -hE '^[a-z%-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-16s %s\n", $$1, $$2}'

demo: ## start everything with embedded servers and stand-ins, and place one call (ONCE=1: end after it)
	@STARTED_AT=$(STARTED_AT) bin/setup demo
	@STARTED_AT=$(STARTED_AT) $(PY) -m askproai.demo $(if $(ONCE),--once)

# One process mostly waits for the running product and its browser, the others keep two cores busy.
test: ## run all tests that belong to every change
	@bin/setup test
	@$(PY) -m pytest -n 3 -q -m "not failures and not thorough" $(PYTEST_ARGS)

test-failures: ## end servers and workers of the running product, and look that nothing is lost or doubled
	@bin/setup test
	@$(PY) -m pytest -q -m failures $(PYTEST_ARGS)

test-thorough: ## all of them, with many more random examples, callers and pages (takes long)
	@bin/setup test
	@HYPOTHESIS_PROFILE=thorough $(PY) -m pytest -n 3 -q $(PYTEST_ARGS)

check: ## static checks: format, lint, types, imports, migrations, locks
	@bin/setup check
	@.ci/checks

lock: ## write the hashed lock files anew from pyproject.toml
	@bin/lock

bench-%: ## measure: company, race, search, calls, page, pages, live, signup, sync, ranking, peer
	@bin/setup $(if $(filter peer,$*),evaluate,test)
	@$(PY) bench/$*.py $(ARGS)

evaluate-%: ## measure understanding: times, intents, entities, sentiment, language, knowledge, calls
	@bin/setup evaluate
	@$(PY) manage.py evaluate $* $(ARGS)

screens: ## photograph every page into docs/screens, light and dark, and look for faults
	@bin/setup test
	@$(PY) -m bench.screens $(ARGS)

help-pictures: ## photograph what the articles of the help show (ARGS="sheet hours" for some of them)
	@bin/setup test
	@$(PY) -m bench.help_pictures $(ARGS)

clean: ## remove data, builds and the virtual environment
	@rm -rf .data .venv node_modules static/dist staticfiles
