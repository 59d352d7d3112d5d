"""Quicksort with insertion of short runs: list items exchanged."""


def insertion(items, low, high):
    for i in range(low + 1, high + 1):
        x = items[i]
        j = i - 1
        while j >= low and items[j] > x:
            items[j + 1] = items[j]
            j -= 1
        items[j + 1] = x


def quicksort(items, low, high):
    while high - low > 12:
        pivot = items[(low + high) // 2]
        i = low
        j = high
        while i <= j:
            while items[i] < pivot:
                i += 1
            while pivot < items[j]:
                j -= 1
            if i <= j:
                t = items[i]
                items[i] = items[j]
                items[j] = t
                i += 1
                j -= 1
        if j - low < high - i:
            quicksort(items, low, j)
            low = i
        else:
            quicksort(items, i, high)
            high = j
    insertion(items, low, high)


def entry_point(argv):
    n = 1000000
    if len(argv) > 1:
        n = int(argv[1])
    total = 0
    seed = 42
    for _ in range(8):
        items = []
        for i in range(n):
            seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
            items.append(seed)
        quicksort(items, 0, n - 1)
        total += items[n // 3] ^ items[n // 2]
    print("%d" % total)
    return 0


def target(driver, args):
    return entry_point, None
