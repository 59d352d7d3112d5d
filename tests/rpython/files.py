"""Files through os and rposix; errors of the system."""

import os

from rpython.rlib import rposix

# run: one
# run: two 1000
# stress: three 20


def write_file(path, data):
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        while data:
            n = rposix.write(fd, data)
            data = data[n:]
    finally:
        os.close(fd)


def read_file(path):
    fd = rposix.open(path, os.O_RDONLY)
    parts = []
    try:
        while True:
            data = rposix.read(fd, 100)
            if not data:
                break
            parts.append(data)
    finally:
        rposix.close(fd)
    return "".join(parts)


def copy_lines(source, destination):
    lines = read_file(source).split("\n")
    numbered = []
    for i in range(len(lines)):
        if lines[i]:
            numbered.append("%3d: %s" % (i + 1, lines[i]))
    write_file(destination, "\n".join(numbered))


def exists(path):
    try:
        os.stat(path)
    except OSError:
        return False
    return True


def entry_point(argv):
    count = int(argv[2]) if len(argv) > 2 else 5
    base = "/tmp/rpython-files-test-%d" % os.getpid()
    first = base + "-" + argv[1]
    second = base + "-copy"
    write_file(first, "".join(["line %d\n" % i for i in range(count)]))
    data = read_file(first)
    print(len(data), data.count("\n"), data[:20].replace("\n", "/"))
    copy_lines(first, second)
    text = read_file(second)
    print(len(text), text[-12:])
    print(exists(first), exists(base + "-none"), os.path.basename("a/b.txt"))
    os.unlink(first)
    os.unlink(second)
    print(exists(first))
    try:
        read_file(first)
    except OSError as e:
        print("errno", e.errno)
    try:
        rposix.open("/", os.O_WRONLY)
    except OSError as e:
        print("errno", e.errno)
    os.write(1, b"direct\n")
    print(os.environ.get("RPYTHON_NOT_SET") is None)
    return count & 127


def target(driver, args):
    return entry_point, None
