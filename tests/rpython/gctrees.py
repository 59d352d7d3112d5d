"""Heaps of objects: binary trees, linked lists, graphs, old objects that point to young ones."""

# run: 12
# run: 5
# stress: 4


class Tree(object):
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def check(self):
        if self.left is None:
            return 1
        return 1 + self.left.check() + self.right.check()


def make(depth):
    if depth == 0:
        return Tree(None, None)
    return Tree(make(depth - 1), make(depth - 1))


class Cell(object):
    def __init__(self, value, next):
        self.value = value
        self.next = next


def build_list(n):
    head = None
    for i in range(n):
        head = Cell(i, head)
    return head


def reverse(head):
    result = None
    while head is not None:
        rest = head.next
        head.next = result
        result = head
        head = rest
    return result


class Node(object):
    def __init__(self, number):
        self.number = number
        self.name = "node%d" % number
        self.edges = []
        self.extra = {}


def build_graph(n):
    nodes = [Node(i) for i in range(n)]
    for i in range(n):
        for step in range(1, 4):
            nodes[i].edges.append(nodes[(i * step + step) % n])
        nodes[i].extra["x%d" % i] = nodes[(i + 1) % n]
    return nodes


class Holder(object):
    def __init__(self):
        self.current = None
        self.history = []


holder = Holder()


def churn(rounds):
    total = 0
    for i in range(rounds):
        holder.current = Cell(i, holder.current)
        if i % 10 == 0:
            holder.history.append(holder.current)
            holder.current = None
        text = "garbage %d" % i
        total += len(text + text)
    return total


def count(cell):
    n = 0
    while cell is not None:
        n += 1
        cell = cell.next
    return n


def entry_point(argv):
    depth = int(argv[1])
    long_lived = make(depth)
    for d in range(2, depth + 1, 2):
        total = 0
        for i in range(1 << (depth - d + 2)):
            total += make(d).check()
        print(d, total)
    print(long_lived.check())
    n = depth * 50
    head = reverse(build_list(n))
    print(head.value, count(head))
    nodes = build_graph(n)
    total = 0
    node = nodes[0]
    for i in range(n):
        node = node.edges[i % 3]
        total += node.number + len(node.name) + node.extra["x%d" % node.number].number
    print(total)
    print(churn(n * 10), len(holder.history))
    total = 0
    for cell in holder.history:
        total += count(cell)
    print(total)
    return depth


def target(driver, args):
    return entry_point, None
