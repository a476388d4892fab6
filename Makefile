# `make` lists what there is to do.

PYTHON ?= python3
PY := .venv/bin/python
REPORTS := build/rules
# What asks most of a database; `make proof` runs the rest of what meets one on PostgreSQL, too.
ON_POSTGRESQL := tests/ground tests/integration/exchange tests/integration/stores tests/integration/customers
# What associates do at a till all day: the same without headquarters.
AT_THE_TILL := $(patsubst %,tests/browser/%.py,goals/test_ways goals/test_kept test_keys test_scanner test_once test_lifeline)
STORM := tests/processes/test_storm.py
# What drives real nodes mostly waits for them: two such runs at a time.
WITH_REAL_NODES := test-browser test-processes test-storm

# Each node is a process of its own, and there are many: they start quicker from compiled modules.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test check proof vast ux rules lock docs clean run-venv dev-venv $(WITH_REAL_NODES)

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: run-venv ## start a chain here: headquarters, two stores, three registers
	@.venv/bin/tillbook demo $(DEMO)

test: dev-venv ## all tests: SQLite, PostgreSQL, browser
	@rm -rf $(REPORTS)
	$(PY) -m pytest -n auto -m "not browser and not proof" --ignore tests/processes \
		--rules-report $(REPORTS)/sqlite.json
	@scripts/ensure postgresql
	TILLBOOK_TEST_DATABASE=postgresql $(PY) -m pytest -n auto -m "database and not browser and not proof" \
		$(ON_POSTGRESQL) --rules-report $(REPORTS)/postgresql.json
	@scripts/ensure chromium
	@$(MAKE) --no-print-directory --jobs=2 --output-sync $(WITH_REAL_NODES)

test-browser:
	$(PY) -m pytest -m "browser and not proof and not ux" tests/browser --timeout 300 \
		--rules-report $(REPORTS)/browser.json

test-processes:
	$(PY) -m pytest -m "not proof" tests/processes --ignore $(STORM) \
		--rules-report $(REPORTS)/processes.json

test-storm:
	$(PY) -m pytest -m "not proof" $(STORM) --rules-report $(REPORTS)/storm.json

check: dev-venv ## form, types, contracts, texts, licences, migrations
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	$(PY) -m pytest -q tests/promises
	$(PY) scripts/messages.py check
	$(PY) scripts/licences.py
	DJANGO_SETTINGS_MODULE=tillbook.config.settings $(PY) -m django makemigrations --check

proof: dev-venv ## the long runs
	@scripts/ensure postgresql
	@scripts/ensure chromium
	TILLBOOK_TEST_DATABASE=postgresql $(PY) -m pytest -n auto -m "database and not browser and not proof"
	$(PY) -m pytest -m proof --ignore tests/vast --timeout 3600 --rules-report $(REPORTS)/proof.json

vast: dev-venv ## five million customers: an hour, 20 GB
	$(PY) -m pytest tests/vast --rules-report $(REPORTS)/vast.json

ux: dev-venv ## how an associate fares: taps, keys, times, sizes; pictures of every screen
	@scripts/ensure chromium
	@missed=0; \
	$(PY) -m pytest -m ux tests/browser/goals --timeout 900 || missed=1; \
	TILLBOOK_TEST_HEADQUARTERS=stopped $(PY) -m pytest -m "browser and not proof" $(AT_THE_TILL) \
		--timeout 300 || missed=1; \
	$(PY) scripts/screenshots.py build/ux || missed=1; \
	exit $$missed

rules: dev-venv ## which acceptance rules are proven, by the last `make test`
	@$(PY) -m pytest -q --collect-only --rules-report $(REPORTS)/collected.json >build/collected.txt \
		|| { cat build/collected.txt; exit 1; }
	@$(PY) -m tests.rules.table $(REPORTS)

lock: dev-venv ## write the lock files anew
	$(PY) scripts/lock.py

docs: dev-venv ## take the screenshots and the description of the API anew
	$(PY) scripts/openapi.py
	@scripts/ensure chromium
	$(PY) scripts/screenshots.py

clean: ## remove everything that can be made again
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find src -name '*.mo' -delete

run-venv:
	@$(PYTHON) scripts/install.py run
	@$(PY) scripts/compile_messages.py

dev-venv:
	@$(PYTHON) scripts/install.py dev
	@$(PY) scripts/compile_messages.py
	@mkdir -p build
