"""Containers that never get an item, generators whose yields are never reached, dicts in classes they hold."""

# run:
# run: x


class One(object):
    def __init__(self, n):
        self.n = n


def gen(a):
    b = a
    for k in range(a % 5):
        if isinstance(One(a), One):
            # Always: what is kept over the `yield` is never set.
            continue
        yield b + k
    yield a


def recovered(a):
    b = a + 1
    if isinstance(One(b), One):
        yield b
    else:
        yield b - 1
    yield b + 2


class Node(object):
    def __init__(self, name):
        self.name = name
        self.children = {}
        self.friends = {}


def grown(n):
    top = {}
    top["x"] = Node("x")
    copy = top["x"].children.copy()
    for i in range(n):
        copy["k%d" % i] = Node("n%d" % i)
    top["x"].children = copy
    top["x"].friends = copy.copy()
    top["x"].friends["self"] = top["x"]
    return top


EMPTY = []
NOTHING = {}


def nothing():
    EMPTY.sort()
    EMPTY.sort(reverse=True)
    print(len(EMPTY), len(sorted(EMPTY)), EMPTY, str(EMPTY))
    d = NOTHING.copy()
    print(len(d), d, NOTHING == d, list(d), EMPTY == [], EMPTY[:2], EMPTY + EMPTY)
    for x in EMPTY:
        print(x)
    for k, v in NOTHING.items():
        print(k, v)
    empty = set()
    print(len(empty.copy()), sorted(empty), empty == empty, len(empty | empty))
    print(list(d.values()), list(d.keys()), list(d.items()), len(dict(d)))
    print(EMPTY.copy(), list(reversed(EMPTY)), EMPTY[::-1], EMPTY * 2, EMPTY < [])
    d.update(NOTHING)
    EMPTY.reverse()
    EMPTY.extend(EMPTY)
    d.clear()
    del EMPTY[:]


def ordered(n):
    """Lists of lists are sorted; chars become text where they meet it; dicts of pairs."""
    table = [[n, 1], [], [2], [n], [2, 0]]
    table.sort()
    print(table, sorted([[[n]], [[1], [2]], [[1]]], reverse=True))
    chars = {1: "ab"[n % 2]}
    print(chars.get(1, "none"), chars.get(n, "none"))
    pairs = [(n, "n"), (1, "one"), (n, "again")]
    more = dict(pairs)
    texts = dict({2: "x"[0], n: "y"[0]})
    texts[7] = "several"
    letters = list("abc" if n > 3 else "d")
    letters.append("several")
    print(more, texts, letters, dict([(w, len(w)) for w in letters]))


def entry_point(argv):
    n = len(argv) + 3
    ordered(n)
    print(sum(gen(n)), list(recovered(n)))
    nothing()
    top = grown(n)
    print(sorted(top["x"].children), sorted(top["x"].friends), top["x"].friends["self"].name)
    return 0


def target(driver, args):
    return entry_point, None
