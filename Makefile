# What a developer types. Everything lives in .venv; nothing else on the machine is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO := demo-vault
DAY := 2026-04-10

.PHONY: demo test coverage check update docs dist clean

demo: $(READY)
	@if [ -d $(DEMO) ]; then rm -rf $(DEMO).old && mv $(DEMO) $(DEMO).old && echo "The last demo is in $(DEMO).old."; fi
	@mkdir -p $(DEMO)
	@$(BIN)/vaultkit init --example $(DEMO)/vault --quiet > /dev/null
	@echo "A copy of the example vault is in $(DEMO)/vault. Today is $(DAY) in it."
	@echo; echo '$$ vaultkit render'
	@XDG_STATE_HOME=$(CURDIR)/$(DEMO)/state $(BIN)/vaultkit render --vault $(DEMO)/vault --today $(DAY)
	@echo; echo '$$ vaultkit due'
	@$(BIN)/vaultkit due --vault $(DEMO)/vault --today $(DAY)
	@echo; echo "Look at $(DEMO)/vault/Dashboards/Today.md, or open $(DEMO)/vault in Obsidian."
	@echo "Then try: $(BIN)/vaultkit render hello --to Rohit --vault $(DEMO)/vault --today $(DAY) --stdout"

test: $(READY)
	$(BIN)/python -m pytest

# The pure core: every branch is tested.
CORE := model dates names channels encodings seals vcard card problems config plan markdown/* canvas bases obsidian \
	records kinds/* vault graph/* acts/* followups priority circles favours topics ties fit approach missing rehearsal \
	matching questions why findings/* fixes insights/* exchange/* refactor/*
coverage: $(READY)
	$(BIN)/python -m pytest -q --cov=vaultkit --cov-report= --ignore=tests/test_watch.py --ignore=tests/test_crash.py \
		--ignore=tests/test_sessions.py --ignore=tests/test_laws.py --ignore=tests/test_docs.py --ignore=tests/test_cli.py
	$(BIN)/coverage report --fail-under=100 --include="$$(echo $(foreach m,$(CORE),'vaultkit/$(m).py') | tr -d "'" | tr ' ' ',')"

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check

update: $(READY)
	$(BIN)/python docs/generate.py
	UPDATE_EXPECTED=1 $(BIN)/python -m pytest -q tests/test_sessions.py tests/test_golden.py

docs: $(READY)
	$(BIN)/python docs/generate.py

dist: $(READY)
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean:
	rm -rf $(VENV) $(DEMO) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage

$(READY): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "setting up $(VENV) (only the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(READY)
