# `make serve` and `make test` set themselves up: a virtual environment in .venv, filled from requirements.lock.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
export NO_MKDOCS_2_WARNING = 1

.DEFAULT_GOAL := help
.PHONY: help serve preview site site-private test test-fast lint format check schemas golden bench bench-quick lock wheel clean

help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml scripts/setup.sh
	@PYTHON="$(PYTHON)" sh scripts/setup.sh "$(VENV)"
	@touch $@

serve: $(READY) ## your book, private things and all, at http://127.0.0.1:8000/
	$(BIN)/mkdocs serve

preview: $(READY) ## what the world would see, at http://127.0.0.1:8000/
	LOOPBOOK_AUDIENCE=public $(BIN)/mkdocs serve

site: $(READY) ## the public site, in site/
	$(BIN)/mkdocs build --strict

site-private: $(READY) ## the whole book, in site/: for your eyes only
	LOOPBOOK_AUDIENCE=private $(BIN)/mkdocs build --strict

test: $(READY) ## all tests, the fast ones first
	@$(BIN)/python scripts/chromium.py
	$(BIN)/python -m pytest tests -m "not site and not browser" -n auto --dist worksteal
	$(BIN)/python -m pytest tests -m "site or browser" -n auto --dist loadgroup

test-fast: $(READY) ## the tests that need no build and no browser
	$(BIN)/python -m pytest tests -m "not site and not browser" -n auto

lint: $(READY) ## format, style, types, spelling
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/codespell

format: $(READY) ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: $(READY) ## what is wrong with the book
	$(BIN)/loopbook check

schemas: $(READY) ## the JSON Schemas and the generated reference pages, from the models
	$(BIN)/python scripts/generate.py

golden: $(READY) ## accept what the golden tests see as right
	UPDATE_GOLDEN=1 $(BIN)/python -m pytest tests/golden tests/invalid -q

bench: $(READY) ## how long it takes, beside plain Material: twenty minutes; writes the table of docs/guide/speed.md
	@$(BIN)/python scripts/chromium.py
	$(BIN)/python scripts/bench --write

bench-quick: $(READY) ## the same with small books: two minutes
	$(BIN)/python scripts/bench --quick

lock: $(READY) ## pin the newest versions that pyproject.toml allows
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --python-version 3.11 --extra exchange --group dev pyproject.toml -o requirements.lock

wheel: $(READY) ## the package, in dist/
	$(BIN)/python -m build --wheel --no-isolation

clean: ## take away what was built
	rm -rf $(VENV) site dist build .cache
