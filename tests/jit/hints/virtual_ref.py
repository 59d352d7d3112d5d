"""virtual_ref(x): others find x through a reference that a trace keeps instead of building x.

loop count: 1 new_with_vtable.descr=<jit_virtual_ref
loop count: 1 call_may_force
loop count: 1 guard_not_forced
loop lacks: <Frame
trace has: setfield_gc.*jit_forced
output: 300 300
output: 300 3
output: 300 0
output: kept 7 None
"""

from rpython.rlib.jit import JitDriver, dont_look_inside, virtual_ref, virtual_ref_finish, vref_None

driver = JitDriver(greens=["ask"], reds=["n", "total", "outer"], name="virtual_ref")


class Context(object):
    def __init__(self):
        self.top = vref_None
        self.seen = 0
        self.kept = None


context = Context()


class Frame(object):
    def __init__(self, depth):
        self.depth = depth
        self.back = vref_None


@dont_look_inside
def look(ask, n):
    """Asks for the frames in use: never, now and then, or always."""
    if ask == 2 or ask == 1 and n % 100 == 50:
        frame = context.top()
        if frame.depth == n and frame.back().depth == 2 * n:
            context.seen += 1
        context.kept = frame


def call(ask, n):
    a = Frame(2 * n)
    a.back = context.top
    ref_a = virtual_ref(a)
    context.top = ref_a
    b = Frame(n)
    b.back = context.top
    ref_b = virtual_ref(b)
    context.top = ref_b
    look(ask, n)
    result = b.depth + a.depth - 3 * n + 1
    context.top = b.back
    virtual_ref_finish(ref_b, b)
    context.top = a.back
    virtual_ref_finish(ref_a, a)
    return result


def run(ask, n):
    total = 0
    outer = Frame(-1)
    context.seen = 0
    context.top = virtual_ref(outer)
    while n > 0:
        driver.jit_merge_point(ask=ask, n=n, total=total, outer=outer)
        total += call(ask, n)
        n -= 1
    assert context.top() is outer
    context.top = vref_None
    return total


def keep(n):
    """What a trace follows is found through the reference later."""
    frame = Frame(n)
    frame.back = context.top
    reference = virtual_ref(frame)
    context.top = reference
    assert context.top() is frame
    context.top = frame.back
    virtual_ref_finish(reference, frame)
    return reference


def entry_point(argv):
    print("%d %d" % (run(2, 300), context.seen))
    print("%d %d" % (run(1, 300), context.seen))
    print("%d %d" % (run(0, 300), context.seen))
    frame = keep(7)()
    nothing = frame.back()
    print("kept %d %s" % (frame.depth, "None" if nothing is None else "some"))
    return 0


def target(driver, args):
    return entry_point, None
