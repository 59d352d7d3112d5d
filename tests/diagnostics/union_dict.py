"""Values of one dict have two types."""

# row: refuse.union-dict

def entry_point(argv):
    d = {"a": 1}
    d["b"] = 2.5
    d["c"] = argv
    return d["a"]


def target(driver, args):
    return entry_point, None
