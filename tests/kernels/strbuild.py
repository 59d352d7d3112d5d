"""Strings put together, cut and joined."""


def render(n):
    lines = []
    for i in range(n):
        name = "item" + str(i % 1000)
        value = str(i * 7)
        lines.append(name + "=" + value + ";")
    return "".join(lines)


def checksum(s):
    h = 0
    for c in s:
        h = (h * 31 + ord(c)) & 0xFFFFFFF
    return h


def entry_point(argv):
    n = 200000
    if len(argv) > 1:
        n = int(argv[1])
    total = 0
    for _ in range(20):
        s = render(n)
        total += checksum(s)
        pos = 0
        fields = 0
        while True:
            end = s.find(";", pos)
            if end < 0:
                break
            field = s[pos:end]
            if field.startswith("item99"):
                fields += len(field)
            pos = end + 1
        total += fields
    print("%d" % total)
    return 0


def target(driver, args):
    return entry_point, None
