# what _stat has: equal to the library's own stat for every mode

import sys

import _stat

sys.modules["_stat"] = None
import stat  # noqa: E402

names = [
    n for n in dir(stat) if n[0] != "_" and n[:2] in ("S_", "ST", "UF", "SF") and n != "S_IFMT"
]
print(len(names) > 50, [n for n in names if not hasattr(_stat, n)])
print(
    [n for n in names if not callable(getattr(stat, n)) and getattr(stat, n) != getattr(_stat, n)]
)
modes = [
    kind << 12 | bits
    for kind in range(16)
    for bits in (0, 0o644, 0o755, 0o4755, 0o4644, 0o2711, 0o1777, 0o7000)
]
tests = [n for n in names if callable(getattr(stat, n))] + ["S_IFMT", "filemode"]
print(sorted(tests))
print([(n, m) for n in tests for m in modes if getattr(stat, n)(m) != getattr(_stat, n)(m)])
for wrong in ("x", 1.5, -1, 1 << 70):
    try:
        print(_stat.S_ISDIR(wrong))
    except (TypeError, OverflowError) as e:
        print(type(e).__name__)
