# Each target sets up what it needs; without make, run the same lines by hand.
PYTHON := $(shell command -v python3.11 || command -v python3)
RUN := .venv/bin/python

.PHONY: build release test spark mutation conformance validate format lint types clean

build: .venv/installed
	$(RUN) -m scripts export --to dist/data
	$(RUN) -m scripts release

release: .venv/installed
	$(RUN) -m scripts release --check
	$(RUN) -m scripts release

test: .venv/installed
	$(RUN) -m pytest
	@if test -f .venv-spark/installed && command -v java > /dev/null; then $(MAKE) spark; \
	else echo "Skipped: the tests on Apache Spark. They need a JVM (apt install openjdk-17-jre-headless); then: make spark"; fi

spark: .venv-spark/installed
	.venv-spark/bin/python -m pytest tests/spark --numprocesses=0

mutation: .venv/installed
	$(RUN) -m tests.mutation

conformance: .venv/installed
	$(RUN) -m tests.conformance > docs/conformance.md

validate: .venv/installed
	$(RUN) -m scripts validate

format: .venv/installed
	$(RUN) -m scripts format
	$(RUN) -m scripts dictionary
	$(RUN) -m scripts metadata
	.venv/bin/ruff format .

lint: .venv/installed
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

types: .venv/installed
	.venv/bin/mypy

clean:
	rm -rf .venv .venv-metadata .venv-spark dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/installed: requirements.lock
	rm -rf .venv
	$(PYTHON) -c "import sys; sys.exit(sys.version_info[:2] < (3, 11) and 'Python 3.11 or newer is needed')"
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

# The standards' own validators of metadata; the tests use them where they are there.
.venv-metadata/installed: tests/metadata/requirements.lock
	rm -rf .venv-metadata
	$(PYTHON) -m venv .venv-metadata
	.venv-metadata/bin/pip install --quiet --disable-pip-version-check --require-hashes -r tests/metadata/requirements.lock
	touch $@

# What Apache Spark needs besides: an environment with PySpark, which the engine spark runs in.
.venv-spark/installed: requirements.lock scripts/spark/requirements.lock
	rm -rf .venv-spark
	$(PYTHON) -m venv .venv-spark
	.venv-spark/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock -r scripts/spark/requirements.lock
	touch $@
