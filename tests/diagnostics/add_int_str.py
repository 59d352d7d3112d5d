"""An int added to text."""

# row: refuse.add-int-str


def entry_point(argv):
    print("n: " + len(argv))
    return 0


def target(driver, args):
    return entry_point, None
