"""Objects that die are found in their queue once, with all they refer to."""

import weakref

from rpython.rlib import rgc

# row: class.finalizer-queue
# run: 200
# stress: 7
# skip: interpret


class Node(object):
    def __init__(self, number, child):
        self.number = number
        self.child = child
        self.text = "node %d" % number


class Named(Node):
    pass


class Other(object):
    def __init__(self, name):
        self.name = name


register, next_dead = rgc.new_finalizer_queue("nodes")
register_other, next_other = rgc.new_finalizer_queue("others")


class Keep(object):
    def __init__(self):
        self.nodes = []


keep = Keep()


def make(n):
    refs = []
    for i in range(n):
        node = Node(i, Named(1000 + i, None))
        register(node)
        if i % 2 == 0:
            keep.nodes.append(node)
        refs.append(weakref.ref(node))
    return refs


def drain():
    rgc.collect()
    count = 0
    total = 0
    length = 0
    while True:
        node = next_dead()
        if node is None:
            break
        count += 1
        total += node.number
        length += len(node.text)
        if node.child is not None:
            length += len(node.child.text)
    return "%d %d %d" % (count, total, length)


def alive(refs):
    n = 0
    for r in refs:
        if r() is not None:
            n += 1
    return n


def others():
    o = Other("only")
    register_other(o)


def resurrect():
    node = Node(77, None)
    register(node)


resurrect._dont_inline_ = True
others._dont_inline_ = True


def main(argv):
    n = int(argv[1])
    keep.nodes = []  # the first list is prebuilt and lives for ever, with all that was put into it
    refs = make(n)
    print(drain())
    print(alive(refs))
    keep.nodes = []
    print(drain())
    print(alive(refs))
    print(drain())
    others()
    rgc.collect()
    o = next_other()
    print(o is not None and o.name == "only")
    o = None
    rgc.collect()
    print(next_other() is None)
    resurrect()
    rgc.collect()
    node = next_dead()
    assert node is not None
    keep.nodes.append(node)
    node = None
    rgc.collect()
    print(next_dead() is None)
    print(keep.nodes[0].text)
    keep.nodes = []
    rgc.collect()
    print(next_dead() is None)
    return 0


def target(driver, args):
    return main, None
