# Two commands: `make run` and `make test`. Both set up what is missing, and only that.
# Paths here are relative on purpose: the folder may have any name, with spaces too.

PYTHON_OF_VENV := .venv/bin/python
PIP := PIP_USE_PEP517=1 $(PYTHON_OF_VENV) -m pip --disable-pip-version-check install --quiet
PINNED := --require-hashes --no-build-isolation -r
DONE := .venv/.made
TRANSLATIONS := $(patsubst %.po,%.mo,$(wildcard agency/translations/*/LC_MESSAGES/*.po))
AGAIN := $(MAKE) --no-print-directory --silent

# Whatever the machine's settings say, what was compiled is kept: each process of a house is loaded in less time.
export PYTHONDONTWRITEBYTECODE :=

# Refusals of a calendar or a cadence carry their message to the form that shows them.
WORDS := -k _l -k CalendarError -k CadenceError --no-location --sort-output
UPDATED := --no-fuzzy-matching --ignore-obsolete --width 110

.PHONY: run test chaos year storm screens pictures verapdf lint bench lock migration words clean check parts

run: check
	@$(AGAIN) $(DONE)/run parts
	@exec .venv/bin/agency up --prepare

# Three at once on two cores: a test that starts a house mostly waits for it.
test: check
	@$(AGAIN) $(DONE)/dev parts
	@$(PYTHON_OF_VENV) setup/browser.py
	@$(PYTHON_OF_VENV) setup/imap.py
	@$(MAKE) --no-print-directory lint
	$(PYTHON_OF_VENV) -m pytest -n 3 --dist loadscope --no-loadscope-reorder

# Parts of a house are killed fifty times along the line, by mail and by brief; `make test` walks it once.
chaos: check
	@$(AGAIN) $(DONE)/dev parts
	KILLS=50 $(PYTHON_OF_VENV) -m pytest -s tests/journeys/test_kill_nine.py

# 1,500 letters through 80 kills, once by a relay that files what it takes and once by one that files nothing.
storm: check
	@$(AGAIN) $(DONE)/dev parts
	@$(PYTHON_OF_VENV) setup/imap.py
	STORM=full $(PYTHON_OF_VENV) -m pytest -s tests/storm

# Whole years of two hundred leads, drawn anew, on both databases; `make test` lives through one.
year: check
	@$(AGAIN) $(DONE)/dev parts
	YEARS=$${YEARS:-3} $(PYTHON_OF_VENV) -m pytest -n 2 -rP tests/followups/year

# Every screen in Russian, by keyboard and with the longest names; `make test` looks at each in one of these ways.
screens: check
	@$(AGAIN) $(DONE)/dev parts
	@$(PYTHON_OF_VENV) setup/browser.py
	SCREENS=all $(PYTHON_OF_VENV) -m pytest -n 2 tests/browser/test_every_screen.py

# The pictures of README, drawn anew from the demo.
pictures: check
	@$(AGAIN) $(DONE)/dev parts
	@$(PYTHON_OF_VENV) setup/browser.py
	@$(PYTHON_OF_VENV) -m tests.browser.pictures

# Every proposal of the demo, and long ones in each style, against the rules of PDF/UA-1 and PDF/A-3.
verapdf: check
	@$(AGAIN) $(DONE)/dev parts
	@$(PYTHON_OF_VENV) -m tests.pdf_ua

lint:
	$(PYTHON_OF_VENV) -m ruff check
	$(PYTHON_OF_VENV) -m ruff format --check
	$(PYTHON_OF_VENV) -m mypy
	.venv/bin/lint-imports --no-logo

bench: check
	@$(AGAIN) $(DONE)/dev parts
	$(PYTHON_OF_VENV) -m bench $(parts)

# New pins for everything, within what pyproject.toml and package.json allow.
lock: check
	sh setup/lock.sh

# A migration for what changed in the models; read it before you commit it.
migration: check
	.venv/bin/flask --app wsgi db migrate --message "$(about)"

# New words of the code and the templates into the catalogues, to be translated there.
words: check
	@mkdir -p build
	.venv/bin/pybabel -q extract --mapping agency/translations/babel.cfg $(WORDS) --output build/messages.pot .
	.venv/bin/pybabel -q update --input-file build/messages.pot --output-dir agency/translations $(UPDATED)

clean:
	rm -rf .venv static/vendor build *.egg-info
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find agency bench migrations setup tests -name __pycache__ -prune -exec rm -rf {} +
	find agency/translations -name '*.mo' -exec rm -f {} +

check:
	@sh setup/check.sh

parts: static/vendor/.made $(TRANSLATIONS)

# One package (flask-principal) has no wheel: it is built with the pinned setuptools, not with
# whatever is the newest one today.
$(DONE)/run: requirements.lock pyproject.toml
	@echo "Installing what the product needs"
	@sed -n '/^setuptools==/,/^    #/p' requirements.lock >$(DONE)/setuptools.lock
	@$(PIP) $(PINNED) $(DONE)/setuptools.lock
	@$(PIP) $(PINNED) requirements.lock
	@$(PIP) --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(DONE)/dev: requirements-dev.lock $(DONE)/run
	@echo "Installing what the tests need"
	@$(PIP) $(PINNED) requirements-dev.lock
	@touch $@

static/vendor/.made: package-lock.json setup/vendor.py setup/icons.txt
	@echo "Building static/vendor"
	@$(PYTHON_OF_VENV) setup/vendor.py
	@touch $@

%.mo: %.po
	@$(PYTHON_OF_VENV) -m babel.messages.frontend compile --input-file $< --output-file $@ >/dev/null
	@test -e $@ || { echo "$<: take the word fuzzy out of its head, then try again"; exit 1; }
