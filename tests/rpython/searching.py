"""String search: Knuth-Morris-Pratt, Boyer-Moore-Horspool, Rabin-Karp, edit distance."""

# run: "the cat sat on the mat with the other cat" cat
# run: aaaaaaaaaab aaab
# run: abc abcd


def kmp(text, pattern):
    table = [0] * (len(pattern) + 1)
    table[0] = -1
    k = -1
    for i in range(len(pattern)):
        while k >= 0 and pattern[k] != pattern[i]:
            k = table[k]
        k += 1
        table[i + 1] = k
    found = []
    k = 0
    for i in range(len(text)):
        while k >= 0 and (k == len(pattern) or pattern[k] != text[i]):
            k = table[k]
        k += 1
        if k == len(pattern):
            found.append(i + 1 - k)
    return found


def horspool(text, pattern):
    n = len(pattern)
    skip = {}
    for i in range(n - 1):
        skip[pattern[i]] = n - 1 - i
    found = []
    pos = 0
    while pos + n <= len(text):
        i = n - 1
        while i >= 0 and text[pos + i] == pattern[i]:
            i -= 1
        if i < 0:
            found.append(pos)
        pos += skip.get(text[pos + n - 1], n)
    return found


def rabin_karp(text, pattern):
    base = 257
    modulus = 1000000007
    n = len(pattern)
    if n > len(text):
        return []
    power = 1
    wanted = 0
    current = 0
    for i in range(n):
        wanted = (wanted * base + ord(pattern[i])) % modulus
        current = (current * base + ord(text[i])) % modulus
        if i > 0:
            power = power * base % modulus
    found = []
    for i in range(len(text) - n + 1):
        if current == wanted and text[i : i + n] == pattern:
            found.append(i)
        if i + n < len(text):
            current = (current - ord(text[i]) * power) % modulus
            current = (current * base + ord(text[i + n])) % modulus
    return found


def naive(text, pattern):
    found = []
    pos = text.find(pattern)
    while pos >= 0:
        found.append(pos)
        pos = text.find(pattern, pos + 1)
    return found


def distance(a, b):
    previous = list(range(len(b) + 1))
    for i in range(1, len(a) + 1):
        current = [i]
        for j in range(1, len(b) + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 1
            best = min(previous[j] + 1, current[j - 1] + 1)
            current.append(min(best, previous[j - 1] + cost))
        previous = current
    return previous[-1]


def common(a, b):
    table = [[""] * (len(b) + 1) for i in range(len(a) + 1)]
    for i in range(len(a)):
        for j in range(len(b)):
            if a[i] == b[j]:
                table[i + 1][j + 1] = table[i][j] + a[i]
            else:
                x = table[i][j + 1]
                y = table[i + 1][j]
                table[i + 1][j + 1] = x if len(x) >= len(y) else y
    return table[len(a)][len(b)]


def show(found):
    print(" ".join([str(i) for i in found]) or "none")


def entry_point(argv):
    text = argv[1]
    pattern = argv[2]
    show(kmp(text, pattern))
    show(horspool(text, pattern))
    show(rabin_karp(text, pattern))
    show(naive(text, pattern))
    print(distance(text, pattern), distance("kitten", "sitting"), common(text, pattern))
    print(kmp(text, pattern) == naive(text, pattern))
    return len(kmp(text, pattern))


def target(driver, args):
    return entry_point, None
