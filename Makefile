# rtranslate: targets do what they depend on. `make` alone lists them.
CARGO  ?= cargo
VENV   := build/venv/bin
RT     := target/release/rtranslate
LIBS   := -p rtranslate -p minimark -p minimark-jit -p semispace
# the command of the original toolchain, if there is one to compare with
ORIGINAL ?=
PYSRC  := interpreters rpython-lib tests translator/host/src

.PHONY: help setup profiles fuzz build python python-nojit demo check lint test test-rust test-library test-programs test-python bench clean

help:
	@echo "make demo    set up, build, translate the Python interpreter, run a program with it"
	@echo "make test    set up, build, and run all tests (what CI runs)"
	@echo "make setup   install what is needed (Debian packages, Python tools)"
	@echo "make build   the toolchain: target/release/rtranslate and the run-time libraries"
	@echo "make python  our Python, with the JIT: build/rtpython"
	@echo "make python-nojit  without: build/rtpython-nojit"
	@echo "make check   the quick tier: formatting, lints, unit tests"
	@echo "make profiles  the profiles that targets are translated with, made anew"
	@echo "make fuzz    long runs of the translator's fuzzers"
	@echo "make bench   costs of the JIT, speed of build/rtpython beside CPython and PyPy, of translation, and of code beside gcc's"

setup:
	@tools/setup.sh

build: setup
	$(CARGO) build --release $(LIBS)

python: build
	@mkdir -p build
	$(RT) --opt=jit -o build/rtpython interpreters/python/targetpython.py

python-nojit: build
	@mkdir -p build
	$(RT) --opt=2 -o build/rtpython-nojit interpreters/python/targetpython.py

demo: python
	build/rtpython examples/demo.py

# The profiles beside targets, made anew: to be done when much of a target has changed.
profiles: build
	rm -f interpreters/scheme/targetscheme.prof
	$(RT) -q --profile-generate -o build/scheme-counting interpreters/scheme/targetscheme.py
	export RPY_PROFILE=$(abspath interpreters/scheme/targetscheme.prof); \
	for p in interpreters/scheme/programs/*.scm; do build/scheme-counting $$p > build/profile.out || exit 1; done; \
	$(VENV)/python tests/run_scheme.py build/scheme-counting

# ---- tests

lint: setup
	$(CARGO) fmt --check
	$(CARGO) clippy --release --workspace --all-targets -q -- -D warnings
	$(VENV)/ruff format --check -q $(PYSRC)
	$(VENV)/ruff check -q $(PYSRC)

test-rust: build
	$(CARGO) test --release --workspace -q
	for crate in jit-optimizeopt codewriter jit-metainterp; do $(CARGO) test --release -q -p $$crate --features rules --test rules || exit 1; done
	$(VENV)/python tests/jit_rules.py

test-library: setup
	$(VENV)/pytest -q rpython-lib/test interpreters/python/test interpreters/brainfuck/test

test-programs: build
	$(VENV)/python tests/run_rpython.py -j 2 --rtranslate $(abspath $(RT))
	$(VENV)/python tests/run_rpython.py -j 2 --rtranslate $(abspath $(RT)) -m mixed,size,mem -k rows_s
	$(VENV)/python tests/run_diagnostics.py --rtranslate $(abspath $(RT))
	$(VENV)/python tests/language_table.py --check
	$(VENV)/python tests/fuzz_translate.py -n 300 --rtranslate $(abspath $(RT))
	$(VENV)/python tests/fuzz_rpython.py -n 50 -m interpret,opt0 --rtranslate $(abspath $(RT))
	$(VENV)/python tests/run_command.py
	$(VENV)/python tests/run_tracebacks.py
	$(VENV)/python tests/run_debugger.py
	$(VENV)/python tests/run_tutorial.py
	$(VENV)/python tests/bench_kernels.py --check
	$(VENV)/python tests/run_jit.py
	$(VENV)/python tests/fuzz_jit.py -n 100 --mode eager,bridges,nursery,interp,noopt
	$(VENV)/python tests/fuzz_jit.py -n 100 --plain
	@mkdir -p build
	$(RT) -q -o build/scheme interpreters/scheme/targetscheme.py
	$(VENV)/python tests/run_scheme.py build/scheme

# The long run of the fuzzers: 16,000 broken programs, 5,000 functions.
fuzz: build
	$(VENV)/python tests/fuzz_translate.py -n 16000 --rtranslate $(abspath $(RT))
	$(VENV)/python tests/fuzz_rpython.py -n 5000 -b 100 -m interpret,opt0,opt2 --rtranslate $(abspath $(RT))
	$(VENV)/python tests/fuzz_rpython.py -n 500 -b 100 --first 5000 -m llvm,unchecked,semispace,stress --rtranslate $(abspath $(RT))

test-python: python
	$(VENV)/python tests/run_python.py build/rtpython
	$(VENV)/python tests/run_end_to_end.py build/rtpython
	$(VENV)/python tests/fuzz_python.py build/rtpython
	$(VENV)/python tests/run_reproducible.py

check: lint
	$(CARGO) test --release --workspace --lib -q
	$(VENV)/pytest -q -x rpython-lib/test interpreters/python/test

test: lint test-rust test-library test-programs test-python
	@echo "all tests passed"

bench: python
	$(VENV)/python tests/bench_jit.py
	$(VENV)/python tests/bench.py --series 6
	$(VENV)/python tests/bench.py
	$(VENV)/python tests/bench_kernels.py --original "$(ORIGINAL)"
	$(VENV)/python tests/bench_translate.py --original "$(ORIGINAL)"

clean:
	rm -rf build target
