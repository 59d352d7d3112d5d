"""isconstant, isvirtual, conditional_call, conditional_call_elidable, promote_string, record_exact_class, …

set: RPY_JIT=threshold=3
loops: 5
output: native 0 0 -1
output: answers 5550 0
output: calls 40 780
output: strings 200
output: classes 119
output: values 4200
"""

from rpython.rlib import jit

driver = jit.JitDriver(greens=["code"], reds=["n", "total", "log"], name="questions")


class Box(object):
    def __init__(self, value):
        self.value = value


class Small(Box):
    def get(self):
        return self.value


class Log(object):
    calls = 0
    last = 0
    cache = 0
    wrong = 0


@jit.dont_look_inside
def note(log, n):
    log.calls += 1
    log.last += n


@jit.elidable
def slow_square(n):
    return n * n


def square(log, n):
    found = jit.conditional_call_elidable(log.cache, slow_square, n)
    log.cache = found
    return found


@jit.dont_look_inside
def word_of(n):
    if n > 1000:
        return "right"
    return "le" + "ft"


@jit.dont_look_inside
def make(n):
    return Small(n)


def step(code, n, log):
    if code == 1:
        fresh = Box(n)
        if jit.current_trace_length() >= 0:  # not so in the blackhole
            if not jit.isconstant(code) or jit.isconstant(n) or not jit.isvirtual(fresh):
                log.wrong += 1
        return fresh.value - n + 111
    if code == 2:
        jit.conditional_call(n >= 0, note, log, n)
        return 0
    if code == 3:
        word = jit.promote_string(word_of(n))
        if word == "left":
            return 5
        return 0
    if code == 4:
        small = make(n % 3)
        jit.record_exact_class(small, Small)
        return small.get() + 2
    jit.assert_green(code)
    log.cache = 0
    return square(log, 10) + 5


def run(code, n, log):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total, log=log)
        n -= 1
        total += step(code, n, log)
    return total


def entry_point(argv):
    log = Log()
    print(
        "native %d %d %d"
        % (int(jit.isconstant(1)), int(jit.isvirtual(log)), jit.current_trace_length())
    )
    answers = run(1, 50, log)
    print("answers %d %d" % (answers, log.wrong))
    run(2, 40, log)
    print("calls %d %d" % (log.calls, log.last))
    print("strings %d" % run(3, 40, log))
    print("classes %d" % run(4, 40, log))
    print("values %d" % run(5, 40, log))
    return 0


def target(driver, args):
    return entry_point, None
