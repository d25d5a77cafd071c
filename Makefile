PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test test-all check unit audit screenshots bench-sampling bench-discovery bench-annotate bench-pages bench-grouping system clean

run: .venv/app.stamp
	$(BIN)/streamlit run server.py

test: check system
	$(BIN)/pytest -n 2 --dist loadfile -m "not slow"

# With the long runs too: whole simulations, every round of the crash test.
test-all: check system
	$(BIN)/pytest -n 2 --dist loadfile

# Lint, format, types, and who may import whom.
check: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports

# The quick part of the suite: no browser, no server.
unit: .venv/dev.stamp
	$(BIN)/pytest tests/unit

# How long vectors and draws take at 100,000 traces, and how much memory.
bench-sampling: .venv/dev.stamp
	$(BIN)/python -m bench.sampling

# How long a save takes on the annotation screen: painted, stored, and where the time goes.
bench-annotate: .venv/dev.stamp system
	PYTHONPATH=. $(BIN)/python -m bench.annotate_latency

# How long the board and Failures take at 40 failure modes, 1,000 notes and 10,000 reviews.
bench-pages: .venv/dev.stamp system
	PYTHONPATH=. $(BIN)/python -m bench.page_speed

# How many failure modes each sampling strategy finds for how much reading.
bench-discovery: .venv/dev.stamp
	$(BIN)/python -m bench.discovery

# How much of an expert's grouping of notes the offline helper finds.
bench-grouping: .venv/dev.stamp
	$(BIN)/python -m bench.grouping

# Known holes in what we depend on; says so where the service cannot be reached.
audit: .venv/dev.stamp
	$(BIN)/python scripts/audit.py

screenshots: .venv/dev.stamp system
	PYTHONPATH=. $(BIN)/python scripts/screenshots.py

system:
	sh scripts/system.sh

.venv/app.stamp: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
		{ echo "Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev.stamp: .venv/app.stamp requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

clean:
	rm -rf .venv
