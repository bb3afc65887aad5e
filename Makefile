# Two commands do all the set-up: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
# A Windows virtual environment keeps its programs in Scripts.
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
SYSTEM ?= 1
PACKAGES := chromium fonts-noto-cjk poppler-utils libreoffice-calc libreoffice-writer

.PHONY: run test check check-min check-newest system fuzz bench sample api clean

run: $(VENV)/installed
	$(BIN)/chainlink run --per-chain

test: $(VENV)/tested
ifeq ($(SYSTEM),1)
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then $(MAKE) --no-print-directory system; \
	else echo "not root, or no apt-get: browser and document tests are skipped unless these are there: $(PACKAGES)"; fi
endif
	$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/checked
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# What the bounds in pyproject.toml claim is tried: check, run, import, a wrong path and more, with the lowest versions
# that they allow and with the newest.
check-min: build/min.txt
	$(call tried,min,--constraint build/min.txt)

check-newest:
	$(call tried,newest,--upgrade)

build/min.txt: pyproject.toml tests/lowest.py
	@mkdir -p build
	$(PYTHON) tests/lowest.py > $@

define tried
	$(PYTHON) -m venv build/$(1)
	build/$(1)/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check $(2) --editable '.[test]'
	build/$(1)/$(notdir $(BIN))/python -m pytest -m bounds -p no:cacheprovider $$(grep -rl --include='test_*.py' 'mark\.bounds' tests)
endef

system:
	@missing=""; for name in $(PACKAGES); do dpkg -s $$name >/dev/null 2>&1 || missing="$$missing $$name"; done; \
	if [ -n "$$missing" ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; fi

fuzz: $(VENV)/tested
	CHAINLINK_FUZZ=2000 $(BIN)/python -m pytest tests/intake/test_intake_bad_files.py tests/data/test_settings.py
	CHAINLINK_FUZZ=200 $(BIN)/python -m pytest tests/study/test_study.py

bench: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	for race in benchmarks/race_*.py; do $(BIN)/python $$race || exit 1; done

sample: $(VENV)/installed
	$(BIN)/python tests/sample.py

# The pages of docs/api, from the docstrings.
api: $(VENV)/installed
	$(BIN)/python tests/api_reference.py

clean:
	rm -rf $(VENV) build dist
	find reports -mindepth 1 -maxdepth 1 ! -name sample -exec rm -rf {} +

$(VENV)/bin/python $(VENV)/Scripts/python.exe:
	@command -v $(PYTHON) >/dev/null || { echo "python3 is missing; on Debian: apt-get install make python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is wanted"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "the module venv is missing; on Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/installed: pyproject.toml constraints.txt | $(BIN)/python$(if $(filter Windows_NT,$(OS)),.exe,)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/tested: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

$(VENV)/checked: $(VENV)/tested
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test,check]'
	@touch $@
