# cProfile; exception groups that nobody catches; mappingproxy
import cProfile
import io
import pstats
import re
import subprocess
import sys
import types


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def total():
    return sorted([fib(5), 3, len("abc"), [1].count(1)])


profile = cProfile.Profile()
profile.enable()
total()
profile.disable()
stats = pstats.Stats(profile, stream=io.StringIO())
stats.strip_dirs().sort_stats("name").print_stats()
stats.print_callers()
stats.print_callees()
print(re.sub(r"\d+\.\d+|profiling", "-", stats.stream.getvalue()))
print(str(types.MappingProxyType({"a": 1})), repr(types.MappingProxyType({"a": 1})))
for code in (
    "raise ExceptionGroup('g', [ValueError(1), ExceptionGroup('h', [TypeError('x')])])",
    "try: raise ExceptionGroup('g', [ValueError(1)])\nexcept Exception as e: raise KeyError(2) from e",
):
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    print(run.returncode, run.stderr)
for code in ("x = 1 is 1", "assert (1, 2)"):
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    print(run.returncode, run.stderr)
