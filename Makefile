# SPDX-License-Identifier: Apache-2.0
#
# make run      build a release and open the workbench (ARGS="run pool-submit" passes arguments)
# make test     lint, then every test
# make build    the release build alone: .build/release/threadmill
# make debug    the debug build alone
# make lint     format check and layer check
# make format   rewrite the sources in the project's format
# make tsan     the tests of engine and demos under ThreadSanitizer (REPEAT=3)
# make test-one-core  the engine's tests on a single CPU
# make soak     the long forms of the stress tests
# make bench    our benchmarks in turns with the peers' whose toolchains are here (Benchmarks/README.md):
#               ROUNDS=3 REPS=3 PEERS="go java" BENCHES="W1 W2" GATE=45 KEEP=1; PEERS=ours is ours alone
# make docs     build the documentation into .build-docs; fails on what is undocumented or a broken link
# make install  PREFIX=/usr/local
# make clean    remove what was built

SHELL := /bin/bash
PREFIX ?= /usr/local
ARGS ?=
REPEAT ?= 3
ROUNDS ?= 3
REPS ?= 3
GATE ?= 45
PEERS ?=
BENCHES ?=
KEEP ?=
# Swift and libstdc++ linked statically, and without Swift's regular expression library, which every
# file would import silently: together 2 MB of memory.
STATIC := $(CURDIR)/.build/static
RELEASE := -c release --static-swift-stdlib -Xlinker -L$(STATIC) \
  -Xswiftc -Xfrontend -Xswiftc -disable-implicit-string-processing-module-import
# No step may hang for ever: a blocked test is stopped by its own watchdog, and by this at the latest.
LIMIT := scripts/run-tests

.PHONY: run build debug test test-one-core lint format layers tsan soak bench docs install clean \
  packages test-packages

run: build
	@.build/release/threadmill $(ARGS)

build: packages
	@mkdir -p $(STATIC); archive=$$(clang -print-file-name=libstdc++.a); \
	  if [ -f "$$archive" ]; then ln -sf "$$archive" $(STATIC)/; fi
	swift build $(RELEASE) --product threadmill

debug: packages
	swift build

test: lint test-packages
	swift build --build-tests
	$(LIMIT) 900 swift test --skip-build

lint: layers
	swift format lint --strict --recursive --parallel Sources Tests Benchmarks Package.swift

format:
	swift format --in-place --recursive --parallel Sources Tests Benchmarks Package.swift

layers:
	@scripts/check-layers

# Debug only: at -O ThreadSanitizer cannot see reference counts and reports correct code. It misses a
# race in a third of single runs, hence the repeats.
tsan: test-packages
	swift build --build-tests --sanitize thread --scratch-path .build-tsan
	for round in $$(seq $(REPEAT)); do \
	  TSAN_OPTIONS=halt_on_error=1 $(LIMIT) 900 swift test --skip-build --sanitize thread \
	    --scratch-path .build-tsan --filter 'ThreadmillEngineTests|ThreadmillDemosTests' || exit 1; \
	done

test-one-core: test-packages
	swift build --build-tests
	$(LIMIT) 900 taskset -c 0 swift test --skip-build --filter ThreadmillEngineTests

soak: test-packages
	swift build --build-tests
	TM_SOAK=1 $(LIMIT) 7200 swift test --skip-build

bench: packages
	@command -v python3 >/dev/null || { echo "make bench needs python3: apt-get install python3" >&2; exit 1; }
	@Benchmarks/run --rounds '$(ROUNDS)' --reps '$(REPS)' --gate '$(GATE)' --peers '$(PEERS)' \
	  --benches '$(BENCHES)' $(if $(KEEP),--keep)

docs:
	@command -v python3 >/dev/null || scripts/require-packages python3
	@scripts/make-docs

install: build
	install -D -m 755 .build/release/threadmill $(DESTDIR)$(PREFIX)/bin/threadmill

clean:
	rm -rf .build .build-*

packages:
	@scripts/require-packages libncurses-dev

test-packages:
	@scripts/require-packages libncurses-dev libvterm-dev tmux
