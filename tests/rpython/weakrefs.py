"""Weak references that stay alive with their object."""

import weakref

from rpython.rlib import rgc

# run: 5
# skip: interpret


class Node(object):
    def __init__(self, name):
        self.name = name
        self.parent_ref = None
        self.children = []

    def add(self, child):
        child.parent_ref = weakref.ref(self)
        self.children.append(child)

    def parent(self):
        if self.parent_ref is None:
            return None
        return self.parent_ref()


def path(node):
    parts = []
    while node is not None:
        parts.append(node.name)
        node = node.parent()
    parts.reverse()
    return "/".join(parts)


def build(n):
    root = Node("root")
    node = root
    for i in range(n):
        child = Node("n%d" % i)
        node.add(child)
        node.add(Node("leaf%d" % i))
        node = child
    return root, node


def orphan():
    return weakref.ref(Node("gone"))


def entry_point(argv):
    n = int(argv[1])
    root, last = build(n)
    for i in range(200):
        Node("garbage%d" % i)
    rgc.collect()
    print(path(last), path(root))
    print(last.parent() is not None, root.parent() is None)
    ref = orphan()
    for i in range(50):
        Node("more%d" % i)
    rgc.collect()
    print("cleared" if ref() is None else "alive")
    print(root.children[0].children[0].parent() is root.children[0])
    return n


def target(driver, args):
    return entry_point, None
