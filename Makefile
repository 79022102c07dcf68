# The two commands are `make run` and `make test`; each does all the set-up it needs.
# On Windows, and wherever there is no make, see README.md for the same in plain lines.

PYTHON ?= python3
# For set-up, as in `make run SETUP=--no-bases`.
SETUP ?=
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
PY := $(BIN)/python
export PYTHONUTF8 := 1
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

.PHONY: run test check lint setup setup-dev

# Where there is no display, the demo shows the same life in the terminal.
run: setup
	@if [ "$$(uname -s)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		echo "There is no display here, so this runs the demo in the terminal instead of the window."; \
		$(PY) -m luna_desktop demo; \
	else \
		$(PY) -m luna_desktop; \
	fi

# Everything a developer must pass: what can share two cores, a file at a time for its births, then what cannot.
test: lint
	$(PY) -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not alone"
	$(PY) -m pytest -q -m alone

# The quick part of it, on two cores: no windows, no models, no training.
check: lint
	$(PY) -m pytest -q -n 2 -m "not slow" tests/domain tests/storage tests/services tests/cli

lint: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/lint-imports

setup:
	@$(PYTHON) resources/setup/setup.py $(SETUP)

setup-dev:
	@$(PYTHON) resources/setup/setup.py --dev $(SETUP)
