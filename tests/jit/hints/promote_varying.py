"""promote of what is always new: one bridge for any value. Where that has been needed before, what is read from such a value
is not promoted either: the second loop gets fewer bridges than the first (its second version, too).

set: RPY_JIT=threshold=50
loops: 2
bridges: 5
output: 95616
output: 95616
"""

from rpython.rlib.jit import JitDriver, promote

driver = JitDriver(greens=["code"], reds=["n", "total", "boxes"], name="promote_varying")

KINDS = 1000


class Inner(object):
    def __init__(self, weight):
        self.weight = weight


class Kind(object):
    def __init__(self, weight):
        self.weight = weight
        self.inner = Inner(weight + 1)


class Box(object):
    def __init__(self, weight):
        self.kind = Kind(weight)


def run(code, boxes, n):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total, boxes=boxes)
        kind = promote(boxes[n % KINDS].kind)
        total += kind.weight
        inner = promote(kind.inner)
        total += inner.weight
        n -= 1
    return total


def entry_point(argv):
    boxes = [Box(i & 15) for i in range(KINDS)]
    for code in range(2):
        print(str(run(code, boxes, 6000)))
    return 0


def target(driver, args):
    return entry_point, None
