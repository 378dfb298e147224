# Everything here works in a fresh clone, without root: see README.md.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

LOCK   := $(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes \
          --no-header --no-annotate

.PHONY: run test lint mutation judgement evaders bench fuzz guard dashboards messages lock clean

run: $(VENV)/ready
	@$(if $(CONFIG),$(BIN)/opd-monitor run --config "$$CONFIG",$(BIN)/opd-monitor simulate config/demo --monitor)

test: $(VENV)/ready-dev
	$(BIN)/python -m pytest

lint: $(VENV)/ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Changes the code that decides and keeps, a little at a time, and counts what no test notices: an
# hour or more for all of it; some modules: make mutation MODULES="monitor/life.py".
mutation: $(VENV)/ready-dev
	$(BIN)/python -m tools.mutation --survivors $(MODULES)

# How often the judge is right, in a measured city: about a quarter of an hour of a core for each seed.
judgement: $(VENV)/ready-dev
	$(BIN)/python -m tests.bench.judgement.run --seeds $(or $(SEEDS),101-110)

# How far those come who hide a line on purpose: about three minutes of a core for each seed.
evaders: $(VENV)/ready-dev
	$(BIN)/python -m tests.bench.judgement.besieged --seeds $(or $(SEEDS),401-405)

# What it costs, in minutes, each beside what it is to be compared with: docs/performance.md.
# Wide enough for the tables where the output goes to a file.
bench: export COLUMNS := $(or $(COLUMNS),150)
bench: $(VENV)/ready-dev
	$(BIN)/python -m tests.bench.client --rounds 3
	$(BIN)/python -m tests.bench.client --sweep --rounds 1
	$(BIN)/python -m tests.bench.floor
	$(BIN)/python -m tests.bench.polls
	$(BIN)/python -m tests.bench.steps
	$(BIN)/python -m tests.bench.scale --devices 100 --devices 1000 --devices 2000 --minutes 1
	$(BIN)/python -m tests.bench.page
	$(BIN)/python -m tests.bench.stops --devices 1000 --pages 1
	$(BIN)/python -m tests.bench.wire
	$(BIN)/python -m tests.bench.bad_days --devices 500 --minutes 1
	$(BIN)/python -m tests.bench.hostile --good 2 --minutes 10
	$(BIN)/python -m tests.bench.day --devices 40 --hours 10
	$(BIN)/python -m tests.bench.memories

# Random input for all that is read from outside, an hour of each kind; MINUTES for less.
fuzz: $(VENV)/ready-dev
	$(BIN)/python -m tests.fuzz --minutes $(or $(MINUTES),60)

# Whether the hot paths do more than is recorded, by counting instructions: half a minute.
guard: $(VENV)/ready-dev
	$(BIN)/python -m tests.bench.guard

# Writes Grafana's dashboards anew: config/grafana/dashboards, from tools/dashboards.
dashboards: $(VENV)/ready-dev
	$(BIN)/python -m tools.dashboards

# Collects what the program says, and makes the catalogue of its Indonesian.
messages: $(VENV)/ready-dev
	$(BIN)/python -m tools.messages

# Writes the lock files anew, from pyproject.toml, with the newest versions it allows: for every
# Python from 3.11 on.
lock: $(VENV)/ready-dev
	$(LOCK) -o requirements.txt pyproject.toml
	$(LOCK) -o requirements-dev.txt -c requirements.txt --extra dev pyproject.toml
	printf 'hatchling\neditables\n' | $(LOCK) -o requirements-build.txt -

$(VENV)/ready: requirements.txt requirements-build.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-build.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/ready-dev: requirements-dev.txt $(VENV)/ready
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

clean:
	rm -rf $(VENV) build dist var
