"""The entry point returns a string."""

# row: refuse.entry-point-result

def entry_point(argv):
    return argv[0]


def target(driver, args):
    return entry_point, None
