"""A keyword that the function does not have."""

# row: refuse.call-keyword

def greet(name, loud=False):
    return name.upper() if loud else name


def entry_point(argv):
    print(greet(argv[0], lod=True))
    return 0


def target(driver, args):
    return entry_point, None
