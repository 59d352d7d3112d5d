# What is read of None is not used, or not at once: the program stops where it reads, at every level.
# run: attribute
# run: late
# run: field
# run: class
# run: ignored
# run: virtual
# run: property
# run: setter
# run: loop
# run: inlined
# run: text
# run: dict
# run: chain
# fatal: AttributeError


class Node(object):
    kind = 3

    def __init__(self, value):
        self.value = value
        self.next = None
        self.name = None
        self.table = None

    def nothing(self):
        return 7

    def what(self):
        return 1

    @property
    def constant(self):
        return 5

    @constant.setter
    def constant(self, value):
        print("set")


class Other(Node):
    kind = 4

    def what(self):
        return 2


def peek(node):
    node.value


def nodes(n):
    first = Node(n)
    if n > 90:
        first.next = Other(n)
        first.name = "name"
        first.table = {"a": 1}
    return first


def attribute(node):
    node.next.value
    print("went on")


def late(node, n):
    value = node.next.value
    print("before")
    if n > 90:
        print(value)


def field(node):
    node.next.next = node
    node.next.next = None
    print("went on")


def of_class(node):
    node.next.kind
    print("went on")


def ignored(node):
    print(node.next.nothing())


def virtual(node):
    print(node.next.what())


def get_property(node):
    print(node.next.constant)


def set_property(node):
    node.next.constant = 6
    print("went on")


def loop(node, n):
    other = node.next
    for i in range(n):
        if i > 0:
            other.value
        print("round", i)


def inlined(node):
    peek(node.next)
    print("went on")


def text(node):
    node.name.upper()
    print("went on")


def of_dict(node):
    node.table.keys()
    print("went on")


def chain(node):
    node.next.next.next
    print("went on")


def entry_point(argv):
    how = argv[1]
    n = len(argv)
    node = nodes(n)
    print("begin", how)
    if how == "attribute":
        attribute(node)
    elif how == "late":
        late(node, n)
    elif how == "field":
        field(node)
    elif how == "class":
        of_class(node)
    elif how == "ignored":
        ignored(node)
    elif how == "virtual":
        virtual(node)
    elif how == "property":
        get_property(node)
    elif how == "setter":
        set_property(node)
    elif how == "loop":
        loop(node, n + 1)
    elif how == "inlined":
        inlined(node)
    elif how == "text":
        text(node)
    elif how == "dict":
        of_dict(node)
    elif how == "chain":
        chain(node)
    return 0


def target(driver, args):
    return entry_point, None
