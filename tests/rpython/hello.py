"""The smallest program."""

# run: a "b c" 12


def entry_point(argv):
    for arg in argv[1:]:
        print("argument", arg, len(arg))
    print("hello, world")
    return len(argv)


def target(driver, args):
    return entry_point, None
