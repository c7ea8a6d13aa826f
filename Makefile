# 三条命令：make demo（安装并走一届演示）、make test（跑测试）、make check（提交前：格式、类型、快的测试）
PYTHON ?= python3
VENV ?= .venv
DEMO ?= demo
BIN = $(VENV)/bin
PYTEST = -m pytest -q -n auto --dist loadfile

.PHONY: audit bench hashes mutants demo test check style cover gates install packages release site

$(BIN)/wzqa: pyproject.toml constraints-hashes.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints-hashes.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation .

install: $(BIN)/wzqa

demo: install
	rm -rf "$(DEMO)"
	$(BIN)/wzqa demo "$(DEMO)" --applicants 60 --seed 7

# COVER=yes keeps what was reached, for `make gates`
test: install
	$(if $(COVER),rm -f .coverage .coverage.*)
	$(BIN)/python $(if $(COVER),-m coverage run) $(PYTEST)

style: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: style
	$(BIN)/python $(PYTEST) -m "not slow"

# how fast, as ratios in one run: BEFORE is a folder with an earlier source; pandas and docx-mailmerge are only compared with
BEFORE ?=
SIZES ?= 60 300 1200
ROUNDS ?= 3
bench: install
	-$(PYTHON) -m venv --clear $(VENV)-bench && $(VENV)-bench/bin/python -m pip install --quiet \
		--disable-pip-version-check -c constraints.txt "." pandas docx-mailmerge
	$(VENV)-bench/bin/python benchmarks/bench.py $(if $(BEFORE),--before $(BEFORE)) \
		--rounds $(ROUNDS) --plain $(BIN)/python $(SIZES)

# what stands against: a result that no test reaches; the decisions to the last branch
EXACT = wzqa/rules/*,wzqa/marks/*,wzqa/vote/*,wzqa/ranking.py,wzqa/scoring.py

gates:
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report --include="$(EXACT)" --fail-under=100
	$(BIN)/python -m coverage report --fail-under=95

cover:
	$(MAKE) test COVER=yes
	$(MAKE) gates

# wheel and sdist, installed in an environment of their own and used outside the checkout
packages: install
	$(BIN)/python tools/check_packages.py

# a dry run: the two files in dist/, nothing is uploaded; CHANGELOG.md must name the version
release: install
	$(BIN)/python tools/check_packages.py --release --to dist

# the site in site/: pages, pictures of a demo walked now, the help of every command; warnings are errors
site: install
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints-site-hashes.txt
	$(BIN)/python tools/make_site.py

# constraints.txt with the hashes of every file (needs the network, and uv)
hashes:
	$(PYTHON) tools/hash_constraints.py

# known faults of the packages that are installed (needs the network)
audit:
	$(PYTHON) -m venv $(VENV)-audit
	$(VENV)-audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(VENV)-audit/bin/pip-audit --require-hashes --disable-pip -r constraints-hashes.txt -r constraints-site-hashes.txt

# changes one at a time what decides, and sees whether a test notices: MUTANTS of them, drawn by SEED
MUTANTS ?= 60
SEED ?= 1
mutants: install
	$(BIN)/python tools/mutants.py --count $(MUTANTS) --seed $(SEED)
