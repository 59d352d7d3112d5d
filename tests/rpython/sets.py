"""Sets of ints, strings and instances."""

# run: 30


class Node(object):
    def __init__(self, name):
        self.name = name
        self.next = []


def reachable(start):
    seen = set()
    todo = [start]
    order = []
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        order.append(node.name)
        for other in node.next:
            todo.append(other)
    return order


def unique(items):
    seen = set()
    result = []
    for item in items:
        if item not in seen:
            seen.add(item)
            result.append(item)
    return result


def show(s):
    print(" ".join([str(x) for x in sorted(list(s))]), len(s))


VOWELS = frozenset(["a", "e", "i", "o", "u"])


def entry_point(argv):
    n = int(argv[1])
    evens = set()
    threes = set()
    for i in range(n):
        if i % 2 == 0:
            evens.add(i)
        if i % 3 == 0:
            threes.add(i)
    show(evens & threes)
    show(evens | threes)
    show(evens - threes)
    show(evens ^ threes)
    print(6 in evens, 7 in evens, evens == threes, len(evens))
    evens.discard(4)
    evens.discard(5)
    evens.remove(6)
    try:
        evens.remove(7)
    except KeyError:
        print("not there")
    show(evens)
    show({x % 5 for x in range(n)})
    print(" ".join(unique(["b", "a", "b", "c", "a"])))
    print(len([c for c in "education is fun" if c in VOWELS]))
    nodes = [Node("n%d" % i) for i in range(6)]
    for i in range(5):
        nodes[i].next.append(nodes[(i * 2) % 6])
        nodes[i].next.append(nodes[(i + 1) % 6])
    print(" ".join(reachable(nodes[0])))
    small = {1, 2, 3}
    small.update([3, 4])
    print(len(small), small.issubset({1, 2, 3, 4, 5}), bool(small))
    small.clear()
    print(len(small), not small)
    grown = [n]
    for i in range(4):
        grown.append(n + i + 1)
        print(len(set(grown)), small.union(grown) == set(grown), 0 in set(grown))
    return len(evens)


def target(driver, args):
    return entry_point, None
