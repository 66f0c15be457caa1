# Needs Python 3.11 or later, pip, make and git; everything else is installed into .venv and .tox.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
TOX := $(VENV)/bin/tox
LOCK_OPTIONS := --upgrade

# uv does not read pip's settings: hand on the index and the certificates that pip would use.
PIP_SETTINGS := $(shell $(PYTHON) -m pip config list 2>/dev/null | \
	sed -n "s/^[a-z]*\.\([a-z-]*\)='\([^ ]*\)'$$/\1=\2/p")
# $(call hand-on,uv's variable,pip's variable,pip's setting)
define hand-on
ifeq ($$(origin $(1)),undefined)
$(1) := $$(or $$($(2)),$$(firstword $$(patsubst $(3)=%,%,$$(filter $(3)=%,$$(PIP_SETTINGS)))))
ifneq ($$($(1)),)
export $(1)
endif
endif
endef
$(eval $(call hand-on,UV_DEFAULT_INDEX,PIP_INDEX_URL,index-url))
$(eval $(call hand-on,UV_INSECURE_HOST,PIP_TRUSTED_HOST,trusted-host))
$(eval $(call hand-on,SSL_CERT_FILE,PIP_CERT,cert))
export UV_SYSTEM_CERTS ?= true

.PHONY: demo test locks records help

help:
	@echo "make demo     transcribe the shipped speech, then check examples/ and this repository"
	@echo "make test     run every cell of tox.ini"
	@echo "make locks    resolve every lock under envs/ again"
	@echo "make records  install every environment from its lock, and record what it holds"

demo: $(TOX)
	@$(TOX) run -q -e demo

test: $(TOX)
	$(TOX) run

locks: $(TOX)
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(VENV)/bin/python envs/lock.py $(LOCK_OPTIONS)

records: $(TOX)
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" standards-lint env sync --install

$(TOX): envs/tools/tox.txt
	$(PYTHON) -m venv --clear --without-pip $(VENV)
	$(PYTHON) -m pip --python $(VENV)/bin/python install -qq --require-hashes --requirement $<
	$(VENV)/bin/uv pip install --quiet --python $(VENV) --no-deps \
		--build-constraints envs/tools/build.txt --editable packages/standards-lint
	@touch $@
