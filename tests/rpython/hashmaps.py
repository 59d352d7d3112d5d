"""A hash table written in RPython, beside the built-in dict."""

from rpython.rlib.objectmodel import compute_hash, compute_identity_hash

# run: 100
# run: 2000
# stress: 30


class Entry(object):
    def __init__(self, key, value, h):
        self.key = key
        self.value = value
        self.hash = h
        self.next = None


class HashMap(object):
    def __init__(self):
        self.buckets = [None] * 8
        self.size = 0

    def find(self, key, h):
        entry = self.buckets[h & (len(self.buckets) - 1)]
        while entry is not None:
            if entry.hash == h and entry.key == key:
                return entry
            entry = entry.next
        return None

    def set(self, key, value):
        h = compute_hash(key)
        entry = self.find(key, h)
        if entry is not None:
            entry.value = value
            return
        if self.size >= len(self.buckets):
            self.grow()
        self.insert(Entry(key, value, h))
        self.size += 1

    def insert(self, entry):
        i = entry.hash & (len(self.buckets) - 1)
        entry.next = self.buckets[i]
        self.buckets[i] = entry

    def grow(self):
        old = self.buckets
        self.buckets = [None] * (len(old) * 2)
        for entry in old:
            while entry is not None:
                rest = entry.next
                self.insert(entry)
                entry = rest

    def get(self, key, default):
        entry = self.find(key, compute_hash(key))
        if entry is None:
            return default
        return entry.value

    def remove(self, key):
        h = compute_hash(key)
        i = h & (len(self.buckets) - 1)
        entry = self.buckets[i]
        previous = None
        while entry is not None:
            if entry.key == key:
                if previous is None:
                    self.buckets[i] = entry.next
                else:
                    previous.next = entry.next
                self.size -= 1
                return True
            previous = entry
            entry = entry.next
        return False


class Thing(object):
    pass


def entry_point(argv):
    n = int(argv[1])
    table = HashMap()
    mirror = {}
    for i in range(n):
        key = "key%d" % (i * i % 97)
        table.set(key, i)
        mirror[key] = i
    print(table.size, len(mirror))
    same = True
    for key in mirror:
        if table.get(key, -1) != mirror[key]:
            same = False
    print(same, table.get("nothing", -5))
    removed = 0
    for i in range(0, 97, 2):
        key = "key%d" % i
        if table.remove(key):
            removed += 1
            del mirror[key]
    print(removed, table.size == len(mirror), table.remove("nothing"))
    a = Thing()
    b = Thing()
    identity = {a: "a", b: "b"}
    h = compute_identity_hash(a)
    for i in range(100):
        Thing()
    print(identity[a], identity[b], h == compute_identity_hash(a))
    print(compute_hash("abc") == compute_hash("ab" + argv[0][:0] + "c"))
    print(
        compute_hash(1.5) == compute_hash(3.0 / 2), compute_hash((1, "x")) == compute_hash((1, "x"))
    )
    return table.size


def target(driver, args):
    return entry_point, None
