"""Rows of the language table: closures, `nonlocal`."""

# run: 7
# run: 12


def counter(n):
    total = 0
    calls = 0

    def add(x):
        nonlocal total, calls
        total += x
        calls += 1
        return total

    for i in range(n):
        add(i)
    total += 1
    print(add(100), total, calls)


def recursive(n):
    limit = n + 3

    def down(k):
        if k >= limit:
            return k
        return down(k + 1) + limit

    return down(0)


def parity(n):
    def even(k):
        return k == 0 or odd(k - 1)

    def odd(k):
        return k != 0 and even(k - 1)

    return even(n)


def make_adder(n):
    def add(x):
        return x + n

    return add


def apply(f, x):
    return f(x)


def changed_later(n):
    k = 1

    def get():
        return k

    before = get()
    k = n
    return before * 1000 + get()


def deep(n):
    a = n

    def middle(b):
        c = a + b

        def inner(d):
            nonlocal a
            a += 1
            return a * 100 + b * 10 + c + d

        return inner(1) + inner(2)

    return middle(5) + a


def through(n):
    def middle():
        def inner():
            return n * 2

        return inner()

    return middle()


def generator(n):
    step = n

    def items(count):
        nonlocal step
        for i in range(count):
            step += 1
            yield step + i

    total = 0
    for x in items(3):
        total += x
    return total * 1000 + step


def yields(n):
    seen = 0

    def note(x):
        nonlocal seen
        seen += x
        return seen

    for i in range(n):
        yield note(i)
    yield seen


def text(n):
    parts = []

    def emit(s, end="."):
        parts.append(s + end)

    emit("a")
    emit(str(n), end="!")
    return "".join(parts)


def cleanup(n):
    log = []

    def step(i):
        log.append(i)
        if i > n - 2:
            raise ValueError

    try:
        for i in range(n + 5):
            step(i)
    except ValueError:
        log.append(-1)
    return len(log)


class Holder(object):
    def __init__(self, callback):
        self.callback = callback

    def fire(self, x):
        return self.callback(x)

    def collect(self, n):
        def one(i):
            return self.fire(i) + n

        return [one(i) for i in range(3)]


# row: stmt.nonlocal-closure
def entry_point(argv):
    n = int(argv[1])
    counter(n)
    print(recursive(n), parity(n), changed_later(n), deep(n), through(n), generator(n))
    adders = [make_adder(i) for i in range(3)]
    print(adders[n % 3](10), make_adder(n)(1), apply(lambda x: x * n, 3))
    print([x for x in yields(n)], text(n), cleanup(n))
    holder = Holder(lambda x: x + n)
    print(holder.fire(1), holder.collect(n))
    rows = [(i * 7 % 5, i) for i in range(n)]
    print(sorted(rows, key=lambda row: (row[0] + n) % 4 * 100 + row[1]))
    return 0


def target(driver, args):
    return entry_point, None
