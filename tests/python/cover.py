# args: 60
"""Pentomino tiling by exact cover: dict-of-sets search (Algorithm X) and dancing links."""
import sys

SHAPES = {'F': '011 110 010', 'I': '11111', 'L': '1111 1000', 'N': '1110 0011', 'P': '111 011', 'T': '111 010 010',
          'U': '101 111', 'V': '100 100 111', 'W': '100 110 011', 'X': '010 111 010', 'Y': '1111 0100', 'Z': '110 010 011'}


def turns(text):
    cells = [(r, c) for r, row in enumerate(text.split()) for c, ch in enumerate(row) if ch == '1']
    seen = set()
    for _ in range(2):
        for _ in range(4):
            cells = [(c, -r) for r, c in cells]
            mr, mc = min(r for r, _ in cells), min(c for _, c in cells)
            seen.add(tuple(sorted((r - mr, c - mc) for r, c in cells)))
        cells = [(r, -c) for r, c in cells]
    return sorted(seen)


def placements(h, w, names):
    rows = []
    for name in names:
        for t in turns(SHAPES[name]):
            for r in range(h):
                for c in range(w):
                    spots = [(r + dr, c + dc) for dr, dc in t]
                    if all(x < h and y < w for x, y in spots):
                        rows.append([name] + spots)
    return rows


def algorithm_x(rows, limit):
    cols = {}
    for i, row in enumerate(rows):
        for c in row:
            cols.setdefault(c, set()).add(i)
    nodes = 0

    def select(i):
        taken = []
        for c in rows[i]:
            for j in cols[c]:
                for d in rows[j]:
                    if d != c:
                        cols[d].remove(j)
            taken.append(cols.pop(c))
        return taken

    def undo(i, taken):
        for c in reversed(rows[i]):
            cols[c] = taken.pop()
            for j in cols[c]:
                for d in rows[j]:
                    if d != c:
                        cols[d].add(j)

    def go(path):
        nonlocal nodes
        nodes += 1
        if nodes > limit:
            return
        if not cols:
            yield list(path)
            return
        c = min(cols, key=lambda k: (len(cols[k]), str(k)))
        for i in sorted(cols[c]):
            path.append(i)
            taken = select(i)
            yield from go(path)
            undo(i, taken)
            path.pop()
    found = list(go([]))
    return len(found), nodes


class Link:
    __slots__ = ('l', 'r', 'u', 'd', 'head', 'row', 'size', 'name')

    def __init__(self, head=None, row=-1):
        self.l = self.r = self.u = self.d = self
        self.head = head
        self.row = row
        self.size = 0


def cover(h):
    h.r.l, h.l.r = h.l, h.r
    i = h.d
    while i is not h:
        j = i.r
        while j is not i:
            j.d.u, j.u.d = j.u, j.d
            j.head.size -= 1
            j = j.r
        i = i.d


def uncover(h):
    i = h.u
    while i is not h:
        j = i.l
        while j is not i:
            j.head.size += 1
            j.d.u = j.u.d = j
            j = j.l
        i = i.u
    h.r.l = h.l.r = h


def dancing(rows, limit):
    root = Link()
    heads = {}
    for n, row in enumerate(rows):
        first = None
        for c in row:
            if c not in heads:
                h = heads[c] = Link()
                h.l, h.r = root.l, root
                root.l.r = h
                root.l = h
            h = heads[c]
            x = Link(h, n)
            x.u, x.d = h.u, h
            h.u.d = x
            h.u = x
            h.size += 1
            if first is None:
                first = x
            else:
                x.l, x.r = first.l, first
                first.l.r = x
                first.l = x
    nodes = found = 0

    def go():
        nonlocal nodes, found
        nodes += 1
        if nodes > limit:
            return
        if root.r is root:
            found += 1
            return
        best = h = root.r
        while h is not root:
            if h.size < best.size:
                best = h
            h = h.r
        cover(best)
        i = best.d
        while i is not best:
            j = i.r
            while j is not i:
                cover(j.head)
                j = j.r
            go()
            j = i.l
            while j is not i:
                uncover(j.head)
                j = j.l
            i = i.d
        uncover(best)
    go()
    return found, nodes


def main(n):
    small = placements(5, 5, 'PLNYV')
    big = placements(5, 12, SHAPES)
    print('cover', len(small), len(big), algorithm_x(small, 10 ** 9), algorithm_x(big, n), dancing(small, 10 ** 9),
          dancing(big, 2 * n))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 900)
