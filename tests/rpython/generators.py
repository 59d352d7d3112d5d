"""Generators: loops, delegation, early exit, generators as iterators."""

# run: 12


def countdown(n):
    while n > 0:
        yield n
        n -= 1


def fibonacci():
    a = 0
    b = 1
    while True:
        yield a
        a, b = b, a + b


def words(text):
    start = 0
    for i in range(len(text)):
        if text[i] == " ":
            if i > start:
                yield text[start:i]
            start = i + 1
    if start < len(text):
        yield text[start:]


class Tree(object):
    def __init__(self, value):
        self.value = value
        self.left = None
        self.right = None

    def insert(self, value):
        if value < self.value:
            if self.left is None:
                self.left = Tree(value)
            else:
                self.left.insert(value)
        else:
            if self.right is None:
                self.right = Tree(value)
            else:
                self.right.insert(value)

    def walk(self):
        stack = []
        node = self
        while stack or node is not None:
            while node is not None:
                stack.append(node)
                node = node.left
            node = stack.pop()
            yield node.value
            node = node.right


def chunks(items, size):
    for i in range(0, len(items), size):
        yield items[i : i + size]


def entry_point(argv):
    n = int(argv[1])
    print(" ".join([str(x) for x in countdown(n)]))
    total = 0
    for x in fibonacci():
        if x > n * 100:
            break
        total += x
    print(total)
    for word in words(" the quick  brown fox"):
        print(word)
    tree = Tree(50)
    value = n
    for i in range(10):
        value = (value * 37 + 11) % 101
        tree.insert(value)
    print(" ".join([str(v) for v in tree.walk()]))
    for chunk in chunks([1, 2, 3, 4, 5], 2):
        print(len(chunk), chunk[0])
    it = countdown(3)
    print(next(it), next(it), next(it))
    try:
        next(it)
    except StopIteration:
        print("exhausted")
    print(sum([x * x for x in countdown(4)]))
    return 0


def target(driver, args):
    return entry_point, None
