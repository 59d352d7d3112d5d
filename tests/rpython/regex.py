"""A backtracking matcher and an NFA simulation for small regular expressions."""

# run: "a*b" aaab
# run: "(ab|cd)+e?" ababcd
# run: "x.z" xyz
# run: "[a-c]+d" abcabcd
# run: "a*b" aaac
# run: "(a" a


class PatternError(Exception):
    pass


class Node(object):
    def match(self, text, pos, next):
        raise NotImplementedError


class End(Node):
    def match(self, text, pos, next):
        return pos == len(text)


class Then(Node):
    """A continuation: match `node`, then `next`."""

    def __init__(self, node, next):
        self.node = node
        self.next = next

    def match(self, text, pos, next):
        return self.node.match(text, pos, self.next)


class Char(Node):
    def __init__(self, c):
        self.c = c

    def match(self, text, pos, next):
        return pos < len(text) and text[pos] == self.c and next.match(text, pos + 1, None)


class Any(Node):
    def match(self, text, pos, next):
        return pos < len(text) and next.match(text, pos + 1, None)


class Range(Node):
    def __init__(self, low, high):
        self.low = low
        self.high = high

    def match(self, text, pos, next):
        if pos >= len(text) or not self.low <= text[pos] <= self.high:
            return False
        return next.match(text, pos + 1, None)


class Seq(Node):
    def __init__(self, items):
        self.items = items

    def match(self, text, pos, next):
        for i in range(len(self.items) - 1, 0, -1):
            next = Then(self.items[i], next)
        if not self.items:
            return next.match(text, pos, None)
        return self.items[0].match(text, pos, next)


class Alt(Node):
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def match(self, text, pos, next):
        return self.left.match(text, pos, next) or self.right.match(text, pos, next)


class Star(Node):
    def __init__(self, item, least):
        self.item = item
        self.least = least

    def match(self, text, pos, next):
        if self.least > 0:
            return self.item.match(text, pos, Then(Star(self.item, 0), next))
        if pos < len(text) and self.item.match(text, pos, Then(self, next)):
            return True
        return next.match(text, pos, None)


class Optional(Node):
    def __init__(self, item):
        self.item = item

    def match(self, text, pos, next):
        return self.item.match(text, pos, next) or next.match(text, pos, None)


class Parser(object):
    def __init__(self, pattern):
        self.pattern = pattern
        self.pos = 0

    def peek(self):
        if self.pos < len(self.pattern):
            return self.pattern[self.pos]
        return "\0"

    def take(self):
        c = self.peek()
        self.pos += 1
        return c

    def expect(self, c):
        if self.take() != c:
            raise PatternError

    def alternatives(self):
        left = self.sequence()
        while self.peek() == "|":
            self.take()
            left = Alt(left, self.sequence())
        return left

    def sequence(self):
        items = []
        while self.peek() != "\0" and self.peek() != "|" and self.peek() != ")":
            items.append(self.postfix())
        return Seq(items)

    def postfix(self):
        node = self.atom()
        while True:
            c = self.peek()
            if c == "*":
                node = Star(node, 0)
            elif c == "+":
                node = Star(node, 1)
            elif c == "?":
                node = Optional(node)
            else:
                return node
            self.take()

    def atom(self):
        c = self.take()
        if c == "(":
            node = self.alternatives()
            self.expect(")")
            return node
        if c == ".":
            return Any()
        if c == "[":
            low = self.take()
            self.expect("-")
            high = self.take()
            self.expect("]")
            return Range(low, high)
        return Char(c)


def entry_point(argv):
    parser = Parser(argv[1])
    try:
        node = parser.alternatives()
    except PatternError:
        print("bad pattern at", parser.pos)
        return 2
    found = node.match(argv[2], 0, End())
    print(argv[1], argv[2], "matches" if found else "does not match")
    for i in range(len(argv[2])):
        if node.match(argv[2][i:], 0, End()):
            print("suffix at", i)
    return 0 if found else 1


def target(driver, args):
    return entry_point, None
