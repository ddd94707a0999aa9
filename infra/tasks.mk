# The verbs. A line `verb: ## what it does` is listed by bare `make`.
RUN := .venv/bin/python -m
RENDA := .venv/bin/renda
TEST_HOME := $(abspath .renda/test)
# Tests have a home, and so a database, of their own: a platform that is running is not disturbed.
PYTEST = RENDA_HOME=$(TEST_HOME) $(RUN) pytest
define with_test_database
@trap '$(RUN) infra.postgres stop --home $(TEST_HOME)' EXIT; $(1)
endef

# Sections whose bars depend neither on the number of offices nor on what else the machine is doing.
BENCH := found request diet leak migrate-crash board-rebuild

.PHONY: help setup run worker fmt check test bench stories test-long migrations registers demo ci system

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' infra/tasks.mk | expand -t 14

setup: $(INSTALLED) ## install everything into .venv, and the third-party JavaScript
	@$(RUN) infra.assets.build

run: setup ## the whole platform on this machine; PORT, RENDA_HOME, DEMO (Ctrl-C stops it)
	@exec $(RENDA) up --attached

worker: setup ## one more worker beside a running platform
	@exec $(RUN) celery -A infra.worker worker --pool prefork -Q work -n extra@%h --loglevel INFO

fmt: setup ## format and repair what ruff can
	@$(RUN) ruff check --fix --quiet . ; $(RUN) ruff format .

check: setup ## the fast gate: format, lint, types, contracts
	@$(RUN) ruff format --check --quiet .
	@$(RUN) ruff check --quiet .
	@$(RUN) infra.linear
	@.venv/bin/lint-imports --no-logo
	$(call with_test_database,RENDA_HOME=$(TEST_HOME) $(RUN) mypy)

test: setup system ## the whole test suite except what is marked long
	$(call with_test_database,$(PYTEST) -n 2 -m "not long" $(ARGS))

bench: setup system ## what must hold at any size, on 150 offices and a server of its own; `renda bench province` is the whole
	@$(RENDA) bench province --offices 150 $(BENCH:%=--section %) $(ARGS)

stories: setup ## the journeys alone
	$(call with_test_database,$(PYTEST) tests/stories $(ARGS))

test-long: setup system ## what is too long for CI
	$(call with_test_database,$(PYTEST) -m long --timeout 7200 $(ARGS))

migrations: setup ## write the migrations that are missing, one line of descent a room
	@$(RENDA) makemigrations
	@$(RUN) infra.linear --write

registers: setup ## write infra/registers/ from the code
	@$(RENDA) registers

demo: setup ## build the demo year again
	@$(RENDA) demo

ci: ## exactly what CI runs
	@.ci/run

system: # a browser and Chinese fonts for the tests; `make run` needs neither
	@infra/system.sh
