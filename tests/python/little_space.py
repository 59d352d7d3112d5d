# a process whose address space is limited starts, and runs out of it with MemoryErrors

import gc
import resource
import subprocess
import sys

PROGRAM = """
def fill(n):
    kept = []
    try:
        for i in range(n):
            kept.append(bytearray(50000000))
    except MemoryError:
        return len(kept) < n
    return len(kept) == n

def count(n):
    return sum(i & 3 for i in range(n))

print(fill(100), count(10000))
"""


def run(megabytes):
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

    # the child, which is larger than that, must not need memory before it becomes another program
    gc.collect()
    done = subprocess.run(
        [sys.executable, "-S", "-c", PROGRAM], preexec_fn=limit, capture_output=True, text=True
    )
    return done.returncode, done.stdout.strip(), done.stderr.strip()


for megabytes in (950, 1500):
    print(run(megabytes))
