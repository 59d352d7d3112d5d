"""An LRU cache: a dict of nodes in a doubly linked list."""

# run: 50 8
# run: 500 64
# stress: 30 4


class Node(object):
    def __init__(self, key, value):
        self.key = key
        self.value = value
        self.before = None
        self.after = None


class Cache(object):
    def __init__(self, capacity):
        self.capacity = capacity
        self.nodes = {}
        self.first = Node("", -1)
        self.last = Node("", -1)
        self.first.after = self.last
        self.last.before = self.first
        self.hits = 0
        self.misses = 0

    def unlink(self, node):
        node.before.after = node.after
        node.after.before = node.before

    def link(self, node):
        node.after = self.first.after
        node.before = self.first
        node.after.before = node
        self.first.after = node

    def get(self, key):
        try:
            node = self.nodes[key]
        except KeyError:
            self.misses += 1
            return -1
        self.hits += 1
        self.unlink(node)
        self.link(node)
        return node.value

    def put(self, key, value):
        if key in self.nodes:
            node = self.nodes[key]
            node.value = value
            self.unlink(node)
            self.link(node)
            return
        if len(self.nodes) >= self.capacity:
            oldest = self.last.before
            self.unlink(oldest)
            del self.nodes[oldest.key]
        node = Node(key, value)
        self.nodes[key] = node
        self.link(node)

    def keys(self):
        result = []
        node = self.first.after
        while node is not self.last:
            result.append(node.key)
            node = node.after
        return result


def entry_point(argv):
    n = int(argv[1])
    cache = Cache(int(argv[2]))
    seed = 17
    total = 0
    for i in range(n):
        seed = (seed * 73 + 41) % 1009
        key = "k%d" % (seed % 20)
        value = cache.get(key)
        if value < 0:
            cache.put(key, i)
        else:
            total += value
        if i % 7 == 0:
            cache.put("k%d" % (i % 5), -i + n)
    print(cache.hits, cache.misses, total)
    print(" ".join(cache.keys()))
    print(len(cache.nodes))
    return cache.hits & 127


def target(driver, args):
    return entry_point, None
