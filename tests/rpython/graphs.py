"""Graph algorithms: breadth-first, topological order, components, union-find, Floyd-Warshall."""

# run: 12
# run: 40
# stress: 8


class Vertex(object):
    def __init__(self, number):
        self.number = number
        self.out = []
        self.index = -1
        self.low = 0
        self.on_stack = False


class Tarjan(object):
    def __init__(self, vertices):
        self.counter = 0
        self.stack = []
        self.components = []
        for v in vertices:
            if v.index < 0:
                self.visit(v)

    def visit(self, v):
        v.index = v.low = self.counter
        self.counter += 1
        self.stack.append(v)
        v.on_stack = True
        for w in v.out:
            if w.index < 0:
                self.visit(w)
                v.low = min(v.low, w.low)
            elif w.on_stack:
                v.low = min(v.low, w.index)
        if v.low == v.index:
            component = []
            while True:
                w = self.stack.pop()
                w.on_stack = False
                component.append(w.number)
                if w is v:
                    break
            self.components.append(component)


def breadth_first(start):
    distance = {start: 0}
    queue = [start]
    head = 0
    while head < len(queue):
        v = queue[head]
        head += 1
        for w in v.out:
            if w not in distance:
                distance[w] = distance[v] + 1
                queue.append(w)
    return distance


def topological(edges, n):
    incoming = [0] * n
    for a, b in edges:
        incoming[b] += 1
    ready = [i for i in range(n) if incoming[i] == 0]
    order = []
    while ready:
        v = ready.pop(0)
        order.append(v)
        for a, b in edges:
            if a == v:
                incoming[b] -= 1
                if incoming[b] == 0:
                    ready.append(b)
    return order


class UnionFind(object):
    def __init__(self, n):
        self.parent = list(range(n))
        self.count = n

    def find(self, x):
        while self.parent[x] != x:
            self.parent[x] = self.parent[self.parent[x]]
            x = self.parent[x]
        return x

    def union(self, a, b):
        a = self.find(a)
        b = self.find(b)
        if a != b:
            self.parent[a] = b
            self.count -= 1


def floyd(n, edges):
    infinity = 1000000
    d = [[infinity] * n for i in range(n)]
    for i in range(n):
        d[i][i] = 0
    for a, b in edges:
        d[a][b] = min(d[a][b], (a * 3 + b) % 10 + 1)
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if d[i][k] + d[k][j] < d[i][j]:
                    d[i][j] = d[i][k] + d[k][j]
    return d


def entry_point(argv):
    n = int(argv[1])
    vertices = [Vertex(i) for i in range(n)]
    for i in range(n):
        vertices[i].out.append(vertices[(i * 3 + 1) % n])
        if i % 2:
            vertices[i].out.append(vertices[i // 2])
    distance = breadth_first(vertices[0])
    print(len(distance), " ".join(["%d:%d" % (v.number, d) for v, d in distance.items()]))
    components = Tarjan(vertices).components
    print(" ".join(["(" + ",".join([str(x) for x in c]) + ")" for c in components]))
    edges = [(i, j) for i in range(n) for j in range(i + 1, n) if (i * j + i) % 5 == 0]
    print(" ".join([str(v) for v in topological(edges, n)]))
    sets = UnionFind(n)
    for i in range(0, n - 3, 2):
        sets.union(i, i + 3)
    print(sets.count, sets.find(0) == sets.find(3), sets.find(0) == sets.find(1))
    d = floyd(n, edges)
    print(" ".join([str(x) for x in d[0]]))
    return len(components)


def target(driver, args):
    return entry_point, None
