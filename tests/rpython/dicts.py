"""Dicts with every kind of key."""

# run: 10
# run: 300
# stress: 10


class Key(object):
    def __init__(self, name):
        self.name = name


def count_words(text):
    counts = {}
    for word in text.split(" "):
        counts[word] = counts.get(word, 0) + 1
    return counts


def ints(n):
    squares = {}
    for i in range(n):
        squares[i * 7919 % 1009] = i * i
    for i in range(0, n, 3):
        key = i * 7919 % 1009
        if key in squares:
            del squares[key]
    total = 0
    for key in squares:
        total += key * 3 + squares[key]
    print(len(squares), total, -5 in squares)
    return squares


def instances():
    keys = [Key("k%d" % i) for i in range(5)]
    d = {}
    for i in range(len(keys)):
        d[keys[i]] = i
    print(d[keys[3]], keys[0] in d, Key("k0") in d, len(d))
    names = [k.name for k in d.keys()]
    print(" ".join(names))


def others():
    chars = {}
    for c in "mississippi":
        chars[c] = chars.get(c, 0) + 1
    for c, n in chars.items():
        print(c, n)
    floats = {0.5: "half", 2.0: "two"}
    print(floats[0.5], floats.get(3.0, "none"), 2.0 in floats)
    tuples = {}
    for i in range(3):
        for j in range(3):
            tuples[(i, j)] = i * j
    print(tuples[(2, 2)], (1, 5) in tuples, len(tuples))
    mixed = {("a", 1): 1.5, ("b", 2): 2.5}
    print(mixed[("b", 2)])
    bools = {True: "yes", False: "no"}
    print(bools[len(chars) > 3])
    nested = {}
    for word in ["apple", "avocado", "bean"]:
        nested.setdefault(word[0], []).append(word)
    print(len(nested["a"]), nested["b"][0])


def entry_point(argv):
    n = int(argv[1])
    counts = count_words("the cat and the dog and the bird")
    for word, count in counts.items():
        print(word, count)
    print(counts.get("fish", -1), "cat" in counts, "cow" not in counts)
    squares = ints(n)
    copy = squares.copy()
    copy[-1] = 1
    print(len(copy) - len(squares))
    copy.update({-2: 5, -1: 7})
    print(copy[-1], copy[-2], copy.pop(-1), copy.pop(-99, 42), -1 in copy)
    try:
        print(counts["missing"])
    except KeyError:
        print("KeyError")
    try:
        del counts["missing"]
    except KeyError:
        print("KeyError again")
    values = [v for v in counts.values()]
    print(sum(values), len(counts.keys()))
    instances()
    others()
    counts.clear()
    print(len(counts), not counts)
    d = {}
    for i in range(n):
        d["key%d" % i] = i
    for i in range(n - 2):
        del d["key%d" % i]
    for key, value in d.items():
        print(key, value)
    key, value = d.popitem()
    print(key, value, len(d))
    try:
        for key in d:
            d["more" + key] = 1
    except RuntimeError:
        print("changed during iteration")
    by_length = {len(w): w for w in ["a", "bb", "cc", "ddd"]}
    print(len(by_length), by_length[2])
    return len(d)


def target(driver, args):
    return entry_point, None
