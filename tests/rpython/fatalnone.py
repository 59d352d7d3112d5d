"""Reading an attribute of None stops the program."""

# run: 2
# fatal: AttributeError


class Node(object):
    def __init__(self, value, next):
        self.value = value
        self.next = next


def nth(node, n):
    while n > 0:
        node = node.next
        n -= 1
    return node.value


def entry_point(argv):
    chain = Node(1, Node(2, None))
    print(nth(chain, 1))
    print(nth(chain, int(argv[1])))
    return 0


def target(driver, args):
    return entry_point, None
