"""Lists so long that their items are made more where they stand: words, references, and what refers to them."""

# run: 400000
# run: 2000
# stress: 30


class Item(object):
    def __init__(self, n, before):
        self.n = n
        self.before = before


def words(n):
    lst = []
    other = [7]
    for i in range(n):
        lst.append(i)
        if i % 1000 == 0:
            other = lst[:10]
    total = 0
    for x in lst:
        total += x
    lst.insert(1, -1)
    del lst[n // 2 :]
    print("words", total, len(lst), lst[1], lst[-1], other[-1])


def objects(n):
    lst = []
    before = None
    for i in range(n):
        item = Item(i, before)
        lst.append(item)
        lst[i // 2] = Item(-i, lst[i // 2])
        before = item
    total = 0
    for item in lst:
        total += item.n
        if item.before is not None:
            total += item.before.n
    more = lst + lst
    lst.extend(more)
    lst.extend(lst)
    print("objects", total, len(lst), lst[5 * n + 3].n, lst[0].n)


def entry_point(argv):
    n = int(argv[1])
    words(n)
    objects(n)
    return 0


def target(driver, args):
    return entry_point, None


if __name__ == "__main__":
    import sys

    entry_point(sys.argv)
