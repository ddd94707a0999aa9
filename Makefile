# Needs `make` and a Python, nothing else. The verbs are in infra/tasks.mk; this file only makes .venv.
# uv comes from the PATH or, by pip, into .venv/boot. What is installed is told by the name of a stamp: it changes with
# the locked requirements, so a second `make setup` has nothing to do and a changed lock is never missed.
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

INSTALLED := .venv/installed-$(shell cat infra/requirements/dev.txt pyproject.toml .python-version | cksum | tr ' ' -)
UV = $(shell command -v uv || echo .venv/boot/bin/uv)
PYTHON = $(shell for each in python$$(cat .python-version) python3.14 python3.12 python3 python; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && echo $$each && break; done)

$(INSTALLED): | .venv/bin/python $(UV)
	@echo "安装依赖 …"
	@$(UV) pip sync --quiet --python .venv/bin/python infra/requirements/dev.txt
	@$(UV) pip install --quiet --python .venv/bin/python --no-deps -e .
	@rm -f .venv/installed-* && touch $@

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.12 或更新的版本(推荐 $$(cat .python-version))。" >&2; exit 2; }
	@$(PYTHON) -m venv --without-pip .venv

.venv/boot/bin/uv: | .venv/bin/python
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m ensurepip --user >/dev/null 2>&1 \
		|| { echo "需要 pip 来安装 uv:请安装 pip(例如系统软件包 python3-pip)后重试。" >&2; exit 2; }
	@$(PYTHON) -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target .venv/boot uv

include infra/tasks.mk
