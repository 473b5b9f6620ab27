# Two commands matter: `make plan` and `make test`. The rest serves them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
OUT    ?= runs/tianjin-2027

.PHONY: plan test test-slow quick lint bench clean readme-figures

plan: $(VENV)/.run
	$(BIN)/gisplan plan tianjin-2027 --out $(OUT) --force

test: $(VENV)/.test
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow"

# What `make test` leaves out: whole scenarios, the guides, the installed wheel, the desk of the editor. CI runs both.
test-slow: $(VENV)/.test
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m slow

# What matters of every package in two minutes: no browser, no network, no wheel.
quick: $(VENV)/.test
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow and not browser" @tests/quick.txt

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/docstrings.py

bench: $(VENV)/.test
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[bench]'
	for f in tests/benchmarks/bench_*.py; do $(BIN)/python $$f || exit 1; done

# The stamps make a second call cheap: pip runs again only when the pins or the metadata change.
$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $@ $(VENV)/.run

# One run, measured, so nothing else should run beside it; the text says when something did.
readme-figures: $(VENV)/.run
	$(BIN)/python docs/readme_figures.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
