# 两条命令：make demo（安装并走一届演示）、make test（跑测试）
PYTHON ?= python3
VENV ?= .venv
DEMO ?= demo
BIN = $(VENV)/bin

.PHONY: demo test install

$(BIN)/wzqa: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt ".[test]"

install: $(BIN)/wzqa

demo: install
	rm -rf "$(DEMO)"
	$(BIN)/wzqa demo "$(DEMO)" --applicants 60 --seed 7

test: install
	$(BIN)/python -m pytest -q -n auto --dist loadfile
