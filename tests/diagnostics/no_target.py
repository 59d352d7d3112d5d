"""There is no function target."""

def entry_point(argv):
    return 0
