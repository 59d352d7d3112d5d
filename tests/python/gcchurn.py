# args: 800
"""Memory: a large live graph with cycles, steady replacement, many small containers, an LRU cache."""
import sys


class Node:
    def __init__(self, ident):
        self.ident = ident
        self.out = []
        self.back = None
        self.tag = None


class Lru:
    """dict plus a doubly linked ring of lists."""

    def __init__(self, size):
        self.size = size
        self.map = {}
        self.root = root = []
        root[:] = [root, root, None, None]
        self.hits = 0

    def get(self, key, make):
        link = self.map.get(key)
        root = self.root
        if link is not None:
            self.hits += 1
            prev, nxt, _, value = link
            prev[1] = nxt
            nxt[0] = prev
        else:
            value = make(key)
            if len(self.map) >= self.size:
                old = root[1]
                root[1] = old[1]
                old[1][0] = root
                del self.map[old[2]]
            self.map[key] = link = [None, None, key, value]
        last = root[0]
        last[1] = root[0] = link
        link[0], link[1] = last, root
        return value


def main(n):
    seed = 11
    live = [Node(i) for i in range(n)]
    for i, node in enumerate(live):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        for k in (1, seed % n, (seed >> 9) % n):
            other = live[(i + k) % n]
            node.out.append(other)
            other.back = node
        node.tag = {'i': i, 't': (i, str(i % 50))}
    for step in range(3 * n):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        i = (seed >> 4) % n
        old = live[i]
        new = Node(old.ident + 1)
        new.out = [old.out[0], live[(i * 7 + step) % n], new]
        new.tag = {'i': step, 't': (step,)}
        live[i] = new
    seen, total = set(), 0
    todo = [live[0]]
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        total += node.ident % 1000 + len(node.tag['t'])
        todo.extend(node.out)
    lru = Lru(500)
    for step in range(3 * n):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        k = (seed >> 5) % 800
        total += lru.get(k if seed & 0x4000000 else k % 60, lambda x: [x] * 3)[0]
    matrix = [[(i * j) % 10 for j in range(60)] for i in range(n // 60)]
    flipped = list(zip(*matrix))
    total += sum(len(set(r)) for r in flipped)
    print('gcchurn', len(seen), total, lru.hits, sum(x.ident for x in live) % 1000003)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 16000)
