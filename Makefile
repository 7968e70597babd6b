# Two commands on a fresh machine: `make demo` and `make test`. Everything else is for people who change refdesk.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PORTFOLIO ?=
# Without it every process of the tests compiles every module anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check coverage lint durability matrix mutants messages lock clean

demo: $(VENV)/.run
	@$(BIN)/refdesk demo $(if $(PORTFOLIO),--portfolio "$(PORTFOLIO)")

# Four at once on two cores: half of a test's time is waiting.
# What fails beside others is tried once more alone, and named: a busy machine is no fault, a real one fails again.
test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 4 --dist loadgroup || \
		{ echo "Failed beside others, tried once more alone:"; $(BIN)/python -m pytest --last-failed --last-failed-no-failures none; }

check: $(VENV)/.dev lint test

# Which lines no test reaches. Not in `check`: counting lines takes two thirds more processor time.
coverage: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist loadgroup --cov --cov-report=term

# Minutes long: killed again and again, Slack down, slow, storming, delivering twice. REFDESK_KILLS=300 for more.
durability: $(VENV)/.dev
	$(BIN)/python -m pytest tests/durability -m durability

# Minutes long: every listener, by everybody, on every kind of customer and request, on both databases.
# `check` tries all of it on SQLite, requests on the plain and the classified customer by turns. With it runs what a
# module leaves to PostgreSQL for later (POSTGRESQL_LATER).
matrix: $(VENV)/.dev
	$(BIN)/python -m pytest -m matrix -n 4

# Half an hour: each fault of tests/mutants.py is put into a copy, and a test must fail.
mutants: $(VENV)/.dev
	$(BIN)/python -m tests.mutants

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Gathers every text that a person reads into the catalogue, and brings each language up to it. A new language:
# pybabel init -D refdesk -d blocks/locale -i blocks/locale/refdesk.pot -l fi
messages: $(VENV)/.dev
	$(BIN)/python -m blocks.locale
	@for language in blocks/locale/*/; do test -d "$$language" || continue; \
		$(BIN)/pybabel update -D refdesk -d blocks/locale -i blocks/locale/refdesk.pot --ignore-obsolete --no-wrap \
		-l $$(basename $$language); done

# The locks hold hashes and no addresses, and what both packages need; a checkout cannot carry a hash, so refdesk and the
# sandbox themselves go in second.
# A lock is complete: nothing is resolved (--no-deps), or pip prefers a newer release for an extra (`coverage[toml]`) to the pin.
$(VENV)/.run: requirements.lock pyproject.toml sandbox/pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned dependencies (once) ..."
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e . -e ./sandbox
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml sandbox/pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned dependencies, tests included (once) ..."
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e . -e ./sandbox
	@touch $@ $(VENV)/.run

# Needs `uv` in the virtual environment: .venv/bin/pip install uv
lock:
	printf 'hatchling\neditables\n' | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate pyproject.toml sandbox/pyproject.toml - -o requirements.lock
	printf 'hatchling\neditables\n' | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --extra dev -c requirements.lock pyproject.toml sandbox/pyproject.toml - -o requirements-dev.lock

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage*
