# The truth of what may be None: its class is not asked then.


class Odd(object):
    def __init__(self, n):
        self.n = n

    def __bool__(self):
        print("asked", self.n)
        return self.n % 2 == 1


class Sized(object):
    def __init__(self, n):
        self.n = n

    def __len__(self):
        print("measured", self.n)
        return self.n


class Plain(object):
    def __init__(self, n):
        self.n = n


def find(items, n):
    for item in items:
        if item.n == n:
            return item
    return None


def find_sized(items, n):
    for item in items:
        if item.n == n:
            return item
    return None


def find_plain(items, n):
    for item in items:
        if item.n == n:
            return item
    return None


def name(o):
    return "none" if o is None else str(o.n)


def entry_point(argv):
    n = len(argv)
    odds = [Odd(n), Odd(n + 1)]
    sized = [Sized(n - 1), Sized(n)]
    plain = [Plain(n)]
    for k in range(n - 1, n + 3):
        o = find(odds, k)
        z = find_sized(sized, k)
        p = find_plain(plain, k)
        print(k, bool(o), not o, bool(z), not z, bool(p), not p)
        if o:
            print("o", o.n)
        if z and o:
            print("both")
        print(name(find(odds, k) or odds[0]), name(find(odds, k) and odds[1]))
        while o:
            print("round")
            o = None
    return 0


def target(driver, args):
    return entry_point, None
