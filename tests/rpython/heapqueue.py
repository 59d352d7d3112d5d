"""A priority queue, Dijkstra's shortest paths, Huffman codes."""

# run: 30
# run: 200
# stress: 10


class Entry(object):
    def __init__(self, priority, serial):
        self.priority = priority
        self.serial = serial

    def before(self, other):
        if self.priority != other.priority:
            return self.priority < other.priority
        return self.serial < other.serial


class Queue(object):
    def __init__(self):
        self.heap = []

    def push(self, entry):
        heap = self.heap
        heap.append(entry)
        i = len(heap) - 1
        while i > 0:
            parent = (i - 1) >> 1
            if not heap[i].before(heap[parent]):
                break
            heap[i], heap[parent] = heap[parent], heap[i]
            i = parent

    def pop(self):
        heap = self.heap
        top = heap[0]
        last = heap.pop()
        if heap:
            heap[0] = last
            i = 0
            while True:
                child = 2 * i + 1
                if child >= len(heap):
                    break
                if child + 1 < len(heap) and heap[child + 1].before(heap[child]):
                    child += 1
                if not heap[child].before(heap[i]):
                    break
                heap[i], heap[child] = heap[child], heap[i]
                i = child
        return top

    def empty(self):
        return not self.heap


class Tree(Entry):
    def __init__(self, priority, serial, symbol, left, right):
        Entry.__init__(self, priority, serial)
        self.symbol = symbol
        self.left = left
        self.right = right

    def codes(self, prefix, table):
        if self.left is None:
            table[self.symbol] = prefix
        else:
            self.left.codes(prefix + "0", table)
            self.right.codes(prefix + "1", table)


def huffman(text):
    counts = {}
    for c in text:
        counts[c] = counts.get(c, 0) + 1
    queue = Queue()
    serial = 0
    for c, n in counts.items():
        queue.push(Tree(n, serial, c, None, None))
        serial += 1
    while len(queue.heap) > 1:
        left = queue.pop()
        right = queue.pop()
        assert isinstance(left, Tree) and isinstance(right, Tree)
        queue.push(Tree(left.priority + right.priority, serial, "?", left, right))
        serial += 1
    root = queue.pop()
    assert isinstance(root, Tree)
    table = {}
    root.codes("", table)
    return table


def dijkstra(edges, n, start):
    infinity = 1 << 60
    distance = [infinity] * n
    previous = [-1] * n
    distance[start] = 0
    queue = Queue()
    queue.push(Entry(0, start))
    while not queue.empty():
        entry = queue.pop()
        u = entry.serial
        if entry.priority > distance[u]:
            continue
        for v, weight in edges[u]:
            d = distance[u] + weight
            if d < distance[v]:
                distance[v] = d
                previous[v] = u
                queue.push(Entry(d, v))
    return distance, previous


def entry_point(argv):
    n = int(argv[1])
    edges = [[((i * 7 + 3) % n, i % 11 + 1), ((i + 1) % n, 9), (i * i % n, 4)] for i in range(n)]
    distance, previous = dijkstra(edges, n, 0)
    print(" ".join([str(d) for d in distance]))
    node = n - 1
    path = []
    while node >= 0:
        path.append(str(node))
        node = previous[node]
    path.reverse()
    print(" -> ".join(path))
    text = "abracadabra alakazam"
    table = huffman(text)
    encoded = "".join([table[c] for c in text])
    for c, code in table.items():
        print("%s %s" % (c, code))
    print(encoded, len(encoded))
    queue = Queue()
    for i in range(n):
        queue.push(Entry(i * 37 % 101, i))
    order = []
    while not queue.empty():
        order.append(queue.pop().priority)
    print(order == sorted(order), order[0], order[-1])
    return len(path)


def target(driver, args):
    return entry_point, None
