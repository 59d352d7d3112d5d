"""Lists of every item kind: growth, slices, deletion, search, comparison."""

# run: 10
# run: 3


class Item(object):
    def __init__(self, n):
        self.n = n


def show(lst):
    print("[" + ", ".join([str(x) for x in lst]) + "]", len(lst))


def show_text(lst):
    print("[" + ", ".join(lst) + "]", len(lst))


def rotate(lst, n):
    return lst[n:] + lst[:n]


def entry_point(argv):
    n = int(argv[1])
    a = [i * i for i in range(n)]
    show(a)
    a.append(5)
    a.extend([1, 2])
    a.insert(0, -1)
    a.insert(2, 99)
    show(a)
    print(a.pop(), a.pop(0), a.pop(1), a.index(5), 5 in a, 1000 in a, a.count(1))
    a.reverse()
    show(a)
    a.remove(5)
    del a[0]
    show(a)
    show(a[1:])
    show(a[:2])
    show(a[1:3])
    show(a[:-1])
    show(a[-2:])
    show(rotate(a, 1))
    a[1:2] = [7, 8]
    show(a)
    del a[1:3]
    show(a)
    del a[1:]
    a += [4, 5]
    a *= 2
    show(a)
    show([0] * n + [1])
    texts = ["x"] * 3
    texts[1] = "middle"
    texts.insert(1, "second")
    texts.append(argv[1])
    show_text(texts)
    print("middle" in texts, texts.index("middle"), texts == ["x"], texts[1:2] == ["second"])
    floats = [0.5 * i for i in range(n)]
    total = 0.0
    for x in floats:
        total += x
    print(total, sum([1, 2, 3]), max(floats), min([3, 1, 2]))
    items = [Item(i) for i in range(n)]
    items.reverse()
    item = items[1]
    print(items[0].n, items.index(item), item in items, items[-1].n, len(items[1:]))
    matrix = [[0] * 3 for i in range(2)]
    matrix[1][2] = 5
    matrix[0].append(9)
    for row in matrix:
        show(row)
    chars = list("hello")
    chars[0] = "j"
    print("".join(chars), len(chars))
    bools = [i % 2 == 0 for i in range(4)]
    print(bools[0], bools[1], bools.count(True))
    nested = [[i + j for j in range(i)] for i in range(4) if i != 2]
    show(nested[-1])
    pairs = [(i, "p%d" % i) for i in range(3)]
    for number, name in pairs:
        print(number, name)
    try:
        print(a[n + 100])
    except IndexError:
        print("IndexError")
    try:
        a.remove(12345)
    except ValueError:
        print("ValueError")
    empty = []
    try:
        empty.pop()
    except IndexError:
        print("pop from empty")
    empty.append("now text")
    show_text(empty)
    copy = a[:]
    copy[0] = -1
    show(a)
    show(copy)
    show(list(range(n, 0, -2)))
    show(sorted([3, 1, 2]))
    del copy[:]
    print(len(copy), not copy, bool(a))
    return len(a)


def target(driver, args):
    return entry_point, None
