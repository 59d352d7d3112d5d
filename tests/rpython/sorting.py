"""Sorting: listsort with an order of its own, hand-written sorts, list.sort."""

from rpython.rlib.listsort import make_timsort_class

# run: 200 12345
# run: 5000 99
# stress: 40 7


class Record(object):
    def __init__(self, key, serial):
        self.key = key
        self.serial = serial


IntSort = make_timsort_class()
RecordSort = make_timsort_class(lt=lambda a, b: a.key < b.key)
TextSort = make_timsort_class(lt=lambda a, b: len(a) < len(b))


class Random(object):
    def __init__(self, seed):
        self.seed = seed

    def next(self, limit):
        self.seed = (self.seed * 1103515245 + 12345) & 0x7FFFFFFF
        return (self.seed >> 8) % limit


def quicksort(lst, low, high):
    while low < high:
        pivot = lst[(low + high) // 2]
        i = low
        j = high
        while i <= j:
            while lst[i] < pivot:
                i += 1
            while lst[j] > pivot:
                j -= 1
            if i <= j:
                lst[i], lst[j] = lst[j], lst[i]
                i += 1
                j -= 1
        quicksort(lst, low, j)
        low = i


def heapsort(lst):
    def_size = len(lst)
    for start in range(def_size // 2 - 1, -1, -1):
        sift(lst, start, def_size)
    for end in range(def_size - 1, 0, -1):
        lst[0], lst[end] = lst[end], lst[0]
        sift(lst, 0, end)


def sift(lst, root, size):
    while True:
        child = root * 2 + 1
        if child >= size:
            return
        if child + 1 < size and lst[child] < lst[child + 1]:
            child += 1
        if lst[root] >= lst[child]:
            return
        lst[root], lst[child] = lst[child], lst[root]
        root = child


def merge_sort(lst):
    if len(lst) < 2:
        return lst
    mid = len(lst) // 2
    left = merge_sort(lst[:mid])
    right = merge_sort(lst[mid:])
    result = []
    i = 0
    j = 0
    while i < len(left) and j < len(right):
        if right[j] < left[i]:
            result.append(right[j])
            j += 1
        else:
            result.append(left[i])
            i += 1
    return result + left[i:] + right[j:]


def checksum(lst):
    total = 0
    for i in range(len(lst)):
        total = (total * 31 + lst[i]) & 0xFFFFFFF
    return total


def entry_point(argv):
    n = int(argv[1])
    random = Random(int(argv[2]))
    data = [random.next(n) for i in range(n)]
    a = data[:]
    IntSort(a).sort()
    b = data[:]
    quicksort(b, 0, len(b) - 1)
    c = data[:]
    heapsort(c)
    d = merge_sort(data)
    e = data[:]
    e.sort()
    print(checksum(a), a == b, a == c, a == d, a == e, a == sorted(data))
    records = [Record(data[i] % 10, i) for i in range(n)]
    RecordSort(records).sort()
    stable = True
    for i in range(1, n):
        before, after = records[i - 1], records[i]
        if before.key > after.key or (before.key == after.key and before.serial > after.serial):
            stable = False
    print(stable, records[0].serial, records[-1].serial)
    words = ["pear", "fig", "banana", "kiwi", "apple", "date"]
    TextSort(words).sort()
    print(" ".join(words))
    words.sort()
    print(" ".join(words))
    words.sort(reverse=True)
    print(" ".join(words), " ".join(sorted(words, key=lambda w: w[-1])))
    print(max(data) == a[-1], min(data) == a[0])
    return a[n // 2] & 63


def target(driver, args):
    return entry_point, None
