"""Searches for a character and for text, at and around the steps of eight characters; counted from the end too."""

# run: 30
# stress: 3


def entry_point(argv):
    n = int(argv[1])
    for k in range(n):
        s = "\x80" * k + "\x81" + "\x00" * (k // 2)
        found = [s.find("\x81"), s.find("\x00"), s.find("\x80"), s.find("\x01"), s.find("\x7f")]
        found += [
            s.find("\x81", k),
            s.find("\x81", 0, k),
            s.find("\x00", k - 3),
            s.find("\x80", -k),
        ]
        found += [
            s.rfind("\x80"),
            s.rfind("\x00", -2),
            s.rfind("\x81", 0, -1),
            s.count("\x80", k - 9),
        ]
        found += [
            s.find("\x80\x81"),
            s.find("\x80\x81", -4),
            s.rfind("\x80\x80", 0, -3),
            s.count("\x80\x80", -9, -1),
        ]
        print(" ".join([str(x) for x in found]))
    text = "line\n" * n + "end"
    pos = 0
    lines = 0
    while True:
        pos = text.find("\n", pos)
        if pos < 0:
            break
        pos += 1
        lines += 1
    print(lines, "\x80" in text, "d" in text)
    return 0


def target(driver, args):
    return entry_point, None
