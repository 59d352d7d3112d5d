"""Text processing: wrapping, justification, columns, word counts, a diff."""

# run: 24
# run: 40

TEXT = (
    "It was the best of times, it was the worst of times, it was the age of wisdom, "
    "it was the age of foolishness, it was the epoch of belief."
)


def wrap(text, width):
    lines = []
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        elif line:
            line += " " + word
        else:
            line = word
    if line:
        lines.append(line)
    return lines


def justify(line, width):
    words = line.split(" ")
    if len(words) == 1:
        return line
    gaps = len(words) - 1
    spaces = width - len(line) + gaps
    result = words[0]
    for i in range(gaps):
        n = spaces // gaps + (1 if i < spaces % gaps else 0)
        result += " " * n + words[i + 1]
    return result


def center(line, width):
    left = (width - len(line)) // 2
    return " " * left + line + " " * (width - len(line) - left)


def columns(items, width):
    size = 0
    for item in items:
        if len(item) > size:
            size = len(item)
    size += 2
    per_line = max(1, width // size)
    for start in range(0, len(items), per_line):
        line = ""
        for item in items[start : start + per_line]:
            line += item + " " * (size - len(item))
        print(line.rstrip())


def word_counts(text):
    counts = {}
    for word in text.lower().split():
        word = word.strip(",.")
        if word not in counts:
            counts[word] = 0
        counts[word] += 1
    return counts


def diff(a, b):
    rows = len(a) + 1
    lengths = [[0] * (len(b) + 1) for i in range(rows)]
    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            if a[i] == b[j]:
                lengths[i][j] = lengths[i + 1][j + 1] + 1
            else:
                lengths[i][j] = max(lengths[i + 1][j], lengths[i][j + 1])
    i = j = 0
    while i < len(a) or j < len(b):
        if i < len(a) and j < len(b) and a[i] == b[j]:
            print(" ", a[i])
            i += 1
            j += 1
        elif j < len(b) and (i == len(a) or lengths[i][j + 1] > lengths[i + 1][j]):
            print("+", b[j])
            j += 1
        else:
            print("-", a[i])
            i += 1


def entry_point(argv):
    width = int(argv[1])
    lines = wrap(TEXT, width)
    for line in lines:
        print("|" + line + " " * (width - len(line)) + "|" + justify(line, width) + "|")
    print("[" + center("title", width) + "]")
    counts = word_counts(TEXT)
    words = sorted(list(counts.keys()))
    columns(words, width)
    for word in words:
        if counts[word] > 2:
            print("%-8s %d %s" % (word, counts[word], "*" * counts[word]))
    diff(["a", "b", "c", "d"], ["b", "x", "c", "e"])
    return len(lines)


def target(driver, args):
    return entry_point, None
